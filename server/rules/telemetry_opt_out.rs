//! An image whose tools send usage data.

use super::bases::named_bases;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::settings::telemetry;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "telemetry-opt-out",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/telemetry-opt-out.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for base in named_bases(context) {
        let Some(row) = telemetry(base.image) else { continue };
        // Who sets the variable has thought of it, wherever that is.
        if context.model.definitions.iter().any(|definition| *definition.name == *row.name) || base.stage.items.is_empty() {
            continue;
        }
        let from = &context.file.items()[base.stage.from];
        let text = format!("{}ENV {}={}", context.file.source().line_ending(), row.name, row.value);
        let fix = Fix::review(format!("Set {}", row.name), vec![replace(Span::new(from.end, from.end), text)]);
        out.push(RULE.finding(base.span, format!("{} in this image sends usage data unless `{}` is set", row.what, row.name)).fix(fix));
    }
}
