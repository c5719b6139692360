//! A `cd` that may fail without notice.

use super::errexit::stops_at_failure;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::{Command, Joint};

/// See the page.
pub static RULE: Rule = Rule {
    id: "run-cd-failure",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/run-cd-failure.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    // In a heredoc all lines have that fault, which another rule tells.
    for run in context.runs().filter(|run| run.script.understood && run.item.instruction.heredocs.is_empty() && !run.item.instruction.is_json()) {
        let commands: Vec<&Command> = run.script.commands.iter().filter(|command| command.inside.is_none()).collect();
        let may_fail = |command: &Command| command.name() == "cd" && command.arguments().first().is_some_and(|word| !matches!(&*word.text, "/" | "-" | "~" | "/tmp" | ".."));
        let lost = commands.windows(2).find(|pair| may_fail(pair[0]) && pair[1].joint == Joint::Then);
        let Some(pair) = lost.filter(|_| !stops_at_failure(context, &run)) else { continue };
        let message = format!("if the folder is not there, `{}` runs in the wrong one; join them with `&&`", pair[1].name());
        out.push(RULE.finding(run.item.absolute(pair[0].span), message));
    }
}
