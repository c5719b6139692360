//! Owns code actions: quick fixes of findings, suppressions, and all safe fixes at once.

use std::collections::BTreeMap;

use super::Analysis;
use super::suppress::suppressions;
use crate::rules::Finding;
use crate::text::{Edit, Span};

/// What kind of action it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Mends a finding.
    QuickFix,
    /// Silences a finding.
    Suppress,
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
    pub finding: &'a Finding,
    /// True for the best fix of a finding.
    pub preferred: bool,
}

impl Analysis {
    /// Quick fixes of all findings that the range meets, then ways to silence them.
    pub fn actions(&self, range: Span) -> Vec<Action<'_>> {
        let met: Vec<&Finding> = self.findings().iter().filter(|finding| finding.span.meets(range)).collect();
        let mut actions = Vec::new();
        for finding in &met {
            for (index, fix) in finding.fixes.iter().enumerate() {
                actions.push(Action {
                    title: fix.title.clone(),
                    kind: ActionKind::QuickFix,
                    edits: fix.edits.clone(),
                    finding,
                    preferred: index == 0,
                });
            }
        }
        if !self.file.source().is_lossy() {
            for finding in met {
                for (title, edit) in suppressions(self, finding) {
                    actions.push(Action { title, kind: ActionKind::Suppress, edits: vec![edit], finding, preferred: false });
                }
            }
        }
        actions
    }

    /// The edits of all safe fixes that do not get in each other's way, in the order of the text. What is left over comes with the next round.
    pub fn safe_fixes(&self) -> Vec<Edit> {
        let mut chosen: BTreeMap<u32, &Edit> = BTreeMap::new();
        for fix in self.findings().iter().filter_map(|finding| finding.fixes.first().filter(|fix| fix.safe)) {
            // Chosen edits do not overlap, so only the nearest ones on both sides can collide.
            let free = |edit: &Edit| {
                let before = chosen.range(..=edit.span.start).next_back();
                let after = chosen.range(edit.span.start..).next();
                !before.into_iter().chain(after).any(|(_, other)| collide(edit.span, other.span))
            };
            if fix.edits.iter().all(free) {
                chosen.extend(fix.edits.iter().map(|edit| (edit.span.start, edit)));
            }
        }
        chosen.into_values().cloned().collect()
    }
}

/// Edits of one place, or of overlapping ones, would depend on their order.
fn collide(a: Span, b: Span) -> bool {
    a.start == b.start || (a.start < b.end && b.start < a.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture::{analyse, selected};

    /// The text after the first action whose title begins so.
    fn apply(text: &str, title: &str) -> String {
        let (analysis, range) = selected(text);
        let actions = analysis.actions(range);
        let action = actions
            .iter()
            .find(|action| action.title.starts_with(title))
            .unwrap_or_else(|| panic!("no action {title} among {:?}", actions.iter().map(|action| &action.title).collect::<Vec<_>>()));
        let mut edits = action.edits.clone();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
        analysis.edited_many(&edits).file().source().to_string()
    }

    #[test]
    fn a_stage_is_renamed_with_everything_that_names_it() {
        let text = "FROM a AS <<[B]>>uild\r\nFROM b\r\nCOPY --from=Build /漢 /x\r\nCOPY --from=build /y /y\r\n";
        assert_eq!(apply(text, "Rename"), "FROM a AS build\r\nFROM b\r\nCOPY --from=build /漢 /x\r\nCOPY --from=build /y /y\r\n");
    }

    #[test]
    fn a_finding_is_silenced_in_the_dialect_of_the_file() {
        assert_eq!(apply("FROM alpine\n  <<[CMD x]>>\n", "Ignore json-args"), "FROM alpine\n  # stagewright ignore=json-args\n  CMD x\n");
        let hadolint = "# hadolint ignore=DL3006\nFROM alpine\nCMD <<[x]>>\n";
        assert_eq!(apply(hadolint, "Ignore DL3025"), "# hadolint ignore=DL3006\nFROM alpine\n# hadolint ignore=DL3025\nCMD x\n");
        let extended = "FROM alpine\n# stagewright ignore=legacy-key-value -- on purpose\nCMD <<[x]>>\n";
        assert_eq!(apply(extended, "Ignore json-args"), "FROM alpine\n# stagewright ignore=legacy-key-value,json-args -- on purpose\nCMD x\n");
    }

    #[test]
    fn buildkits_own_comment_is_offered_only_where_it_works() {
        let above = apply("FROM alpine\r\nCMD <<[x]>>\r\n", "Skip BuildKit's JSONArgsRecommended for");
        assert_eq!(above, "FROM alpine\r\n# check=skip=JSONArgsRecommended\r\nCMD x\r\n");
        let top = apply("# syntax=docker/dockerfile:1\nFROM a AS b\nFROM a AS <<[b]>>\n", "Skip BuildKit's DuplicateStageName in");
        assert_eq!(top, "# syntax=docker/dockerfile:1\n# check=skip=DuplicateStageName\nFROM a AS b\nFROM a AS b\n");
        let more = apply("# check=skip=A;error=true\nFROM a AS b\nFROM a AS <<[b]>>\n", "Skip BuildKit's DuplicateStageName in");
        assert_eq!(more, "# check=skip=A,DuplicateStageName;error=true\nFROM a AS b\nFROM a AS b\n");
    }

    #[test]
    fn a_silenced_finding_is_gone() {
        for (text, title) in [
            ("FROM alpine\nCMD <<[x]>>\n", "Ignore"),
            ("FROM alpine\nCMD <<[x]>>\n", "Skip"),
            ("FROM alpine AS a\nFROM alpine AS <<[a]>>\n", "Skip"),
            ("FROM alpine\nCMD <<[a]>>\nCMD [\"b\"]\n", "Skip BuildKit's Multiple"),
        ] {
            let (analysis, range) = selected(text);
            let rule = analysis.actions(range).into_iter().find(|action| action.title.starts_with(title)).expect(title).finding.rule.id;
            let silenced = analyse(&apply(text, title));
            assert!(silenced.findings().iter().all(|finding| finding.rule.id != rule), "{text}");
        }
    }

    #[test]
    fn what_buildkit_refuses_cannot_be_silenced() {
        let (analysis, range) = selected("FROM alpine\n<<[FOO]>> x\n");
        assert!(analysis.actions(range).iter().all(|action| action.kind != ActionKind::Suppress));
    }

    #[test]
    fn safe_fixes_are_applied_together_and_only_once() {
        let analysis = analyse("from alpine as A\nENV K a b\nEXPOSE 80/TCP\nRUN a \\\n\n  b\ncopy --from=A x y\n");
        let mut edits = analysis.safe_fixes();
        edits.reverse();
        let fixed = analysis.edited_many(&edits);
        assert!(fixed.file().source().to_string().contains("ENV K=\"a b\"\nEXPOSE 80/tcp\nRUN a \\\n  b\n"));
        assert!(fixed.safe_fixes().iter().all(|edit| !edit.text.contains("K=")));
    }
}
