//! A key from one server alone.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::Joint;

/// See the page.
pub static RULE: Rule = Rule {
    id: "gpg-single-keyserver",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/gpg-single-keyserver.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let commands = &run.script.commands;
        for (index, command) in commands.iter().enumerate().filter(|(_, command)| matches!(command.name(), "gpg" | "gpg2" | "apt-key")) {
            let arguments = command.arguments();
            let server = arguments.iter().find(|word| word.text.starts_with("--keyserver")).filter(|_| arguments.iter().any(|word| word.text.starts_with("--recv")));
            // Another one behind `||`, or a loop, is a second try.
            let again = commands.get(index + 1).is_some_and(|next| next.joint == Joint::Or);
            let Some(server) = server.filter(|_| !again && !command.conditional) else { continue };
            let message = "key servers are often not there for a while; try a second one behind `||`, or keep the key with the project";
            out.push(RULE.finding(run.item.absolute(server.span), message));
        }
    }
}
