//! Owns the ways in which BuildKit's parser cuts an instruction's text into words.
//!
//! Each function works on a joined logical line and gives byte ranges of it. They mirror frontend/dockerfile/parser of BuildKit (August 2026)
//! byte for byte, oddities included, since the words decide what the image becomes.

use std::ops::Range;

/// A word and where it stands in the joined line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawWord {
    /// The word as BuildKit's parser hands it on: quotes and escapes still in it, unless a function says otherwise.
    pub text: String,
    /// Bytes of the joined line.
    pub range: Range<usize>,
}

/// Blanks by which lines are split: the parser's own set, narrower than Unicode's.
pub fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ')
}

/// Splits at runs of blanks, as FROM, EXPOSE, COPY, ADD and VOLUME do. A text that begins or ends with a blank has been trimmed before.
pub fn split_at_blanks(line: &str, range: Range<usize>) -> Vec<RawWord> {
    let mut words = Vec::new();
    let mut start = range.start;
    let text = &line[range.clone()];
    if text.is_empty() {
        return words;
    }
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if is_blank(c) {
            words.push(word(line, start..range.start + at));
            while chars.next_if(|(_, c)| is_blank(*c)).is_some() {}
            start = chars.peek().map_or(range.end, |(at, _)| range.start + at);
        }
    }
    words.push(word(line, start..range.end));
    words
}

fn word(line: &str, range: Range<usize>) -> RawWord {
    RawWord { text: line[range.clone()].to_owned(), range }
}

/// Splits at blanks outside quotes, keeping quotes and escapes, as ENV, LABEL and ARG do.
pub fn split_quoted(line: &str, range: Range<usize>, escape: char) -> Vec<RawWord> {
    #[derive(PartialEq)]
    enum Phase {
        Blanks,
        Word,
        Quote(char),
    }
    let mut words = Vec::new();
    let mut phase = Phase::Blanks;
    let mut current = String::new();
    let mut start = range.start;
    let mut quoted = false;
    let mut chars = line[range.clone()].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let at = range.start + at;
        if phase == Phase::Blanks {
            if c.is_whitespace() {
                continue;
            }
            (phase, start) = (Phase::Word, at);
        }
        match phase {
            Phase::Word if c.is_whitespace() => {
                if quoted || !current.is_empty() {
                    words.push(RawWord { text: std::mem::take(&mut current), range: start..at });
                    quoted = false;
                }
                phase = Phase::Blanks;
            }
            Phase::Word => {
                if c == '\'' || c == '"' {
                    quoted = true;
                    phase = Phase::Quote(c);
                }
                if c != escape {
                    current.push(c);
                } else if let Some((_, next)) = chars.next() {
                    current.extend([c, next]);
                }
            }
            Phase::Quote(quote) => {
                if c == quote {
                    phase = Phase::Word;
                }
                if c != escape || quote == '\'' {
                    current.push(c);
                } else if let Some((_, next)) = chars.next() {
                    current.extend([c, next]);
                }
            }
            Phase::Blanks => unreachable!("a word has begun"),
        }
    }
    if phase != Phase::Blanks && (quoted || !current.is_empty()) {
        words.push(RawWord { text: current, range: start..range.end });
    }
    words
}

/// The leading `--flag` words, quotes and backslashes taken out, and where the rest begins.
///
/// BuildKit reads bytes here, not characters, so a flag with other than ASCII text comes out garbled; the ranges are right all the same.
pub fn leading_flags(line: &str, range: Range<usize>) -> (Vec<RawWord>, usize) {
    let bytes = line.as_bytes();
    let is_space = |b: u8| matches!(b, b'\t'..=b'\r' | b' ' | 0x85 | 0xa0);
    let mut flags = Vec::new();
    let mut at = range.start;
    loop {
        while at < range.end && is_space(bytes[at]) {
            at += 1;
        }
        if at >= range.end {
            return (flags, range.end);
        }
        if !line[at..range.end].starts_with("--") {
            return (flags, at);
        }
        let start = at;
        let mut text = String::new();
        let mut quote = None;
        let mut quoted = false;
        while at < range.end {
            let byte = bytes[at];
            match quote {
                None if is_space(byte) && line.is_char_boundary(at) && byte < 0x80 => break,
                None if byte == b'\'' || byte == b'"' => (quote, quoted) = (Some(byte), true),
                Some(open) if byte == open => quote = None,
                _ if byte == b'\\' => {
                    at += 1;
                    if at < range.end {
                        text.push(char::from(bytes[at]));
                    }
                }
                _ => text.push(char::from(byte)),
            }
            at += 1;
        }
        let end = at.min(range.end);
        if text == "--" {
            return (flags, end);
        }
        if quoted || !text.is_empty() {
            flags.push(RawWord { text, range: start..end });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: Vec<RawWord>) -> Vec<String> {
        words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn quotes_keep_blanks_and_stay_in_the_word() {
        let line = r#"A="x y" B='a b' C=a\ b D"#;
        assert_eq!(texts(split_quoted(line, 0..line.len(), '\\')), [r#"A="x y""#, "B='a b'", r"C=a\ b", "D"]);
    }

    #[test]
    fn flags_end_at_the_first_other_word_or_at_two_dashes() {
        let line = "--mount=type=bind --link -- --x y";
        let (flags, rest) = leading_flags(line, 0..line.len());
        assert_eq!(texts(flags), ["--mount=type=bind", "--link"]);
        assert_eq!(&line[rest..], " --x y");
    }

    #[test]
    fn a_quoted_flag_value_loses_its_quotes() {
        let line = r#"--mount="type=cache,target=/a b" x"#;
        let (flags, rest) = leading_flags(line, 0..line.len());
        assert_eq!(texts(flags), ["--mount=type=cache,target=/a b"]);
        assert_eq!(&line[rest..], "x");
    }
}
