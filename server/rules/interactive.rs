//! Commands that wait for somebody to type.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::{Command, Joint};

/// See the page.
pub static RULE: Rule = Rule {
    id: "interactive",
    severity: Severity::Warning,
    aliases: &["DL3001"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/interactive.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        for command in run.script.commands.iter().filter(|command| !has_input(command) && asks(command)) {
            let message = format!("`{}` waits for somebody to type, and a build has nobody", command.name());
            out.push(RULE.finding(run.item.absolute(command.name_span()), message));
        }
    }
}

/// Whether something is there to read for it; a group or loop around it may have it too.
fn has_input(command: &Command) -> bool {
    command.joint == Joint::Pipe || command.conditional || command.heredoc.is_some() || command.inside.is_some() || command.redirects.iter().any(|redirect| redirect.operator.starts_with('<'))
}

fn asks(command: &Command) -> bool {
    let has_option = |known: &[&str]| command.arguments().iter().any(|word| known.iter().any(|option| word.text.starts_with(option)));
    match command.name() {
        // Editors have ways to do their work alone.
        "vi" | "vim" | "nvim" | "nano" | "emacs" | "pico" | "ed" => !has_option(&["-", "+"]),
        "less" | "more" => !command.arguments().is_empty() && !has_option(&["-"]),
        "passwd" => !has_option(&["-d", "-l", "-u", "-e", "-S", "--stdin", "--delete", "--lock", "--unlock", "--status", "--expire"]),
        "read" => !has_option(&["-t", "-u"]),
        "mysql_secure_installation" | "visudo" => !has_option(&["-"]),
        _ => false,
    }
}
