//! VOLUME with an empty path.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-volume",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-volume.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items() {
        if item.keyword != Keyword::Volume || context.model.stage_of[index].is_none() {
            continue;
        }
        for word in item.instruction.words() {
            if context.model.expanded(index, word).is_some_and(|path| path.certain && path.text.trim().is_empty()) {
                let span = if word.span.is_empty() { item.instruction.keyword_span } else { word.span };
                out.push(RULE.refusal(item.absolute(span), "the path of a volume cannot be empty"));
            }
        }
    }
}
