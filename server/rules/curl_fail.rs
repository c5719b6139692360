//! curl that takes an error page for the file.

use super::downloads::{downloads, has};
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "curl-fail",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/curl-fail.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        for download in downloads(&run.script.commands).filter(|download| download.command.name() == "curl") {
            if has(download.command, 'f', "--fail") {
                continue;
            }
            let name = run.item.absolute(download.command.name_span());
            let message = "curl stores the page that the server sends with an error, and calls it a success; add `-f`";
            let fix = Fix::review("Add -f", vec![replace(Span::new(name.end as usize, name.end as usize), " -f")]);
            out.push(RULE.finding(name, message).maybe_fix((!run.item.instruction.is_json()).then_some(fix)));
        }
    }
}
