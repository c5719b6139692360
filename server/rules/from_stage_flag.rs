//! FROM with a platform for an earlier stage.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::stage::Base;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "from-stage-flag",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/from-stage-flag.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let Base::Stage(parent) = stage.base else { continue };
        let item = &context.file.items()[stage.from];
        let Some(flag) = item.instruction.flag("platform") else { continue };
        let written = flag.value.as_ref().map_or("", |value| &*value.text);
        // Constants and the platform of the target are other rules' business.
        if !written.contains('$') || matches!(written, "$TARGETPLATFORM" | "${TARGETPLATFORM}") {
            continue;
        }
        let message = format!("{} keeps the platform of its own FROM, so this flag does not change what is in it", context.model.stages[parent].label());
        let next = item.instruction.words().first().map(|word| word.span.start);
        let fix = next.filter(|_| flag.word.is_plain_source()).map(|end| {
            let span = Span { start: flag.word.span.start, end };
            Fix::review("Delete the flag", vec![replace(item.absolute(span), "")])
        });
        out.push(RULE.finding(item.absolute(flag.word.span), message).maybe_fix(fix));
    }
}
