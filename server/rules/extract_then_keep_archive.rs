//! A downloaded archive that stays in the image.

use super::downloads::downloads;
use super::mount_targets::{MountTarget, mount_targets};
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::model::copies::basename;
use crate::syntax::{Command, Joint};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "extract-then-keep-archive",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/extract-then-keep-archive.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs_of(&context.shipped()) {
        let commands = &run.script.commands;
        if !run.script.understood || commands.iter().any(tidies) || mount_targets(context, &run).any(|mount| MountTarget::is_scratchpad(&mount)) {
            continue;
        }
        for file in downloads(commands).filter_map(|download| download.file.filter(|_| !download.piped)) {
            let unpacked = commands.iter().find_map(|command| Some((command, command.arguments().iter().find(|word| unpacks(command) && basename(&word.text) == basename(&file))?)));
            let Some((command, word)) = unpacked else { continue };
            let message = format!("`{}` stays in the image although it has been unpacked; remove it in the same RUN", word.text);
            out.push(RULE.finding(run.item.absolute(word.span), message).maybe_fix(fix(&run, command, &word.text)));
        }
    }
}

fn unpacks(command: &Command) -> bool {
    match command.name() {
        "tar" => command.arguments().iter().enumerate().any(|(at, word)| (at == 0 || word.text.starts_with('-')) && !word.text.starts_with("--") && word.text.contains('x') || word.is("--extract")),
        "unzip" => true,
        _ => false,
    }
}

/// What removes or moves something may do it to the archive: the folder around it, a pattern.
fn tidies(command: &Command) -> bool {
    matches!(command.name(), "rm" | "mv" | "trap" | "find" | "unlink")
}

/// Only behind a command that ends a chain, so that the name means the same file.
fn fix(run: &Run, command: &Command, file: &str) -> Option<Fix> {
    let instruction = &run.item.instruction;
    let commands = &run.script.commands;
    let chain = commands.iter().all(|command| matches!(command.joint, Joint::First | Joint::And) && command.inside.is_none() && !command.conditional);
    let plain = chain && !instruction.is_json() && instruction.heredocs.is_empty() && !file.contains([' ', '$']);
    let end = run.item.absolute(command.span).end as usize;
    plain.then(|| Fix::review("Remove it behind that", vec![replace(Span::new(end, end), format!(" && rm {file}"))]))
}
