//! A mode that is set by a RUN of its own behind COPY.

use super::lines::{add_flag, delete};
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::copies::is_below;

/// See the page.
pub static RULE: Rule = Rule {
    id: "chmod-after-copy",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/chmod-after-copy.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs_of(&context.shipped()) {
        for command in run.script.commands.iter().filter(|command| command.name() == "chmod" && !command.conditional) {
            let operands: Vec<_> = command.arguments().iter().filter(|word| !matches!(&*word.text, "-R" | "-v" | "-f" | "-c" | "--recursive")).collect();
            let [mode, paths @ ..] = &*operands else { continue };
            let found = paths.iter().find_map(|word| {
                let path = context.model.resolved(run.index, &run.script.commands, word)?;
                let path = context.model.absolute(run.index, command, &path)?;
                let copied = (run.stage.items.start..run.index).rev().filter_map(|index| context.copied(index)).find(|copied| {
                    let sources = || copied.sources.iter().filter_map(|(_, source)| copied.lands_at(source.as_deref()?, false));
                    sources().any(|target| target == path) || copied.destination.as_deref().is_some_and(|target| target != "/" && (target == path || is_below(target, &path)))
                })?;
                Some((copied, context.file.items()[copied.item].instruction.flag("chmod").is_none()))
            });
            let Some((copied, true)) = found else { continue };
            let item = &context.file.items()[copied.item];
            let message = "this stores the file a second time, in a layer of its own; COPY --chmod sets the mode at once";
            let finding = RULE.finding(run.item.absolute(command.span), message).related(item.absolute(item.instruction.keyword_span), "copied here");
            let octal = match &*mode.text {
                "+x" | "a+x" | "u+x" => Some("755"),
                text if text.len() >= 3 && text.bytes().all(|byte| byte.is_ascii_digit()) => Some(text),
                _ => None,
            };
            // All that is copied gets the mode, so it has to be one file, and the RUN must do nothing else.
            let lone = run.script.commands.len() == 1 && paths.len() == 1 && copied.sources.len() == 1 && run.index == copied.item + 1 && run.item.instruction.flags.is_empty();
            let fix = octal.filter(|_| lone).zip(delete(context, run.item)).map(|(mode, gone)| Fix::review("Use COPY --chmod", vec![add_flag(item, &format!("--chmod={mode}")), gone]));
            out.push(finding.maybe_fix(fix));
        }
    }
}
