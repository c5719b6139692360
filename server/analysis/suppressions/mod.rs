//! Owns comments that silence findings: our own, and those of the tools whose findings are also ours.

mod dialects;
mod lines;

use std::collections::HashMap;

pub use dialects::name_list;

use self::dialects::{Names, Reach};
use crate::model::Model;
use crate::model::check_options::CheckOptions;
use crate::rules::{Finding, is_alias};
use crate::syntax::{DirectiveKind, ParsedFile};
use crate::text::Span;

/// BuildKit's checks that a comment above an instruction cannot reach (tried with the front end of August 2026): they are made before comments are looked at.
pub const BEYOND_COMMENTS: [&str; 7] = [
    "ConsistentInstructionCasing",
    "DuplicateStageName",
    "ReservedStageName",
    "NoEmptyContinuation",
    "InvalidDefaultArgInFrom",
    "InvalidBaseImagePlatform",
    "InvalidDefinitionDescription",
];

/// The experimental check is not reached by any `skip`, not even at the top.
const EXPERIMENTAL: &str = "InvalidDefinitionDescription";

/// All suppressions of a file.
#[derive(Debug, Default)]
pub struct Suppressions {
    /// For one instruction each, by its index.
    next: HashMap<usize, Vec<Silence>>,
    /// For the bytes of a stage each.
    stages: Vec<(Span, Names)>,
    file: Vec<Names>,
    /// Options of the check directive at the top.
    pub options: CheckOptions,
}

#[derive(Debug)]
enum Silence {
    /// Whatever a comment names.
    Named(Names),
    /// Options of BuildKit, which know BuildKit's checks only.
    Check(CheckOptions),
}

impl Suppressions {
    /// Reads the comments of a file, those of hadolint only if they count.
    pub fn read(file: &ParsedFile, model: &Model, hadolint: bool) -> Self {
        let mut found = Self::default();
        if let Some(directive) = file.directives().first(DirectiveKind::Check) {
            found.options = CheckOptions::parse(&directive.value).unwrap_or_default();
        }
        let top = file.directives().list.last().map_or(0, |directive| directive.span.end as usize);
        // The first check comment above an instruction counts, so remember which instruction has one.
        let mut checked_item = None;
        for span in file.comments() {
            let Some((body, next)) = comment(file, *span) else { continue };
            let first_column = span.start == 0 || file.source().byte(span.start as usize - 1) == Some(b'\n');
            if let Some(options) = check_comment(&body) {
                if first_column && span.start as usize >= top && next < file.items().len() && checked_item != Some(next) {
                    checked_item = Some(next);
                    if let Ok(options) = CheckOptions::parse(options) {
                        found.next.entry(next).or_default().push(Silence::Check(options));
                    }
                }
            } else if let Some((reach, names)) = dialects::read(&body).filter(|_| hadolint || !dialects::is_hadolint(&body)) {
                match reach {
                    Reach::File => found.file.push(names),
                    Reach::Next => found.next.entry(next).or_default().push(Silence::Named(names)),
                    Reach::Stage => found.stages.push((stage_span(file, model, next), names)),
                }
            }
        }
        found.read_trivy(file);
        found
    }

    /// Trivy's comments count right above an instruction only, where several may stand on one another.
    fn read_trivy(&mut self, file: &ParsedFile) {
        let mut below = None;
        for span in file.comments().iter().rev() {
            let Some((body, next)) = comment(file, *span) else { continue };
            let Some(names) = dialects::trivy(&body) else { continue };
            let line = file.source().newlines_before(span.start as usize);
            let instruction = file.items().get(next).map(|item| file.source().newlines_before(item.start));
            if instruction == Some(line + 1) || below == Some(line + 1) {
                below = Some(line);
                self.next.entry(next).or_default().push(Silence::Named(names));
            }
        }
    }

    /// Whether a finding is silenced.
    pub fn silence(&self, file: &ParsedFile, finding: &Finding) -> bool {
        let check = finding.aliases.iter().find_map(|alias| alias.strip_prefix("buildkit/")).filter(|_| !finding.refused);
        if check.is_some_and(|check| check != EXPERIMENTAL && self.options.skips(check)) {
            return true;
        }
        let at = |span: Span| file.item_at(span.start as usize).and_then(|item| self.next.get(&item)).into_iter().flatten();
        if self.file.iter().any(|names| covers(names, finding))
            || self.stages.iter().any(|(scope, names)| scope.contains(finding.span) && covers(names, finding))
            || at(finding.span).any(|silence| matches!(silence, Silence::Named(names) if covers(names, finding)))
            || lines::silence(file, finding)
        {
            return true;
        }
        let Some(check) = check.filter(|check| !BEYOND_COMMENTS.contains(check)) else { return false };
        // BuildKit looks for the comment above the later instruction when one of several is dead, which a finding names as related.
        let second = finding.related.first().map(|related| related.span);
        let place = if check == "MultipleInstructionsDisallowed" { second.unwrap_or(finding.span) } else { finding.span };
        at(place).any(|silence| matches!(silence, Silence::Check(options) if options.skips(check)))
    }
}

