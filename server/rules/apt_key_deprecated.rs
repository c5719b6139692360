//! `apt-key`, which has been taken out of apt.

use super::{Check, Context, Finding, Profile, Rule, Severity, Tag};

/// See the page.
pub static RULE: Rule = Rule {
    id: "apt-key-deprecated",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/apt-key-deprecated.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        for command in run.script.commands.iter().filter(|command| command.name() == "apt-key" && !command.has("--version")) {
            let message = "apt-key is gone from Debian 13 and Ubuntu 25.04, and its keys may sign every repository; put the key into a file and name it with `signed-by`";
            out.push(RULE.finding(run.item.absolute(command.name_span()), message).tagged(Tag::Deprecated));
        }
    }
}
