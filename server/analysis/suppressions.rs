//! Owns comments that silence findings, in the dialects of stagewright, BuildKit and hadolint.

use std::collections::HashMap;

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
    next: HashMap<usize, Vec<Names>>,
    /// For the bytes of a stage each.
    stages: Vec<(Span, Names)>,
    file: Vec<Names>,
    /// Options of the check directive at the top.
    pub options: CheckOptions,
}

#[derive(Debug)]
enum Names {
    /// Rule ids and aliases of any tool.
    List(Vec<String>),
    /// Options of BuildKit, which know BuildKit's checks only.
    Check(CheckOptions),
}

impl Suppressions {
    /// Reads the comments of a file.
    pub fn read(file: &ParsedFile, model: &Model) -> Self {
        let mut found = Self::default();
        if let Some(directive) = file.directives().first(DirectiveKind::Check) {
            found.options = CheckOptions::parse(&directive.value).unwrap_or_default();
        }
        let top = file.directives().list.last().map_or(0, |directive| directive.span.end as usize);
        // The first check comment above an instruction counts, so remember which instruction has one.
        let mut checked_item = None;
        for span in file.comments() {
            let line = file.source().slice(*span);
            let Some(body) = line.strip_prefix('#').map(str::trim) else { continue };
            let next = file.items().partition_point(|item| item.start < span.start as usize);
            let first_column = span.start == 0 || file.source().byte(span.start as usize - 1) == Some(b'\n');
            if let Some(options) = check_comment(body) {
                if first_column && span.start as usize >= top && next < file.items().len() && checked_item != Some(next) {
                    checked_item = Some(next);
                    if let Ok(options) = CheckOptions::parse(options) {
                        found.next.entry(next).or_default().push(Names::Check(options));
                    }
                }
            } else if let Some((reach, names)) = ignore_comment(body) {
                let names = Names::List(names);
                match reach {
                    Reach::File => found.file.push(names),
                    Reach::Next => found.next.entry(next).or_default().push(names),
                    Reach::Stage => found.stages.push((stage_span(file, model, next), names)),
                }
            }
        }
        found
    }

    /// Whether a finding is silenced.
    pub fn silence(&self, file: &ParsedFile, finding: &Finding) -> bool {
        let check = finding.aliases.iter().find_map(|alias| alias.strip_prefix("buildkit/")).filter(|_| !finding.refused);
        if check.is_some_and(|check| check != EXPERIMENTAL && self.options.skips(check)) {
            return true;
        }
        let listed = |names: &Names| match names {
            Names::List(names) => names.iter().any(|name| name == finding.rule.id || finding.aliases.iter().any(|alias| is_alias(alias, name))),
            Names::Check(_) => false,
        };
        let at = |span: Span| file.item_at(span.start as usize).and_then(|item| self.next.get(&item)).into_iter().flatten();
        if self.file.iter().any(listed)
            || self.stages.iter().any(|(scope, names)| scope.contains(finding.span) && listed(names))
            || at(finding.span).any(listed)
        {
            return true;
        }
        let Some(check) = check.filter(|check| !BEYOND_COMMENTS.contains(check)) else { return false };
        // BuildKit looks for the comment above the later instruction when one of several is dead, which a finding names as related.
        let second = finding.related.first().map(|related| related.span);
        let place = if check == "MultipleInstructionsDisallowed" { second.unwrap_or(finding.span) } else { finding.span };
        at(place).any(|names| matches!(names, Names::Check(options) if options.skips(check)))
    }
}

enum Reach {
    Next,
    Stage,
    File,
}

/// `check=skip=...`, blanks allowed round the first equals sign.
fn check_comment(body: &str) -> Option<&str> {
    let (key, value) = body.split_once('=')?;
    key.trim().eq_ignore_ascii_case("check").then(|| value.trim_start())
}

/// `stagewright ignore=...`, `hadolint ignore=...` and their wider forms. Text behind the list is a reason.
fn ignore_comment(body: &str) -> Option<(Reach, Vec<String>)> {
    let (tool, rest) = body.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let (reach, list) = match tool {
        "stagewright" => {
            let (key, list) = rest.split_once('=')?;
            let reach = match key.trim() {
                "ignore" => Reach::Next,
                "ignore-stage" => Reach::Stage,
                "ignore-file" => Reach::File,
                _ => return None,
            };
            (reach, list)
        }
        "hadolint" => {
            let (reach, rest) = if let Some(rest) = rest.strip_prefix("global") {
                (Reach::File, rest.trim_start())
            } else if let Some(rest) = rest.strip_prefix("stage") {
                (Reach::Stage, rest.trim_start())
            } else {
                (Reach::Next, rest)
            };
            (reach, rest.strip_prefix("ignore")?.trim_start().strip_prefix('=')?)
        }
        _ => return None,
    };
    let (names, _) = name_list(list);
    (!names.is_empty()).then_some((reach, names))
}

/// The names of a list and the length of its text. Blanks behind commas are fine; the list ends behind the first word that no comma follows.
pub(super) fn name_list(text: &str) -> (Vec<String>, usize) {
    let mut names = Vec::new();
    let mut end = 0;
    let mut at = 0;
    for part in text.split(',') {
        let word = part.split_whitespace().next().unwrap_or_default();
        if !word.is_empty() {
            end = at + part.find(word).unwrap_or_default() + word.len();
            names.push(word.to_owned());
        }
        if part.split_whitespace().nth(1).is_some() {
            break;
        }
        at += part.len() + 1;
    }
    (names, end)
}

fn stage_span(file: &ParsedFile, model: &Model, item: usize) -> Span {
    let Some(stage) = model.stage_at(item) else { return Span::default() };
    let end = file.items().get(stage.items.end).map_or(file.source().len(), |item| item.start);
    Span::new(file.items()[stage.from].start, end)
}
