//! A virtual environment that is copied to another place, or to another version of Python.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::copies::CopiedFrom;
use crate::model::stage::{Base, Stage};
use crate::syntax::{Command, ShellWord};

/// See the page.
pub static RULE: Rule = Rule {
    id: "python-venv-path",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/python-venv-path.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items() {
        let Some(copied) = context.copied(index) else { continue };
        let CopiedFrom::Stage(source) = copied.from else { continue };
        let (Some(builder), Some(into)) = (context.model.stages.get(source), context.model.stages.get(copied.stage)) else { continue };
        let (chain, _) = context.model.base_chain(builder);
        let runs: Vec<_> = context.runs_of(&chain).collect();
        for (word, path) in &copied.sources {
            let Some(path) = path.as_deref().map(|path| path.trim_end_matches('/').to_owned()) else { continue };
            let made = runs.iter().any(|run| run.script.commands.iter().any(|command| environment(command).and_then(|folder| context.model.absolute(run.index, command, &folder)).as_deref() == Some(&*path)));
            // Whoever asked for a relocatable one, or mends the scripts, knows.
            let mended = runs.iter().any(|run| run.item.instruction.text.contains("relocatable") || run.item.instruction.text.contains("sed "));
            if !made || mended {
                continue;
            }
            let target = copied.destination.as_deref().map(|target| target.trim_end_matches('/'));
            // An environment that was made at the destination before is filled, not moved.
            let (own, _) = context.model.base_chain(into);
            let made_here = context.runs_of(&own).filter(|run| run.index < index).any(|run| {
                run.script.commands.iter().any(|command| {
                    let folder = environment_word(command).and_then(|word| context.model.resolved(run.index, &run.script.commands, word));
                    folder.and_then(|folder| context.model.absolute(run.index, command, &folder)).as_deref() == target
                })
            });
            if let Some(target) = target.filter(|target| *target != path && !made_here) {
                let message = format!("a virtual environment works at the path where it was made: its scripts name `{path}/bin/python`, and here it becomes `{target}`");
                out.push(RULE.finding(item.absolute(copied.destination_word.span), message));
            } else if let (Some(built), Some(runs)) = (python(context, builder), python(context, into))
                && built != runs
            {
                let message = format!("this environment is made for Python {built}, and the image has {runs}: it finds none of the packages");
                out.push(RULE.finding(item.absolute(word.span), message));
            }
        }
    }
}

/// The folder of a virtual environment that a command makes.
fn environment(command: &Command) -> Option<String> {
    environment_word(command).map(|word| word.text.trim_end_matches('/').to_owned())
}

fn environment_word(command: &Command) -> Option<&ShellWord> {
    let arguments: Vec<&str> = command.arguments().iter().map(|word| &*word.text).collect();
    let skipped = match (command.name(), &*arguments) {
        (name, ["-m", "venv", ..]) if name.starts_with("python") => 2,
        ("virtualenv", _) => 0,
        ("uv", ["venv", ..]) => 1,
        _ => return None,
    };
    command.arguments()[skipped..].iter().find(|word| !word.text.starts_with('-'))
}

/// Major and minor version of the official image that a stage ends on.
fn python(context: &Context, stage: &Stage) -> Option<String> {
    let Base::Image(image) = context.model.base_chain(stage).1 else { return None };
    let tag = image.tag().filter(|_| image.familiar_name() == "python")?;
    let mut parts = tag.split(['-', '.']);
    let (major, minor) = (parts.next()?.parse::<u32>().ok()?, parts.next()?.parse::<u32>().ok()?);
    Some(format!("{major}.{minor}"))
}
