//! A process that is put into the background and ends with its RUN.

use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "background-process",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/background-process.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs().filter(|run| !run.item.instruction.is_json()) {
        // Behind it, other commands may use it.
        let Some(last) = run.script.commands.iter().rfind(|command| command.inside.is_none()) else { continue };
        let waited_for = run.script.commands.iter().any(|command| command.name() == "wait");
        if !last.background || waited_for {
            continue;
        }
        let name = last.name();
        let message = format!("`{name}` ends when this RUN ends, perhaps before it is done; start it with CMD or ENTRYPOINT");
        out.push(RULE.finding(run.item.absolute(last.span), message));
    }
}
