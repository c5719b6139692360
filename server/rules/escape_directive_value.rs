//! An escape directive with another character than the two that are allowed.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::DirectiveKind;

/// See the page.
pub static RULE: Rule = Rule {
    id: "escape-directive-value",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/escape-directive-value.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    if let Some(directive) = context.file.directives().first(DirectiveKind::Escape)
        && !matches!(directive.value.as_str(), "" | "\\" | "`")
    {
        out.push(RULE.refusal(directive.value_span, "the escape character is a backslash or a backtick"));
    }
}
