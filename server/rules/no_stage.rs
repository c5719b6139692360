//! A file without FROM, or instructions before the first one.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::Keyword;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "no-stage",
    severity: Severity::Error,
    aliases: &["DL3061"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/no-stage.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let before = |keyword| !matches!(keyword, Keyword::From | Keyword::Arg);
    let first = context.items().take_while(|(index, _)| context.model.stage_of[*index].is_none()).find(|(_, item)| before(item.keyword));
    // A word that is no instruction may be a FROM that is misspelt, and is an error of its own.
    if first.is_some_and(|(_, item)| item.keyword == Keyword::Unknown) {
        return;
    }
    if let Some((_, item)) = first {
        let message = format!("{} belongs to a stage, and no stage has begun: FROM comes first", item.keyword.name());
        out.push(RULE.refusal(item.absolute(item.instruction.keyword_span), message));
    } else if context.model.stages.is_empty() && !context.items().any(|(_, item)| item.keyword == Keyword::Unknown) {
        let source = context.file.source();
        let span = match context.file.items().last() {
            Some(item) => item.absolute(item.instruction.keyword_span),
            None => Span::new(0, source.line_end(0).max(1).min(source.len())),
        };
        let what = if context.file.items().is_empty() { "there is no instruction in this file" } else { "there is no FROM in this file" };
        out.push(RULE.refusal(span, what));
    }
}
