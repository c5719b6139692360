//! Packages for development that end up in what is shipped.

use super::build_signals::{for_production, is_application, shown, starts_development};
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::knowledge::ecosystems::{Step, StepKind};
use crate::model::artifacts::option_value;
use crate::model::copies::{CopiedFrom, basename};
use crate::model::stage::Stage;
use crate::model::steps::step;
use crate::syntax::{Command, ShellWord};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "dev-dependencies-in-runtime",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/dev-dependencies-in-runtime.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(last) = context.model.stages.last().filter(|last| is_application(context, last) && !starts_development(last)) else { return };
    if no_dev_dependencies(context) {
        return;
    }
    let (chain, _) = context.model.base_chain(last);
    for run in context.runs_of(&chain) {
        for (index, command) in run.script.commands.iter().enumerate() {
            if let Some(file) = development_requirements(command) {
                let message = format!("`{}` is for development, and what it lists is shipped", file.text);
                out.push(RULE.finding(run.item.absolute(file.span), message));
            } else if let Some(step) = fetches_dev(context, run.index, command).filter(|step| !pruned(context, &chain, &run, index, step)) {
                let fix = step.production_flag.as_ref().zip(verb(command)).map(|(flag, verb)| {
                    let end = run.item.absolute(verb.span).end as usize;
                    Fix::review(format!("Add {flag}"), vec![replace(Span::new(end, end), format!(" {flag}"))])
                });
                let hint = step.production_flag.as_ref().map_or(String::new(), |flag| format!("; add `{flag}`"));
                let message = format!("`{}` also installs what only development needs, and that is shipped{hint}", shown(command));
                out.push(RULE.finding(run.item.absolute(command.span), message).maybe_fix(fix));
            }
        }
    }
    copied_modules(context, last, out);
}

/// `COPY --from=builder /app/node_modules`, where the builder installed everything.
fn copied_modules(context: &Context, last: &Stage, out: &mut Vec<Finding>) {
    for copied in context.copies_of(last.index) {
        let CopiedFrom::Stage(source) = copied.from else { continue };
        let (chain, _) = context.model.base_chain(&context.model.stages[source]);
        for (word, path) in &copied.sources {
            let Some(path) = path else { continue };
            let modules = basename(path) == "node_modules";
            let runs: Vec<_> = context.runs_of(&chain).collect();
            // The last installation into that folder decides what is in it.
            let found = runs.iter().rev().find_map(|run| {
                run.script.commands.iter().enumerate().rev().find_map(|(index, command)| {
                    let step = step(command).filter(|step| step.kind == StepKind::Install && step.dev && step.manifests.first().is_some_and(|name| name == "package.json"))?;
                    let folder = context.model.absolute(run.index, command, ".")?;
                    let path = path.trim_end_matches('/');
                    let same = if modules { path == format!("{}/node_modules", folder.trim_end_matches('/')) } else { path == folder };
                    same.then_some((run, index, command, step))
                })
            });
            let Some((run, index, command, step)) = found else { continue };
            if for_production(context, run.index, command, step) || pruned(context, &chain, run, index, step) {
                continue;
            }
            let item = &context.file.items()[copied.item];
            let message = format!("`{path}` holds what only development needs: install for production in a stage of its own, or prune before this");
            out.push(RULE.finding(item.absolute(word.span), message).related(run.item.absolute(command.span), format!("`{}` installs everything", shown(command))));
        }
    }
}

fn fetches_dev(context: &Context, item: usize, command: &Command) -> Option<&'static Step> {
    step(command).filter(|step| step.dev && step.kind == StepKind::Install && !for_production(context, item, command, step))
}

/// `pip install -r requirements-dev.txt`.
fn development_requirements(command: &Command) -> Option<ShellWord> {
    step(command).filter(|step| step.ecosystem == "pip")?;
    let file = option_value(command.arguments(), &["-r", "--requirement"])?;
    let name = basename(file.literal()?).to_ascii_lowercase();
    let is_word = |word: &str| name.split(['-', '_', '.']).any(|part| part == word);
    (is_word("dev") || is_word("development") || is_word("test") || is_word("tests")).then_some(file)
}

fn verb(command: &Command) -> Option<&ShellWord> {
    command.arguments().iter().find(|word| !word.text.starts_with('-')).or(command.argv().first())
}

/// Whether something after the command, in its RUN or a later one, removes the packages again. Only the same RUN makes the layer smaller, but the
/// packages are out of reach in both cases when the folder is copied on.
fn pruned(context: &Context, chain: &[&Stage], run: &Run, index: usize, step: &Step) -> bool {
    let prunes = |command: &Command| {
        let has = |text: &str| command.has(text);
        (command.name() == step.ecosystem && (has("prune") || has("deploy") || has("focus")))
            || (crate::model::steps::step(command).is_some_and(|other| other.ecosystem == step.ecosystem) && for_production(context, run.index, command, step))
            || (command.name() == "rm" && command.arguments().iter().any(|word| basename(&word.text) == "node_modules"))
            || command.name() == "npx" && has("next-prune")
    };
    context.runs_of(chain).filter(|other| other.index >= run.index).any(|other| {
        other.script.commands.iter().enumerate().any(|(at, command)| (other.index > run.index || at > index) && prunes(command))
    })
}

/// The manifest in the folder says that there is nothing for development only.
fn no_dev_dependencies(context: &Context) -> bool {
    let Some(text) = context.workspace.text("package.json") else { return false };
    let Ok(manifest) = serde_json::from_str::<serde_json::Value>(&text) else { return false };
    manifest.get("devDependencies").and_then(serde_json::Value::as_object).is_none_or(serde_json::Map::is_empty)
}
