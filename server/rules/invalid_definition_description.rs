//! A comment above ARG or FROM that is taken for its description and does not begin with its name.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::{Item, Keyword};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-definition-description",
    severity: Severity::Hint,
    aliases: &["buildkit/InvalidDefinitionDescription"],
    profiles: &[Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-definition-description.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let mut before = 0;
    for (_, item) in context.items() {
        let names = names(item);
        if let (Some(first), Some((text, span))) = (names.first(), description(context, before, item.start))
            && !names.iter().any(|name| *name == text.split(' ').next().unwrap_or_default())
        {
            let example = if names.len() > 1 { "<name>" } else { first };
            let end = context.file.source().line_ending();
            let edit = replace(Span::new(span.end as usize, span.end as usize), format!("{end}#"));
            let message = format!("BuildKit takes this comment for a description, which should read `# {example} <description>`");
            out.push(RULE.finding(span, message).fix(Fix::safe("Detach it with an empty comment", vec![edit])));
        }
        before = item.span().end as usize;
    }
}

fn names(item: &Item) -> Vec<String> {
    let words = item.instruction.words();
    match (item.keyword, words) {
        (Keyword::Arg, _) => words.iter().filter_map(|word| word.text.split('=').next().map(str::to_owned)).collect(),
        (Keyword::From, [_, keyword, name]) if keyword.text.eq_ignore_ascii_case("as") => vec![name.text.to_lowercase()],
        _ => Vec::new(),
    }
}

/// The last comment between two instructions that begins in the first column. An empty comment takes back what stands above it; empty lines do not.
fn description(context: &Context, from: usize, to: usize) -> Option<(String, Span)> {
    let comments = context.file.comments();
    let start = comments.partition_point(|span| (span.start as usize) < from);
    // Parser directives are comments for everybody else, but not for BuildKit.
    let directives = context.file.directives().list.last().map_or(0, |directive| directive.span.end);
    let between = comments[start..].iter().take_while(|span| (span.start as usize) < to).filter(|span| span.start >= directives);
    let source = context.file.source();
    let last = between.filter(|span| span.start == 0 || source.byte(span.start as usize - 1) == Some(b'\n')).last()?;
    let line = source.slice(*last);
    let text = line.trim_end_matches(['\r', '\n']);
    let body = text.strip_prefix('#')?.trim();
    (!body.is_empty()).then(|| (body.to_owned(), Span::new(last.start as usize, last.start as usize + text.len())))
}
