//! A RUN that changes the owner of what was just copied.

use super::lines::{add_flag, delete};
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::copies::is_below;

/// See the page.
pub static RULE: Rule = Rule {
    id: "chown-after-copy",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/chown-after-copy.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs().filter(|run| context.is_shipped(run.stage)) {
        for command in run.script.commands.iter().filter(|command| command.name() == "chown" && !command.conditional) {
            let operands: Vec<_> = command.arguments().iter().filter(|word| !word.text.starts_with('-')).collect();
            let [owner, paths @ ..] = &*operands else { continue };
            if command.arguments().iter().any(|word| word.text.starts_with("--from") || word.text.starts_with("--reference")) {
                continue;
            }
            let own = run.stage.items.start..run.index;
            let found = paths.iter().find_map(|word| {
                let path = context.model.resolved(run.index, &run.script.commands, word)?;
                let path = context.model.absolute(run.index, command, &path)?;
                let copies = own.clone().rev().filter_map(|index| context.copied(index));
                let copied = copies.into_iter().find(|copied| {
                    let item = &context.file.items()[copied.item];
                    item.instruction.flag("chown").is_none() && copied.destination.as_deref().is_some_and(|target| target != "/" && (target == path || is_below(target, &path)))
                })?;
                Some((word.span, copied))
            });
            let Some((_, copied)) = found.filter(|_| is_recursive(command) || paths.len() == 1) else { continue };
            let item = &context.file.items()[copied.item];
            let message = "this stores everything that it changes a second time, in a layer of its own; COPY --chown sets the owner at once";
            let finding = RULE.finding(run.item.absolute(command.span), message).related(item.absolute(item.instruction.keyword_span), "copied here");
            let lone = run.script.commands.len() == 1 && paths.len() == 1 && run.index == copied.item + 1 && run.item.instruction.flags.is_empty();
            let literal = owner.literal().filter(|owner| !owner.ends_with(':'));
            let fix = literal.filter(|_| lone).zip(delete(context, run.item)).map(|(owner, gone)| Fix::review("Use COPY --chown", vec![add_flag(item, &format!("--chown={owner}")), gone]));
            out.push(finding.maybe_fix(fix));
        }
    }
}

fn is_recursive(command: &crate::syntax::Command) -> bool {
    command.arguments().iter().any(|word| word.text.starts_with('-') && word.text.contains('R') || word.is("--recursive"))
}
