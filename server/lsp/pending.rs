//! Owns `PendingEdits`: what has been typed since a document was last analysed, in as few edits as possible.
//!
//! A burst of keystrokes is one edit for the parser, so that whoever asks after it does not pay for every keystroke.

use crate::text::{Edit, Source, Span};

/// More separate places than this are one edit from the first to the last of them.
const MOST_PLACES: usize = 8;

/// Edits, each in bytes of the text before it.
#[derive(Clone, Debug, Default)]
pub struct PendingEdits {
    edits: Vec<Edit>,
}

impl PendingEdits {
    /// Adds an edit that led to `after`. Its span must lie within the text and on character boundaries.
    pub fn push(&mut self, edit: Edit, after: &Source) {
        match self.edits.last_mut() {
            Some(last) if reaches(last).meets(edit.span) => merge(last, &edit),
            _ => self.edits.push(edit),
        }
        if self.edits.len() > MOST_PLACES {
            self.edits = vec![hull(&self.edits, after)];
        }
    }

    /// The edits in order.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }
}

/// Where the text of an edit stands after it.
fn reaches(edit: &Edit) -> Span {
    let start = edit.span.start as usize;
    Span::new(start, start + edit.text.len())
}

/// Makes `edit` a part of `last`, which it touches.
fn merge(last: &mut Edit, edit: &Edit) {
    let written = reaches(last);
    let before = written.start.saturating_sub(edit.span.start);
    let behind = edit.span.end.saturating_sub(written.end);
    let within = edit.span.start.max(written.start) - written.start..edit.span.end.min(written.end) - written.start;
    last.text.replace_range(within.start as usize..within.end as usize, &edit.text);
    last.span = Span { start: last.span.start - before, end: last.span.end + behind };
}

/// One edit that does what all of them do.
fn hull(edits: &[Edit], after: &Source) -> Edit {
    let first = edits.first().map_or(Span::default(), |edit| edit.span);
    // `start` and `old_end` count in the text before all edits, `new_end` in the text after those looked at.
    let (mut start, mut old_end, mut new_end) = (first.start as usize, first.end as usize, first.end as usize);
    for edit in edits {
        let end = edit.span.end as usize;
        start = start.min(edit.span.start as usize);
        old_end += end.saturating_sub(new_end);
        new_end = new_end.max(end) - edit.span.len() + edit.text.len();
    }
    Edit { span: Span::new(start, old_end), text: after.slice(Span::new(start, new_end)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::dice::Dice;

    #[test]
    fn the_pending_edits_lead_to_the_same_text() {
        for seed in 0..2000 {
            let mut dice = Dice::new(seed);
            let before = Source::new("FROM a\nRUN é🐳\nCMD b\n");
            let (mut now, mut pending) = (before.clone(), PendingEdits::default());
            for _ in 0..dice.below(30) {
                let start = now.snap(dice.below(40));
                let edit = Edit { span: Span::new(start, now.snap(start + dice.below(6))), text: dice.text(&['a', 'b', 'é', '🐳', '\n']) };
                now.apply(&edit);
                pending.push(edit, &now);
            }
            let mut replayed = before;
            for edit in pending.edits() {
                replayed.apply(edit);
            }
            assert!(pending.edits().len() <= MOST_PLACES);
            assert_eq!(replayed.to_string(), now.to_string(), "seed {seed}");
        }
    }

    #[test]
    fn typing_is_one_edit() {
        let (mut now, mut pending) = (Source::new("RUN \n"), PendingEdits::default());
        for at in 4..204 {
            let edit = Edit { span: Span::new(at, at), text: "y".into() };
            now.apply(&edit);
            pending.push(edit, &now);
        }
        assert_eq!((pending.edits().len(), pending.edits()[0].text.len()), (1, 200));
    }
}
