//! RUN with a mount in a Windows image.

use super::bases::is_windows;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "windows-mounts",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/windows-mounts.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items().filter(|(_, item)| item.keyword == Keyword::Run) {
        let Some(stage) = context.model.stage_at(index) else { continue };
        for flag in item.instruction.flags_named("mount").filter(|_| is_windows(context, stage)) {
            out.push(RULE.finding(item.absolute(flag.name_span), "an image for Windows cannot be built with mounts"));
        }
    }
}
