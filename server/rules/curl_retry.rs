//! A download that gives up at the first disturbance.

use super::downloads::{downloads, has};
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "curl-retry",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/curl-retry.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        // A loop around it tries again by itself; wget does so twenty times.
        for download in downloads(&run.script.commands).filter(|download| download.command.name() == "curl" && !download.command.conditional) {
            if has(download.command, 'K', "--config") || has(download.command, '\0', "--retry") {
                continue;
            }
            let name = run.item.absolute(download.command.name_span());
            let message = "a short disturbance of the network ends the build; `--retry 3` tries again";
            let fix = Fix::review("Add --retry 3", vec![replace(Span::new(name.end as usize, name.end as usize), " --retry 3")]);
            out.push(RULE.finding(name, message).maybe_fix((!run.item.instruction.is_json()).then_some(fix)));
        }
    }
}
