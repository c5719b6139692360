//! Owns `Source`: the rope with what has to be known about its bytes.

use ropey::Rope;

use super::Span;

/// Replace `span` by `text`. The span is in bytes of the text before the edit.
#[derive(Clone, Debug)]
pub struct Edit {
    /// Bytes to replace.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// The text of one document. Cloning is cheap: the rope's nodes are shared.
#[derive(Clone, Debug)]
pub struct Source {
    rope: Rope,
    /// Carriage returns without a newline behind them. They are line ends for an editor, but not for a Dockerfile parser,
    /// so the rope's line count has to be corrected by them.
    lone_carriage_returns: usize,
    lossy: bool,
}

impl Source {
    /// A source of the given text.
    pub fn new(text: &str) -> Self {
        Self { lone_carriage_returns: count_lone_carriage_returns(text), rope: Rope::from_str(text), lossy: false }
    }

    /// A source of the bytes of a file. Bytes that are not UTF-8 become U+FFFD, and the source is marked as one that must never be written back.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::new(text),
            Err(_) => Self { lossy: true, ..Self::new(&String::from_utf8_lossy(bytes)) },
        }
    }

    /// True when the bytes were not UTF-8: the text differs from the file, so no edit may be written to it.
    pub fn is_lossy(&self) -> bool {
        self.lossy
    }

    /// The rope itself, for chunk-wise reading.
    pub fn rope(&self) -> &Rope {
        &self.rope
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    /// True when there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A copy of the text of `span`, clamped to the text and to character boundaries.
    pub fn slice(&self, span: Span) -> String {
        let range = self.snap(span.start as usize)..self.snap(span.end as usize);
        let mut text = String::with_capacity(range.len());
        for chunk in self.rope.byte_slice(range).chunks() {
            text.push_str(chunk);
        }
        text
    }

    /// The byte at `offset`, if there is one.
    pub fn byte(&self, offset: usize) -> Option<u8> {
        (offset < self.len()).then(|| self.rope.byte(offset))
    }

    /// Number of newlines before `offset`: the 0-based line as a Dockerfile parser counts.
    pub fn newlines_before(&self, offset: usize) -> usize {
        let offset = self.snap(offset);
        if self.lone_carriage_returns == 0 {
            return self.rope.byte_to_line(offset);
        }
        self.rope.byte_slice(..offset).chunks().map(|chunk| memchr::memchr_iter(b'\n', chunk.as_bytes()).count()).sum()
    }

    /// Offset of the first byte of the `\n` line that holds `offset`.
    pub fn line_start(&self, offset: usize) -> usize {
        let mut at = offset.min(self.len());
        let mut bytes = self.rope.bytes_at(at);
        while let Some(byte) = bytes.prev() {
            if byte == b'\n' {
                break;
            }
            at -= 1;
        }
        at
    }

    /// Offset of the newline (or of the end of the text) that ends the line holding `offset`.
    pub fn line_end(&self, offset: usize) -> usize {
        let mut at = offset.min(self.len());
        for byte in self.rope.bytes_at(at) {
            if byte == b'\n' {
                break;
            }
            at += 1;
        }
        at
    }

    /// How the first line of the text ends, and so how a new line should end.
    pub fn line_ending(&self) -> &'static str {
        let end = self.line_end(0);
        if end > 0 && self.byte(end - 1) == Some(b'\r') { "\r\n" } else { "\n" }
    }

    /// The nearest character boundary at or before `offset`.
    pub fn snap(&self, offset: usize) -> usize {
        let offset = offset.min(self.len());
        self.rope.char_to_byte(self.rope.byte_to_char(offset))
    }

    /// Applies an edit and returns the bytes it really replaced, after clamping and snapping.
    pub fn apply(&mut self, edit: &Edit) -> Span {
        let start = self.snap(edit.span.start as usize);
        let end = self.snap(edit.span.end as usize).max(start);
        let before = self.lone_carriage_returns_near(start, end);
        let char_start = self.rope.byte_to_char(start);
        self.rope.remove(char_start..self.rope.byte_to_char(end));
        self.rope.insert(char_start, &edit.text);
        let after = self.lone_carriage_returns_near(start, start + edit.text.len());
        self.lone_carriage_returns = self.lone_carriage_returns + after - before;
        Span::new(start, end)
    }

    /// Counts over the range and one byte on each side, since an edit can join or part a `\r\n` at its borders.
    fn lone_carriage_returns_near(&self, start: usize, end: usize) -> usize {
        let mut previous_is_return = false;
        let mut count = 0;
        let from = start.saturating_sub(1);
        for byte in self.rope.bytes_at(from).take(end + 1 - from) {
            count += usize::from(previous_is_return && byte != b'\n');
            previous_is_return = byte == b'\r';
        }
        // A return as the last byte looked at is lone unless the next byte, outside the window, is a newline.
        count + usize::from(previous_is_return && self.byte(end + 1) != Some(b'\n'))
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.rope.chunks().try_for_each(|chunk| f.write_str(chunk))
    }
}

fn count_lone_carriage_returns(text: &str) -> usize {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\r', bytes).filter(|&at| bytes.get(at + 1) != Some(&b'\n')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_by_newlines_even_beside_lone_carriage_returns() {
        let mut source = Source::new("a\r\nb\rc\nd");
        assert_eq!(source.newlines_before(source.len()), 2);
        source.apply(&Edit { span: Span::new(2, 3), text: String::new() });
        assert_eq!(source.to_string(), "a\rb\rc\nd");
        assert_eq!(source.newlines_before(source.len()), 1);
        source.apply(&Edit { span: Span::new(2, 2), text: "\n".into() });
        source.apply(&Edit { span: Span::new(5, 5), text: "\n".into() });
        assert_eq!(source.to_string(), "a\r\nb\r\nc\nd");
        assert_eq!(source.lone_carriage_returns, 0);
    }

    #[test]
    fn an_edit_inside_a_character_snaps_to_its_start() {
        let mut source = Source::new("a🐳b");
        let replaced = source.apply(&Edit { span: Span::new(3, 99), text: "x".into() });
        assert_eq!((replaced, source.to_string().as_str()), (Span::new(1, 6), "ax"));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_kept_readable_and_marked() {
        let source = Source::from_bytes(b"RUN \xff");
        assert!(source.is_lossy());
        assert_eq!(source.to_string(), "RUN \u{fffd}");
    }
}
