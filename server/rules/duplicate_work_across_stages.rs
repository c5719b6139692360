//! The same heavy work in two stages.

use std::collections::HashMap;

use super::build_signals::shown;
use super::{Check, Context, Finding, Profile, Rule, Run, Severity};
use crate::knowledge::ecosystems::StepKind;
use crate::model::stage::{Base, Stage};
use crate::model::steps::{PackageAction, package_command, step};
use crate::syntax::{Command, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "duplicate-work-across-stages",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/duplicate-work-across-stages.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    if context.model.stages.len() < 2 {
        return;
    }
    let heavy: Vec<(Run, &Command)> = context.runs().filter_map(|run| Some((run, run.script.commands.iter().find(|command| is_heavy(command))?))).collect();
    let mut told = Vec::new();
    let mut known: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, (run, command)) in heavy.iter().enumerate() {
        let text = run.item.instruction.rest_text().split_whitespace().collect::<Vec<_>>().join(" ");
        let same = known.entry(text).or_default();
        let earlier = same.iter().map(|at| &heavy[*at]).find(|(other, _)| other.stage.index != run.stage.index && !told.contains(&other.index));
        same.push(at);
        let Some((other, other_command)) = earlier else { continue };
        let related = |stage: &Stage, to: &Stage| context.model.base_chain(stage).0.iter().any(|below| below.index == to.index);
        if related(run.stage, other.stage) || related(other.stage, run.stage) || !same_base(context, run.stage, other.stage) || !same_input(context, (run, command), (other, other_command)) || same_beginning(context, run, other) {
            continue;
        }
        told.push(run.index);
        let message = format!("`{}` is done in {} as well; do it once, in a stage that both are built on or copy from", shown(command), other.stage.label());
        out.push(RULE.finding(run.item.absolute(command.span), message).related(other.item.absolute(other.item.instruction.header_span()), "the same work"));
    }
}

/// Work that is told by its words: packages by name, or dependencies of manifests. What a compiler does depends on the sources before it.
fn is_heavy(command: &Command) -> bool {
    // Bringing the installer itself up to date takes no time.
    let installer = |word: &str| matches!(word, "pip" | "setuptools" | "wheel");
    if package_command(command).is_some_and(|found| found.manager.id == "pip" && !found.packages.is_empty() && found.packages.iter().all(|word| installer(&word.text))) {
        return false;
    }
    step(command).is_some_and(|step| step.kind == StepKind::Install) || package_command(command).is_some_and(|found| found.action == PackageAction::Install && found.packages.len() > 1)
}

/// Whether two installations of dependencies read the same files: those of the last COPY before them.
fn same_input(context: &Context, one: (&Run, &Command), other: (&Run, &Command)) -> bool {
    if step(one.1).is_none() {
        return true;
    }
    let last = |run: &Run| {
        let before = (run.stage.items.start..run.index).rev().map(|index| &context.file.items()[index].instruction);
        before.into_iter().find(|instruction| matches!(instruction.keyword, Keyword::Copy | Keyword::Add)).map(|copy| copy.text.clone())
    };
    last(one.0) == last(other.0)
}

fn same_base(context: &Context, one: &Stage, other: &Stage) -> bool {
    match (context.model.base_chain(one).1, context.model.base_chain(other).1) {
        (Base::Image(one), Base::Image(other)) => one == other,
        _ => false,
    }
}

/// Where everything up to the work is the same, the builder does it once by itself.
fn same_beginning(context: &Context, one: &Run, other: &Run) -> bool {
    let texts = |run: &Run| -> Vec<String> { (run.stage.items.start..run.index).map(|index| context.file.items()[index].instruction.text.to_string()).collect() };
    one.stage.base == other.stage.base && texts(one) == texts(other)
}
