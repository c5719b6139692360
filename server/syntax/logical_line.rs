//! Owns `LogicalLine`: an instruction's physical lines joined as BuildKit joins them, with the way back to the source.

use std::ops::Range;

use crate::text::Span;

/// A joined line. Source offsets are relative to the start of the instruction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogicalLine {
    text: String,
    /// (offset in the joined text, offset in the source) of the start of each piece, ascending in both.
    pieces: Vec<(u32, u32)>,
}

impl LogicalLine {
    /// Joins what is left of `source[..end]` when the `gaps` (ascending, disjoint) are taken out.
    pub fn join(source: &str, end: usize, gaps: &[Range<usize>]) -> Self {
        let mut line = Self { text: String::with_capacity(end), pieces: Vec::with_capacity(gaps.len() + 1) };
        let mut at = 0;
        for gap in gaps {
            line.push(source, at..gap.start.min(end));
            at = at.max(gap.end);
        }
        line.push(source, at..end);
        if line.pieces.is_empty() {
            line.pieces.push((0, 0));
        }
        line
    }

    fn push(&mut self, source: &str, range: Range<usize>) {
        if range.start < range.end {
            let joined = Span::new(self.text.len(), range.start);
            self.pieces.push((joined.start, Span::new(range.start, range.start).start));
            self.text.push_str(&source[range]);
        }
    }

    /// The joined text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Pieces of the source that make up a range of the joined text, in order.
    pub fn pieces(&self, joined: Range<usize>) -> impl Iterator<Item = Span> + '_ {
        let first = self.piece_at(joined.start);
        (first..self.pieces.len()).map_while(move |index| {
            let (start, source) = self.pieces[index];
            let piece_end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.0 as usize);
            let from = joined.start.max(start as usize);
            let to = joined.end.min(piece_end);
            (from < to).then(|| {
                let shift = source as usize - start as usize;
                Span::new(from + shift, to + shift)
            })
        })
    }

    /// The source span that a range of the joined text covers, from its first to its last byte. An empty range gives a caret position.
    pub fn source_span(&self, joined: Range<usize>) -> Span {
        let start = self.source_offset(joined.start);
        if joined.start >= joined.end {
            return Span::new(start, start);
        }
        Span::new(start, self.source_offset(joined.end - 1) + 1)
    }

    /// Source offset of a joined offset.
    pub fn source_offset(&self, joined: usize) -> usize {
        let (start, source) = self.pieces[self.piece_at(joined)];
        source as usize + joined - start as usize
    }

    /// Joined offset of a source offset; a place inside a gap gives the next joined byte.
    pub fn joined_offset(&self, source: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.1 as usize <= source).saturating_sub(1);
        let (start, from) = self.pieces[index];
        let piece_end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.0 as usize);
        (start as usize + source.saturating_sub(from as usize)).min(piece_end)
    }

    fn piece_at(&self, joined: usize) -> usize {
        self.pieces.partition_point(|piece| piece.0 as usize <= joined).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_split_over_lines_maps_back_to_both_parts() {
        let source = "RUN ec\\\nho x";
        let gap = 6..8;
        let line = LogicalLine::join(source, source.len(), std::slice::from_ref(&gap));
        assert_eq!(line.text(), "RUN echo x");
        assert_eq!(line.source_span(4..8), Span::new(4, 10));
        assert_eq!(line.pieces(4..8).collect::<Vec<_>>(), [Span::new(4, 6), Span::new(8, 10)]);
        assert_eq!(line.joined_offset(7), 6);
        assert_eq!(line.joined_offset(8), 6);
    }
}
