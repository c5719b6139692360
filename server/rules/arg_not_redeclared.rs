//! A global ARG that a stage uses without declaring it again.

use super::rule::replace;
use super::undefined::{Undefined, undefined_uses};
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "arg-not-redeclared",
    severity: Severity::Warning,
    aliases: &["S6579", "buildkit/UndefinedVar"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/arg-not-redeclared.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (found, reason) in undefined_uses(context) {
        let global = match reason {
            Undefined::GlobalOnly(definition) => Some(&context.model.definitions[definition]),
            Undefined::BuilderOnly => None,
            Undefined::SetInSameInstruction | Undefined::Nowhere => continue,
        };
        let name = &found.name;
        let item = &context.file.items()[found.item];
        let outcome = if found.has_default { "gives way to its default" } else { "is empty" };
        let reason = match global {
            Some(_) => "an ARG before the first FROM must be declared again in the stage that uses it",
            None => "a stage has to declare the builder's arguments that it uses",
        };
        let mut finding = RULE.finding(item.absolute(found.span), format!("`{name}` {outcome} here: {reason}"));
        if let Some(global) = global {
            finding = finding.related(context.file.items()[global.item].absolute(global.span), "declared here, outside of all stages");
        }
        if found.has_default {
            finding = finding.severity(Severity::Information);
        }
        out.push(finding.maybe_fix(fix(context, found.item, name)));
    }
}

/// The declaration goes right behind FROM, where it parts no comment from its instruction.
fn fix(context: &Context, item: usize, name: &str) -> Option<Fix> {
    let stage = context.model.stage_at(item)?;
    let end = context.file.items()[stage.from].end;
    let text = format!("{}ARG {name}", context.file.source().line_ending());
    Some(Fix::review(format!("Declare ARG {name} in this stage"), vec![replace(Span::new(end, end), text)]))
}
