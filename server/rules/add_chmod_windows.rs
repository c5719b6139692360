//! COPY or ADD with rights in a Windows image.

use super::bases::is_windows;
use super::copies::copies;
use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "add-chmod-windows",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/add-chmod-windows.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copy in copies(context) {
        let flags = ["chmod", "chown"].into_iter().filter_map(|name| copy.instruction().flag(name));
        for flag in flags.filter(|_| is_windows(context, &context.model.stages[copy.stage])) {
            let message = format!("`--{}` has no effect in an image for Windows", flag.name);
            out.push(RULE.finding(copy.item.absolute(flag.word.span), message));
        }
    }
}
