//! A RUN that puts another shell in the place of /bin/sh.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::Command;

/// See the page.
pub static RULE: Rule = Rule {
    id: "sh-link-changed",
    severity: Severity::Warning,
    aliases: &["DL4005"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/sh-link-changed.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let Some(command) = run.script.commands.iter().find(|command| replaces_shell(command)) else { continue };
        let message = "this replaces the shell of the whole image, also for programs that rely on it; SHELL chooses one for this build";
        out.push(RULE.finding(run.item.absolute(command.span), message));
    }
}

fn replaces_shell(command: &Command) -> bool {
    let to_shell = |word: &str| matches!(word, "/bin/sh" | "/usr/bin/sh");
    let operands: Vec<_> = command.arguments().iter().filter(|word| !word.text.starts_with('-')).collect();
    match command.name() {
        "ln" => operands.len() >= 2 && operands.last().is_some_and(|word| to_shell(&word.text)),
        "dpkg-reconfigure" => operands.iter().any(|word| word.is("dash")),
        _ => false,
    }
}
