//! Commands that have nothing to act on in a build.

use super::{Check, Context, Finding, Profile, Rule, Run, Severity};
use crate::syntax::{Command, Joint};

/// See the page.
pub static RULE: Rule = Rule {
    id: "pointless-command",
    severity: Severity::Hint,
    aliases: &["DL3001"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/pointless-command.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let commands = &run.script.commands;
        for (index, command) in commands.iter().enumerate() {
            if let Some(why) = why_pointless(&run, commands, index) {
                out.push(RULE.finding(run.item.absolute(command.name_span()), format!("`{}` has no effect in a build: {why}", command.name())));
            }
        }
    }
}

fn why_pointless(run: &Run, commands: &[Command], index: usize) -> Option<&'static str> {
    let command = &commands[index];
    let top_level = command.inside.is_none() && !command.conditional;
    // What another command reads is a question, not an act.
    let is_read = command.inside.is_some() || commands.get(index + 1).is_some_and(|next| next.joint == Joint::Pipe);
    let ends = !commands[index + 1..].iter().any(|later| later.inside.is_none());
    match command.name() {
        "shutdown" | "reboot" | "halt" | "poweroff" if top_level => Some("there is no system to stop"),
        "service" | "rc-service" if top_level && ends && starts(command) => Some("the service ends with the RUN; start it with ENTRYPOINT or CMD"),
        "systemctl" if top_level && ends && command.arguments().first().is_some_and(|verb| verb.is("start") || verb.is("restart")) => {
            Some("no systemd runs here, and a service would end with the RUN; start it with ENTRYPOINT or CMD")
        }
        "ps" | "free" | "top" | "htop" if !is_read => Some("it shows the processes of the build alone"),
        "kill" | "killall" | "pkill" if top_level && !starts_something(commands) => Some("the processes of earlier instructions are gone"),
        "mount" | "umount" if top_level && !command.arguments().is_empty() && !is_privileged(run) => Some("a RUN may not mount; use `RUN --mount`"),
        _ => None,
    }
}

fn starts(command: &Command) -> bool {
    command.arguments().iter().any(|word| matches!(&*word.text, "start" | "restart" | "reload"))
}

/// Whether a process that could be ended begins in the same RUN.
fn starts_something(commands: &[Command]) -> bool {
    commands.iter().any(|command| command.background || command.inside.is_some() || matches!(command.name(), "service" | "timeout" | "nohup" | "start-stop-daemon" | "pg_ctl" | "gpg" | "gpgconf"))
        // A name that is not known may be a program that goes into the background.
        || commands.len() > 2
}

fn is_privileged(run: &Run) -> bool {
    run.item.instruction.flag("security").is_some()
}
