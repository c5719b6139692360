//! `sudo` in a build.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::syntax::{Command, ShellWord};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "sudo",
    severity: Severity::Warning,
    aliases: &["CKV2_DOCKER_1", "DKL-DI-0001", "DL3004", "DS-0010"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/sudo.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let Some((command, sudo)) = run.script.commands.iter().find_map(|command| Some((command, sudo(command)?))) else { continue };
        let message = match context.model.runs_as_root(run.index) {
            Some(true) if !changes_user(command) => "the build runs as root here already, so sudo does nothing",
            Some(true) => "root needs no sudo; USER, gosu or setpriv change the user",
            _ => "a build has nobody who types a password, and sudo keeps neither environment nor signals; switch with USER",
        };
        out.push(RULE.finding(run.item.absolute(sudo.span), message).maybe_fix(fix(context, &run)));
    }
}

/// The word `sudo` of a command that runs another one.
fn sudo(command: &Command) -> Option<&ShellWord> {
    let is_sudo = |word: &&ShellWord| word.literal().is_some_and(|text| text == "sudo" || text.ends_with("/sudo"));
    command.wrappers().iter().chain(command.argv().first()).find(is_sudo)
}

fn changes_user(command: &Command) -> bool {
    command.words.iter().any(|word| word.text.starts_with("-u") || word.text.starts_with("--user"))
}

/// Takes out each plain `sudo` of a RUN that root runs.
fn fix(context: &Context, run: &Run) -> Option<Fix> {
    if context.model.runs_as_root(run.index) != Some(true) {
        return None;
    }
    let commands = run.script.commands.iter().filter(|command| sudo(command).is_some());
    let edit = |command: &Command| {
        let [sudo, options @ ..] = command.wrappers() else { return None };
        let keeps = options.iter().all(|option| matches!(&*option.text, "-E" | "-H" | "-n"));
        let rest = command.argv().first()?;
        let written = sudo.is("sudo") && rest.span.start > sudo.span.end;
        (keeps && written).then(|| replace(run.item.absolute(Span::new(sudo.span.start as usize, rest.span.start as usize)), ""))
    };
    let edits: Option<Vec<_>> = commands.map(edit).collect();
    Some(Fix::review("Leave out sudo", edits.filter(|edits| !edits.is_empty())?))
}
