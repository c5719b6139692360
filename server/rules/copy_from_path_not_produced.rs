//! A COPY out of a stage that names another place than the one where the build puts the file.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::artifacts::is_artifact;
use crate::model::copies::{CopiedFrom, basename, is_below};

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-from-path-not-produced",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/copy-from-path-not-produced.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items() {
        let Some(copied) = context.copied(index) else { continue };
        let CopiedFrom::Stage(source) = copied.from else { continue };
        let Some(builder) = context.model.stages.get(source).filter(|_| source < copied.stage) else { continue };
        let (chain, _) = context.model.base_chain(builder);
        let runs: Vec<_> = context.runs_of(&chain).collect();
        if runs.is_empty() || runs.iter().any(|run| !run.script.understood) {
            continue;
        }
        let artifacts: Vec<_> = context.artifacts_of(&chain).collect();
        for (word, path) in &copied.sources {
            let Some(path) = path.as_deref().filter(|path| !path.contains(['*', '?']) && !path.ends_with('/')) else { continue };
            let path: String = crate::model::config::join("/", path).into();
            let name = basename(&path);
            let Some(near) = artifacts.iter().find(|artifact| !artifact.is_folder && basename(&artifact.path) == name && artifact.path != path) else { continue };
            // Anything else that may put a file there: another build, a COPY, a command that names it.
            let built = artifacts.iter().any(|artifact| is_artifact(artifact, &path));
            let brought = context.copies_of(source).any(|other| {
                other.destination.as_deref().is_none_or(|target| target == path || (is_below(&path, target) && target != "/") || other.sources.iter().any(|(word, _)| basename(&word.text) == name))
            });
            let named = runs.iter().flat_map(|run| run.script.commands.iter().enumerate().map(move |(at, command)| (run.index, at, command))).any(|(run, at, command)| {
                (run != near.item || at != near.command) && command.argv().iter().any(|word| basename(&word.text) == name || word.variables().next().is_some())
            });
            if built || brought || named || name.is_empty() {
                continue;
            }
            let message = format!("nothing in {} makes `{path}`; the build puts it at `{}`", builder.label(), near.path);
            let fix = (word.is_plain_source()).then(|| Fix::review(format!("Copy {}", near.path), vec![replace(item.absolute(word.span), near.path.clone())]));
            out.push(RULE.finding(item.absolute(word.span), message).maybe_fix(fix));
        }
    }
}
