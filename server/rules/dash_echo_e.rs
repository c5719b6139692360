//! Options of echo that dash does not have.

use super::{Check, Context, Finding, Profile, Rule, Run, Severity};
use crate::model::Shell;
use crate::syntax::Command;

/// See the page.
pub static RULE: Rule = Rule {
    id: "dash-echo-e",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/dash-echo-e.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs().filter(|run| !run.item.instruction.is_json()) {
        if context.model.shell_at(context.file, run.index) != Shell::Posix("dash") || has_interpreter(&run) {
            continue;
        }
        for command in run.script.commands.iter().filter(|command| command.name() == "echo" && command.wrappers().is_empty() && !in_other_shell(&run, command)) {
            let Some(option) = command.arguments().first().filter(|word| matches!(&*word.text, "-e" | "-ne" | "-en" | "-E")) else { continue };
            let message = format!("dash knows no such option and prints `{}`, while it turns `\\n` into a line end anyway; use printf", option.text);
            out.push(RULE.finding(run.item.absolute(option.span), message));
        }
    }
}

fn has_interpreter(run: &Run) -> bool {
    let instruction = &run.item.instruction;
    instruction.heredocs.iter().any(|heredoc| instruction.text[heredoc.body.range()].starts_with("#!") || !instruction.rest_text().starts_with("<<"))
}

/// `bash -c "echo -e …"`.
fn in_other_shell(run: &Run, command: &Command) -> bool {
    command.inside.is_some_and(|outer| matches!(run.script.commands[outer].name(), "bash" | "zsh" | "ksh"))
}
