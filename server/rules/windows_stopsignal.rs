//! STOPSIGNAL in a Windows image.

use super::bases::is_windows;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "windows-stopsignal",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/windows-stopsignal.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items().filter(|(_, item)| item.keyword == Keyword::Stopsignal) {
        if context.model.stage_at(index).is_some_and(|stage| is_windows(context, stage)) {
            out.push(RULE.finding(item.absolute(item.instruction.header_span()), "Windows has no signals, so this has no effect"));
        }
    }
}
