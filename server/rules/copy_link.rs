//! COPY out of a stage that could be linked.

use super::bases::is_windows;
use super::copies::copies;
use super::lines::add_flag;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-link",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/copy-link.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copy in copies(context) {
        let instruction = copy.instruction();
        // A named owner is looked up in the files below, and a relative destination depends on them as well.
        let named_owner = instruction.flag("chown").and_then(|flag| flag.value.as_ref()).is_some_and(|owner| owner.text.contains(|c: char| c.is_ascii_alphabetic() || c == '$'));
        let taken = ["link", "parents"].iter().any(|flag| instruction.flag(flag).is_some());
        if copy.is_from_context() || taken || named_owner || !copy.destination.text.starts_with('/') {
            continue;
        }
        let stage = &context.model.stages[copy.stage];
        if !context.is_shipped(stage) || is_windows(context, stage) {
            continue;
        }
        let fix = Fix::review("Add --link", vec![add_flag(copy.item, "--link")]);
        let message = "with --link this layer does not depend on those below it, and is kept when the base image changes";
        out.push(RULE.finding(copy.item.absolute(instruction.keyword_span), message).fix(fix));
    }
}
