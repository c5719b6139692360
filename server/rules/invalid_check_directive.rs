//! A `# check=` directive that BuildKit cannot read.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::check_options::CheckOptions;
use crate::syntax::DirectiveKind;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-check-directive",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-check-directive.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(directive) = context.file.directives().first(DirectiveKind::Check) else { return };
    let Err(error) = CheckOptions::parse(&directive.value) else { return };
    let start = directive.value_span.start as usize + error.offset;
    let span = if error.part.is_empty() { directive.span } else { Span::new(start, start + error.part.len()) };
    let message = if error.not_boolean {
        format!("`{}`: the value must be true or false", error.part)
    } else {
        format!("`{}` is none of skip=…, error=true and experimental=…, parted by semicolons and without blanks; BuildKit fails the build over it", error.part)
    };
    out.push(RULE.refusal(span, message));
}