fn covers(names: &Names, finding: &Finding) -> bool {
    match names {
        Names::List(names) => names.iter().any(|name| name == finding.rule.id || finding.aliases.iter().any(|alias| is_alias(alias, name))),
        Names::All => !finding.refused,
        Names::Trivy => finding.aliases.iter().any(|alias| alias.starts_with("DS-")),
    }
}

/// What a comment says, and the instruction behind it.
fn comment(file: &ParsedFile, span: Span) -> Option<(String, usize)> {
    let body = file.source().slice(span).strip_prefix('#')?.trim().to_owned();
    Some((body, file.items().partition_point(|item| item.start < span.start as usize)))
}

/// `check=skip=...`, blanks allowed round the first equals sign.
fn check_comment(body: &str) -> Option<&str> {
    let (key, value) = body.split_once('=')?;
    key.trim().eq_ignore_ascii_case("check").then(|| value.trim_start())
}

fn stage_span(file: &ParsedFile, model: &Model, item: usize) -> Span {
    let Some(stage) = model.stage_at(item) else { return Span::default() };
    let end = file.items().get(stage.items.end).map_or(file.source().len(), |item| item.start);
    Span::new(file.items()[stage.from].start, end)
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixture::analyse;

    /// Whether the finding of a rule is still there.
    fn finds(text: &str, rule: &str) -> bool {
        analyse(text).findings().iter().any(|finding| finding.rule.id == rule)
    }

    #[test]
    fn comments_of_other_tools_reach_as_far_as_there() {
        // Each text ends in a finding that hadolint, Trivy, Checkov, Sonar and Semgrep have as well.
        let ports = |above: &str| format!("FROM alpine:3.22\n{above}EXPOSE 99999\n");
        for (above, silent) in [
            ("", false),
            ("# hadolint ignore=DL3011\n\n# and\n", true),
            ("#trivy:ignore:DS-0008\n", true),
            ("# trivy:ignore:AVD-DS-0008\n#trivy:ignore:ds001\n", true),
            ("#trivy:ignore:DS-0008\n\n", false),
            ("#trivy:ignore:DS-0008\n# and\n", false),
            ("# tally ignore=hadolint/DL3011;reason=x\n", true),
            ("# nosemgrep\n", true),
            ("# nosem: dockerfile.correctness.invalid-port.invalid-port -- why\n", true),
            ("# nosemgrep: missing-user\n", false),
            ("# nosemgrep\n\n", false),
        ] {
            assert_eq!(finds(&ports(above), "invalid-port"), !silent, "{above}");
        }
        let commands = |above: &str| format!("FROM alpine:3.22\n{above}CMD [\"a\"]\nCMD [\"b\"]\n");
        for (above, silent) in
            [("# NOSONAR\n", true), ("# meant so NOSONAR(docker:S6589)\n", true), ("# NOSONAR(S1)\n", false), ("# NOSONAR\n\n", false)]
        {
            assert_eq!(finds(&commands(above), "multiple-instructions"), !silent, "{above}");
        }
        for (text, silent) in [
            ("FROM alpine:3.22 AS a\nFROM alpine:3.22 AS a\n# checkov:skip=CKV_DOCKER_11:why\n", true),
            ("# tally global ignore=all\nFROM alpine:3.22 AS a\nFROM alpine:3.22 AS a\n", true),
            ("# checkov:skip=CKV_DOCKER_1:why\nFROM alpine:3.22 AS a\nFROM alpine:3.22 AS a\n", false),
        ] {
            assert_eq!(finds(text, "duplicate-stage-name"), !silent, "{text}");
        }
        let behind = |comment: &str| format!("FROM alpine:3.22\nCMD x {comment}\nCMD [\"b\"]\n");
        assert!(finds(&behind(""), "multiple-instructions") && finds(&behind(""), "json-args"));
        assert!(!finds(&behind("# NOSONAR"), "multiple-instructions") && !finds(&behind("# nosemgrep: prefer-json-notation"), "json-args"));
    }
}
