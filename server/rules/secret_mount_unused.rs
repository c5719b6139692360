//! A secret that is mounted for a RUN that does not read it.

use super::mount_targets::mount_targets;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::ecosystems::StepKind;
use crate::model::steps::{PackageAction, package_command, step};
use crate::syntax::Command;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "secret-mount-unused",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/secret-mount-unused.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        // Scripts of the project read what they like.
        if !run.script.understood || run.script.commands.is_empty() || !run.script.commands.iter().all(is_known) {
            continue;
        }
        let instruction = &*run.item.instruction;
        let flags: Vec<_> = instruction.flags_named("mount").collect();
        let text = &instruction.text[instruction.rest.start.min(instruction.text.len())..];
        for mount in mount_targets(context, &run).filter(|mount| mount.kind == "secret") {
            // A place of its own is where a tool looks, and so is a variable.
            let Some(id) = mount.field(&["id", "source", "src"]).filter(|_| mount.field(&["target", "dst", "destination", "env"]).is_none()) else { continue };
            if text.contains(id) || names_folder(text) {
                continue;
            }
            let Some(flag) = flags.iter().find(|flag| flag.word.span.contains(mount.span)) else { continue };
            let start = run.item.absolute(flag.word.span).start as usize;
            let end = run.item.absolute(flag.word.span).end as usize;
            let blank = context.file.source().byte(end) == Some(b' ');
            let fix = Fix::review("Leave the mount out", vec![replace(Span::new(start, end + usize::from(blank)), "")]);
            let message = format!("nothing in this RUN reads `/run/secrets/{id}`");
            out.push(RULE.finding(run.item.absolute(flag.word.span), message).fix(fix));
        }
    }
}

/// Whether a text names the folder of all secrets, without that of one of them.
fn names_folder(text: &str) -> bool {
    const FOLDER: &str = "/run/secrets";
    text.match_indices(FOLDER).any(|(at, _)| {
        let mut rest = text[at + FOLDER.len()..].chars();
        !(rest.next() == Some('/') && rest.next().is_some_and(char::is_alphanumeric))
    })
}

/// Whether a command is one of which it is known that it reads no secret that it is not told of.
fn is_known(command: &Command) -> bool {
    const PLAIN: [&str; 18] =
        ["cat", "cd", "chmod", "chown", "cp", "curl", "echo", "git", "go", "ln", "mkdir", "mv", "rm", "set", "tar", "touch", "wget", "true"];
    let installs = step(command).is_some_and(|step| step.kind == StepKind::Install);
    installs || PLAIN.contains(&command.name()) || package_command(command).is_some_and(|found| found.action != PackageAction::Other)
}
