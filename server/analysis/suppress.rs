//! Owns the writing of comments that silence a finding; the reading of them is `suppressions`.

use super::suppressions::name_list;
use super::{Analysis, BEYOND_COMMENTS};
use crate::model::check_options::CheckOptions;
use crate::rules::Finding;
use crate::syntax::DirectiveKind;
use crate::text::{Edit, Span};

/// Ways to silence a finding, each with its title. What BuildKit refuses cannot be silenced: the build would fail all the same.
pub fn suppressions(analysis: &Analysis, finding: &Finding) -> Vec<(String, Edit)> {
    if finding.refused {
        return Vec::new();
    }
    let mut ways = Vec::new();
    ways.extend(own_comment(analysis, finding));
    if let Some(check) = finding.aliases.iter().find_map(|alias| alias.strip_prefix("buildkit/")) {
        ways.extend(buildkit_comment(analysis, finding, check));
    }
    ways
}

/// A comment for stagewright, or for hadolint in a file that has such comments already.
fn own_comment(analysis: &Analysis, finding: &Finding) -> Option<(String, Edit)> {
    let item = analysis.file.item_at(finding.span.start as usize)?;
    let hadolint = finding.aliases.iter().find(|alias| alias.starts_with("DL")).filter(|_| uses_hadolint(analysis));
    let (name, key) = match hadolint {
        Some(id) => (*id, "hadolint ignore="),
        None => (finding.rule.id, "stagewright ignore="),
    };
    let edit = extended(analysis, item, key, name).unwrap_or_else(|| line_above(analysis, item, &format!("{key}{name}"), true));
    Some((format!("Ignore {name} for this instruction"), edit))
}

fn uses_hadolint(analysis: &Analysis) -> bool {
    let source = analysis.file.source();
    analysis.file.comments().iter().any(|span| source.slice(*span).trim_start_matches('#').trim_start().starts_with("hadolint "))
}

/// Appends a name to a comment of that key in the block above the instruction.
fn extended(analysis: &Analysis, item: usize, key: &str, name: &str) -> Option<Edit> {
    let source = analysis.file.source();
    let comment =
        comments_above(analysis, item).into_iter().rev().find(|span| source.slice(*span).trim_start_matches('#').trim_start().starts_with(key))?;
    let text = source.slice(comment);
    let list = text.find('=')? + 1;
    let at = comment.start as usize + list + name_list(&text[list..]).1;
    Some(Edit { span: Span::new(at, at), text: format!(",{name}") })
}

/// Comments between the instruction before and this one.
fn comments_above(analysis: &Analysis, item: usize) -> Vec<Span> {
    let items = analysis.file.items();
    let start = item.checked_sub(1).map_or(0, |before| items[before].span().end);
    let directives = analysis.file.directives().list.last().map_or(0, |directive| directive.span.end);
    let inside = |span: &&Span| span.start >= start.max(directives) && (span.end as usize) <= items[item].start;
    analysis.file.comments().iter().filter(inside).copied().collect()
}

/// A comment line above the instruction, with the line end of the file. BuildKit wants its comments in the first column.
fn line_above(analysis: &Analysis, item: usize, text: &str, indented: bool) -> Edit {
    let source = analysis.file.source();
    let start = analysis.file.items()[item].start;
    let line = source.line_start(start);
    let indent = if indented { source.slice(Span::new(line, start)).trim_start_matches('\u{feff}').to_owned() } else { String::new() };
    // The byte order mark has to stay the first thing in the file.
    let at = if line == 0 && source.slice(Span::new(0, 3)) == "\u{feff}" { 3 } else { line };
    Edit { span: Span::new(at, at), text: format!("{indent}# {text}{}", analysis.file.source().line_ending()) }
}

/// BuildKit's own comment: above the instruction where its checks look there, else at the top of the file.
fn buildkit_comment(analysis: &Analysis, finding: &Finding, check: &str) -> Option<(String, Edit)> {
    // No comment reaches the experimental check.
    if check == "InvalidDefinitionDescription" {
        return None;
    }
    let for_file = |edit| (format!("Skip BuildKit's {check} in this file"), edit);
    // The later one of several is where BuildKit looks for the comment.
    let place =
        if check == "MultipleInstructionsDisallowed" { finding.related.first().map_or(finding.span, |related| related.span) } else { finding.span };
    let item = analysis.file.item_at(place.start as usize)?;
    if BEYOND_COMMENTS.contains(&check) {
        return top_directive(analysis, check).map(for_file);
    }
    if let Some(edit) = extended_check(analysis, item, check) {
        return edit.map(|edit| (format!("Skip BuildKit's {check} for this instruction"), edit));
    }
    // Right below the directives, or on the first line, a check comment counts for the whole file.
    let top = analysis.file.directives().list.last().map_or(0, |directive| directive.span.end as usize);
    let above = analysis.file.source().slice(Span::new(top, analysis.file.items()[item].start));
    if above.trim_matches(['\u{feff}', ' ', '\t']).trim_matches(['\r', '\n']).is_empty() && item == 0 {
        return top_directive(analysis, check).map(for_file);
    }
    let edit = line_above(analysis, item, &format!("check=skip={check}"), false);
    Some((format!("Skip BuildKit's {check} for this instruction"), edit))
}

/// The first check comment above an instruction is the one that counts. None when there is none; no edit when it cannot be extended.
fn extended_check(analysis: &Analysis, item: usize, check: &str) -> Option<Option<Edit>> {
    let source = analysis.file.source();
    let is_check = |span: &Span| source.slice(*span).trim_start_matches('#').trim_start().to_ascii_lowercase().starts_with("check");
    let comment = comments_above(analysis, item).into_iter().find(is_check)?;
    let text = source.slice(comment);
    Some(skip_end(&text).map(|at| {
        let at = comment.start as usize + at;
        Edit { span: Span::new(at, at), text: format!(",{check}") }
    }))
}

/// Where the list of `skip=` ends in a check comment.
fn skip_end(text: &str) -> Option<usize> {
    let list = text.find("skip=")? + "skip=".len();
    Some(list + text[list..].find([';', ' ', '\t', '\r', '\n']).unwrap_or(text.len() - list))
}

fn top_directive(analysis: &Analysis, check: &str) -> Option<Edit> {
    let directives = analysis.file.directives();
    if let Some(directive) = directives.first(DirectiveKind::Check) {
        CheckOptions::parse(&directive.value).ok()?;
        let start = directive.value_span.start as usize;
        let (at, text) = match skip_end(&directive.value) {
            Some(end) => (start + end, format!(",{check}")),
            None => (start, format!("skip={check};")),
        };
        return Some(Edit { span: Span::new(at, at), text });
    }
    let line_ending = analysis.file.source().line_ending();
    let at = match directives.list.last() {
        Some(directive) => (analysis.file.source().line_end(directive.span.end as usize) + 1).min(analysis.file.source().len()),
        None if analysis.file.source().slice(Span::new(0, 3)) == "\u{feff}" => 3,
        None => 0,
    };
    Some(Edit { span: Span::new(at, at), text: format!("# check=skip={check}{line_ending}") })
}
