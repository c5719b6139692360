//! `RUN --device` with a front end that does not have it.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::{DirectiveKind, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "device-needs-labs",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/device-needs-labs.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let labs = context.file.directives().first(DirectiveKind::Syntax).is_some_and(|directive| directive.value.contains("labs"));
    if labs {
        return;
    }
    for (_, item) in context.items().filter(|(_, item)| item.keyword == Keyword::Run) {
        for flag in item.instruction.flags_named("device").filter(|flag| flag.value.as_ref().is_some_and(|value| !value.text.is_empty())) {
            let message = "`--device` needs `# syntax=docker/dockerfile:1-labs` on the first line";
            out.push(RULE.refusal(item.absolute(flag.name_span), message).frontend_decides());
        }
    }
}
