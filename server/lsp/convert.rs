//! Owns the way between byte offsets and the protocol's positions. Nothing else knows UTF-16, nor that an editor ends a line at a lone `\r`.

use ropey::Rope;
use tower_lsp::lsp_types::{Position, PositionEncodingKind, Range};

use crate::text::Span;

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units; what a client means that says nothing.
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The protocol's name of it.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }
}

/// Number of lines, where a final line end begins another, empty one.
pub fn line_count(rope: &Rope) -> usize {
    rope.len_lines()
}

/// The byte offset of a position. A column past the line's end means the end, a column inside a character its start, and a line past the
/// last one the end of the text.
pub fn offset(rope: &Rope, position: Position, encoding: Encoding) -> usize {
    let line = position.line as usize;
    if line >= rope.len_lines() {
        return rope.len_bytes();
    }
    let column = position.character as usize;
    let (start, end) = (rope.line_to_char(line), line_end(rope, line));
    let character = match encoding {
        Encoding::Utf8 => rope.byte_to_char(rope.char_to_byte(start).saturating_add(column).min(rope.len_bytes())),
        Encoding::Utf16 => rope.utf16_cu_to_char(rope.char_to_utf16_cu(start).saturating_add(column).min(rope.len_utf16_cu())),
        Encoding::Utf32 => start.saturating_add(column),
    };
    rope.char_to_byte(character.min(end))
}

/// The bytes of a range, its ends in order.
pub fn span(rope: &Rope, range: Range, encoding: Encoding) -> Span {
    let (start, end) = (offset(rope, range.start, encoding), offset(rope, range.end, encoding));
    Span::new(start.min(end), end.max(start))
}

/// The position of a byte offset. An offset past the text means its end, one inside a character its start.
pub fn position(rope: &Rope, offset: usize, encoding: Encoding) -> Position {
    let mut offset = offset.min(rope.len_bytes());
    let line = rope.byte_to_line(offset);
    let start = rope.line_to_byte(line);
    let (chunk, chunk_start, ..) = rope.chunk_at_byte(start);
    let clamp = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    // Nearly every line lies in one piece of the rope, and is looked at as it stands.
    let column = if offset <= chunk_start + chunk.len() {
        while !chunk.is_char_boundary(offset - chunk_start) {
            offset -= 1;
        }
        let text = &chunk[start - chunk_start..offset - chunk_start];
        match encoding {
            Encoding::Utf16 if !text.is_ascii() => text.encode_utf16().count(),
            Encoding::Utf32 if !text.is_ascii() => text.chars().count(),
            _ => text.len(),
        }
    } else {
        let (character, first) = (rope.byte_to_char(offset), rope.byte_to_char(start));
        match encoding {
            Encoding::Utf8 => rope.char_to_byte(character) - start,
            Encoding::Utf16 => rope.char_to_utf16_cu(character) - rope.char_to_utf16_cu(first),
            Encoding::Utf32 => character - first,
        }
    };
    Position { line: clamp(line), character: clamp(column) }
}

/// The range of a span.
pub fn range(rope: &Rope, span: Span, encoding: Encoding) -> Range {
    Range { start: position(rope, span.start as usize, encoding), end: position(rope, span.end as usize, encoding) }
}

/// Index of the character behind the line's last one, without its line end.
fn line_end(rope: &Rope, line: usize) -> usize {
    if line + 1 == rope.len_lines() {
        return rope.len_chars();
    }
    let next = rope.line_to_char(line + 1);
    let is = |at: usize, wanted: char| at.checked_sub(1).is_some_and(|at| rope.char(at) == wanted);
    if is(next, '\n') && is(next - 1, '\r') { next - 2 } else { next - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Encoding::{Utf8, Utf16, Utf32};

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn every_offset_survives_the_way_there_and_back_in_each_encoding() {
        let rope = Rope::from_str("\u{feff}a🐳é\r\n\r漢字\n\nlast");
        for encoding in [Utf8, Utf16, Utf32] {
            for (index, _) in rope.to_string().char_indices().filter(|&(index, c)| c != '\n' || rope.byte(index - 1) != b'\r') {
                assert_eq!(offset(&rope, position(&rope, index, encoding), encoding), index, "{encoding:?}");
            }
        }
    }

    #[test]
    fn columns_count_what_the_client_counts() {
        let rope = Rope::from_str("x\n漢🐳z");
        let z = rope.len_bytes() - 1;
        assert_eq!([Utf8, Utf16, Utf32].map(|encoding| position(&rope, z, encoding)), [at(1, 7), at(1, 3), at(1, 2)]);
    }

    #[test]
    fn columns_past_the_end_clamp_and_columns_inside_a_character_snap() {
        let rope = Rope::from_str("ab\r\n🐳\rcd");
        for encoding in [Utf8, Utf16, Utf32] {
            let offsets = [at(0, 9), at(0, u32::MAX), at(1, 99), at(2, 99), at(3, 0), at(u32::MAX, u32::MAX)];
            assert_eq!(offsets.map(|position| offset(&rope, position, encoding)), [2, 2, 8, 11, 11, 11], "{encoding:?}");
        }
        assert_eq!((offset(&rope, at(1, 1), Utf16), offset(&rope, at(1, 3), Utf8), offset(&rope, at(1, 1), Utf32)), (4, 4, 8));
        assert_eq!(position(&rope, 6, Utf16), at(1, 0));
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line() {
        assert_eq!(line_count(&Rope::from_str("a\rb\r\nc\nd\n")), 5);
        assert_eq!(line_count(&Rope::from_str("a\u{2028}b\u{85}c\u{b}")), 1);
    }
}
