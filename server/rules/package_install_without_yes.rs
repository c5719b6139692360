//! A package manager that would ask a question nobody can answer.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::steps::{PackageAction, package_command};
use crate::syntax::{Command, Joint};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "package-install-without-yes",
    severity: Severity::Warning,
    aliases: &["DL3014", "DL3030", "DL3034", "DL3038", "DS-0021"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/package-install-without-yes.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let commands = &run.script.commands;
        // A configuration file or an alias may have answered the question before.
        if run.item.instruction.text.contains("Assume-Yes") {
            continue;
        }
        for (index, command) in commands.iter().enumerate() {
            let Some(found) = package_command(command).filter(|found| found.manager.system) else { continue };
            let asks = matches!(found.action, PackageAction::Install | PackageAction::Upgrade | PackageAction::Remove) && !is_query(command);
            if !asks || found.says_yes() || is_answered(commands, index) || written_configuration(context, run.index) {
                continue;
            }
            let id = found.manager.id.as_str();
            let aliases: &[&str] = match id {
                "apt" => &["DL3014", "DS-0021"],
                "yum" => &["DL3030"],
                "zypper" => &["DL3034"],
                "dnf" => &["DL3038"],
                _ => &[],
            };
            let option = if id == "pacman" { "--noconfirm" } else { "-y" };
            let verb = run.item.absolute(found.verb.span);
            let message = format!("`{} {}` asks before it goes on, and a build cannot answer; add `{option}`", command.name(), found.verb.text);
            let fix = Fix::safe(format!("Add {option}"), vec![replace(Span::new(verb.end as usize, verb.end as usize), format!(" {option}"))]);
            out.push(RULE.finding(verb, message).aliased(aliases).fix(fix));
        }
    }
}

/// Options that only look.
fn is_query(command: &Command) -> bool {
    command.arguments().iter().any(|word| matches!(&*word.text, "--help" | "-s" | "--simulate" | "--dry-run" | "--assumeno" | "--print-uris" | "--version" | "-d" | "--download-only" | "-p"))
}

/// `yes | apt-get install x`.
fn is_answered(commands: &[Command], index: usize) -> bool {
    let command = &commands[index];
    (command.joint == Joint::Pipe || command.redirects.iter().any(|redirect| redirect.operator.starts_with('<'))) && index > 0
        || command.words.iter().take_while(|word| !word.is(command.name())).any(|word| word.is("yes"))
}

/// Whether something earlier in the stage may have configured the manager to say yes.
fn written_configuration(context: &Context, item: usize) -> bool {
    let Some(stage) = context.model.stage_at(item) else { return false };
    let (chain, _) = context.model.base_chain(stage);
    let items = chain.iter().flat_map(|stage| stage.items.clone()).filter(|index| *index <= item);
    items.map(|index| &*context.file.items()[index].instruction.text).any(|text| {
        let lower = text.to_ascii_lowercase();
        lower.contains("assumeyes") || lower.contains("assume-yes") || lower.contains("apt.conf")
    })
}
