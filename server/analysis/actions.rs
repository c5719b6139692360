//! Owns code actions: quick fixes of findings, suppressions, and all safe fixes at once.

use super::Analysis;
use crate::rules::Finding;
use crate::text::{Edit, Span};

/// What kind of action it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Mends a finding.
    QuickFix,
    /// Silences a finding.
    Suppress,
    /// All safe fixes of the file.
    FixAll,
}

/// An action that an editor can offer.
#[derive(Clone, Debug)]
pub struct Action<'a> {
    /// What it does.
    pub title: String,
    /// Its kind.
    pub kind: ActionKind,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
    /// The finding that it belongs to.
    pub finding: Option<&'a Finding>,
    /// True for the best fix of a finding.
    pub preferred: bool,
}

impl Analysis {
    /// Quick fixes and suppressions of all findings that the range meets.
    pub fn actions(&self, range: Span) -> Vec<Action<'_>> {
        let mut actions = Vec::new();
        for finding in self.findings().iter().filter(|finding| finding.span.meets(range)) {
            for (index, fix) in finding.fixes.iter().enumerate() {
                let preferred = index == 0;
                actions.push(Action { title: fix.title.clone(), kind: ActionKind::QuickFix, edits: fix.edits.clone(), finding: Some(finding), preferred });
            }
        }
        actions
    }

    /// The edits of all safe fixes, so far as they do not overlap.
    pub fn safe_fixes(&self) -> Vec<Edit> {
        let mut chosen: Vec<Edit> = Vec::new();
        for fix in self.findings().iter().flat_map(|finding| finding.fixes.iter().filter(|fix| fix.safe).take(1)) {
            let free = |edit: &Edit| chosen.iter().all(|other| edit.span.end < other.span.start || other.span.end < edit.span.start || edit.span.end <= other.span.start && edit.span != other.span);
            if fix.edits.iter().all(free) {
                chosen.extend(fix.edits.iter().cloned());
            }
        }
        chosen.sort_by_key(|edit| edit.span);
        chosen
    }
}
