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
        let Undefined::GlobalOnly(definition) = reason else { continue };
        let definition = &context.model.definitions[definition];
        let item = &context.file.items()[found.item];
        let message = format!("`{}` is empty here: an ARG before the first FROM must be declared again in the stage that uses it", found.name);
        let declared = context.file.items()[definition.item].absolute(definition.span);
        out.push(RULE.finding(item.absolute(found.span), message).related(declared, "declared here, outside of all stages").fix(fix(context, found.item, &found.name)));
    }
}

fn fix(context: &Context, item: usize, name: &str) -> Fix {
    let source = context.file.source();
    let line = source.line_start(context.file.items()[item].start);
    let end = if source.byte(source.line_end(line).wrapping_sub(1)) == Some(b'\r') { "\r\n" } else { "\n" };
    Fix::review(format!("Declare ARG {name} in this stage"), vec![replace(Span::new(line, line), format!("ARG {name}{end}"))])
}
