//! curl that stores a redirection instead of the file.

use super::downloads::{downloads, has};
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "curl-follow",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/curl-follow.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        for download in downloads(&run.script.commands).filter(|download| download.command.name() == "curl") {
            if has(download.command, 'L', "--location") {
                continue;
            }
            let name = run.item.absolute(download.command.name_span());
            let message = "if the file has moved, curl stores the empty answer that says so; add `-L` to follow it";
            let fix = Fix::review("Add -L", vec![replace(Span::new(name.end as usize, name.end as usize), " -L")]);
            out.push(RULE.finding(name, message).maybe_fix((!run.item.instruction.is_json()).then_some(fix)));
        }
    }
}
