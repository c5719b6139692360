//! Owns the reading of a heredoc word: `<<EOF`, `3<<-"EOF"`.

/// What a heredoc word says.
#[derive(Debug, PartialEq, Eq)]
pub struct HeredocWord {
    /// End word without quotes and escapes.
    pub name: String,
    /// Variables in the body are expanded unless a part of the word is quoted; an escaped character does not count.
    pub expand: bool,
    /// `<<-`.
    pub chomp: bool,
}

/// Reads the word that the grammar marked. The escape character is always the backslash here, whatever the escape directive says (BuildKit, parser.go).
pub fn read_marker(marker: &str) -> HeredocWord {
    let rest = marker.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.strip_prefix("<<").unwrap_or(rest);
    let (chomp, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
    let word = rest.trim_start();
    let mut name = String::with_capacity(word.len());
    let mut quote = None;
    let mut quoted = false;
    let mut chars = word.chars();
    while let Some(c) = chars.next() {
        match quote {
            Some('\'') if c != '\'' => name.push(c),
            None if c == '\\' => name.extend(chars.next()),
            // Inside double quotes a backslash is taken out only before a quote, a dollar or another backslash.
            Some('"') if c == '\\' => match chars.clone().next() {
                Some(next @ ('"' | '$' | '\\')) => {
                    chars.next();
                    name.push(next);
                }
                _ => name.push(c),
            },
            Some(open) if c == open => quote = None,
            None if c == '\'' || c == '"' => (quote, quoted) = (Some(c), true),
            _ => name.push(c),
        }
    }
    HeredocWord { expand: !quoted, name, chomp }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_any_part_of_the_word_switches_expansion_off() {
        assert_eq!(read_marker("<<EOF"), HeredocWord { name: "EOF".into(), expand: true, chomp: false });
        assert_eq!(read_marker("3<<-\"E O F\""), HeredocWord { name: "E O F".into(), expand: false, chomp: true });
        assert_eq!(read_marker("<<E'O'F"), HeredocWord { name: "EOF".into(), expand: false, chomp: false });
        assert_eq!(read_marker("<< E\\OF"), HeredocWord { name: "EOF".into(), expand: true, chomp: false });
    }
}
