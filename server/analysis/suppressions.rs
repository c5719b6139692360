//! Owns comments that silence findings, in the dialects of stagewright, BuildKit and hadolint.

use crate::analysis::config::is_alias;
use crate::model::Model;
use crate::model::check_options::CheckOptions;
use crate::rules::Finding;
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
    entries: Vec<Entry>,
    /// Options of the check directive at the top.
    pub options: CheckOptions,
}

#[derive(Debug)]
struct Entry {
    /// Bytes in which findings are silenced.
    scope: Span,
    names: Names,
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
                        found.entries.push(Entry { scope: file.items()[next].span(), names: Names::Check(options) });
                    }
                }
            } else if let Some((reach, names)) = ignore_comment(body) {
                let scope = match reach {
                    Reach::File => Span::new(0, file.source().len() + 1),
                    Reach::Next => file.items().get(next).map_or(Span::default(), crate::syntax::Item::span),
                    Reach::Stage => stage_span(file, model, next),
                };
                found.entries.push(Entry { scope, names: Names::List(names) });
            }
        }
        found
    }

    /// Whether a finding is silenced.
    pub fn silence(&self, finding: &Finding) -> bool {
        let check = finding.aliases.iter().find_map(|alias| alias.strip_prefix("buildkit/")).filter(|_| !finding.refused);
        if check.is_some_and(|check| check != EXPERIMENTAL && self.options.skips(check)) {
            return true;
        }
        // BuildKit looks for the comment above the later instruction when one of several is dead, which a finding names as related.
        let second = finding.related.first().map(|related| related.span);
        self.entries.iter().any(|entry| match &entry.names {
            Names::List(names) => {
                entry.scope.contains(finding.span)
                    && names.iter().any(|name| name == finding.rule.id || finding.aliases.iter().any(|alias| is_alias(alias, name)))
            }
            Names::Check(options) => check.is_some_and(|check| {
                let place = if check == "MultipleInstructionsDisallowed" { second.unwrap_or(finding.span) } else { finding.span };
                !BEYOND_COMMENTS.contains(&check) && entry.scope.contains(place) && options.skips(check)
            }),
        })
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
    // Blanks behind commas are fine; the list ends at the first word that no comma joins to it.
    let mut names = Vec::new();
    for part in list.split(',') {
        let mut words = part.split_whitespace();
        names.extend(words.next().map(str::to_owned));
        if words.next().is_some() {
            break;
        }
    }
    (!names.is_empty()).then_some((reach, names))
}

fn stage_span(file: &ParsedFile, model: &Model, item: usize) -> Span {
    let Some(stage) = model.stage_at(item) else { return Span::default() };
    let end = file.items().get(stage.items.end).map_or(file.source().len(), |item| item.start);
    Span::new(file.items()[stage.from].start, end)
}
