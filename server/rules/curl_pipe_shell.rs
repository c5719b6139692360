//! A script from the network that runs as it comes.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::{Command, Joint};

/// See the page.
pub static RULE: Rule = Rule {
    id: "curl-pipe-shell",
    severity: Severity::Warning,
    aliases: &["CIS-DI-0011"],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/curl-pipe-shell.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let commands = &run.script.commands;
        for (index, download) in commands.iter().enumerate().filter(|(_, command)| downloads(command)) {
            // A pipe may lead through other commands before it reaches the interpreter.
            let neighbours = commands[index + 1..].iter().filter(|command| command.inside == download.inside);
            let piped = neighbours.take_while(|command| command.joint == Joint::Pipe).find(|command| interprets(command));
            let substituted = download.inside.map(|outer| &commands[outer]).filter(|outer| interprets_argument(outer));
            let Some(by) = piped.or(substituted) else { continue };
            let message = format!("`{}` runs whatever the server sends; download a fixed version, check its sum, and run it then", by.name());
            let span = run.item.absolute(download.span);
            // That a failure goes unnoticed is the smaller half of the same fault.
            out.push(RULE.finding(span, message).replacing(&["pipe-without-pipefail"], Some(span)));
        }
    }
}

fn downloads(command: &Command) -> bool {
    matches!(command.name(), "curl" | "wget") && !command.arguments().iter().any(|word| word.is("--version") || word.text.contains("localhost"))
}

fn is_interpreter(name: &str) -> bool {
    const NAMES: [&str; 14] = ["sh", "bash", "ash", "dash", "zsh", "ksh", "python", "python2", "python3", "perl", "ruby", "node", "php", "fish"];
    NAMES.contains(&name)
}

/// Whether it reads its program from its input: `bash`, `bash -s -- x`, `bash -`, but not `python -c "…"`.
fn interprets(command: &Command) -> bool {
    let tells = |text: &str| !text.starts_with('-') || matches!(text, "-s" | "-" | "-c" | "-m" | "-e" | "-n" | "-pe" | "-ne" | "-r");
    is_interpreter(command.name())
        && match command.arguments().iter().find(|word| tells(&word.text)) {
            None => true,
            Some(word) => matches!(&*word.text, "-s" | "-"),
        }
}

/// `sh -c "$(curl …)"`, `bash <(curl …)`, `eval "$(curl …)"`.
fn interprets_argument(command: &Command) -> bool {
    let substitution = |text: &str| text.contains("<(") || text.starts_with("$(") || text.starts_with('`');
    let shell = is_interpreter(command.name()) && command.arguments().iter().any(|word| substitution(&word.text));
    shell || matches!(command.name(), "eval" | "source" | ".")
}
