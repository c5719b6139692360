//! Sources that are copied before the dependencies are installed.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::knowledge::ecosystems::{Step, StepKind};
use crate::model::artifacts::option_value;
use crate::model::copies::{Copied, CopiedFrom, basename, is_below};
use crate::model::steps::step;
use crate::syntax::Command;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-source-before-deps-install",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/copy-source-before-deps-install.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let mut told = Vec::new();
    for run in context.runs() {
        let Some((command, step)) = run.script.commands.iter().find_map(|command| Some((command, installs(command)?))) else { continue };
        if run.item.instruction.mounts().any(|(_, mount)| mount.fields.iter().flatten().any(|field| field.key == "type" && field.value.as_deref() == Some("bind"))) {
            continue;
        }
        let own = run.stage.items.start..run.index;
        let copies: Vec<_> = own.clone().filter_map(|index| context.copied(index)).filter(|copied| copied.from == CopiedFrom::Context).collect();
        let broad = copies.iter().find_map(|copied| Some((copied, copied.sources.iter().find(|(word, _)| is_broad(&word.text))?)));
        let Some((copied, (word, _))) = broad.filter(|(copied, _)| !told.contains(&copied.item)) else { continue };
        if !reaches(context, &run, command, copied) {
            continue;
        }
        // Manifests on their own, or an installation, before the sources: then this is a second step.
        let before = |index: usize| index < copied.item;
        let manifests = copies.iter().any(|other| before(other.item) && other.sources.iter().any(|(source, _)| names_manifest(&source.text, step)));
        let installed = context.runs().any(|earlier| own.contains(&earlier.index) && before(earlier.index) && earlier.script.commands.iter().any(|command| installs(command).is_some_and(|other| other.ecosystem == step.ecosystem)));
        if manifests || installed {
            continue;
        }
        told.push(copied.item);
        let item = &context.file.items()[copied.item];
        let what = super::build_signals::shown(command);
        let message = format!("every edit of a source runs `{what}` again; copy {} first, install, and copy the rest then", listed(step, command, copied));
        let finding = RULE.finding(item.absolute(word.span), message).related(run.item.absolute(command.span), "dependencies are installed here");
        out.push(finding.maybe_fix(fix(context, &run, copied, step, command)));
    }
}

/// The step, if it needs the manifests alone.
fn installs(command: &Command) -> Option<&'static Step> {
    let step = step(command).filter(|step| step.kind == StepKind::Install && !step.manifests.is_empty())?;
    // `pip install .` builds the project, which needs the sources.
    let of_a_file = step.ecosystem != "pip" || option_value(command.arguments(), &["-r", "--requirement"]).is_some();
    let of_sources = command.arguments().iter().any(|word| word.is(".") || word.text.starts_with("./") || word.is("-e") || word.text.starts_with(".["));
    (of_a_file && !of_sources).then_some(step)
}

fn is_broad(source: &str) -> bool {
    matches!(source, "." | "./" | "*" | "./*" | "/")
}

/// Whether the sources land where the command runs.
fn reaches(context: &Context, run: &Run, command: &Command, copied: &Copied) -> bool {
    match (context.model.absolute(run.index, command, "."), &copied.destination) {
        (Some(folder), Some(destination)) => is_below(&folder, destination),
        _ => false,
    }
}

fn names_manifest(source: &str, step: &Step) -> bool {
    let name = basename(source);
    let stem = |manifest: &str| manifest.split('.').next().unwrap_or_default().to_owned();
    step.manifests.iter().any(|manifest| manifest == name || globset::Glob::new(name).is_ok_and(|glob| name.contains('*') && name.len() > 1 && glob.compile_matcher().is_match(manifest)))
        || (step.ecosystem == "pip" && name.ends_with(".txt"))
        || (step.ecosystem == "dotnet" && (name.ends_with("proj") || name.ends_with(".sln")))
        || step.manifests.first().is_some_and(|manifest| name.starts_with(&stem(manifest)) && !stem(manifest).contains('*'))
}

/// The manifests as COPY would name them; a lock file that may not be there gets a star.
fn manifests(step: &Step, command: &Command) -> Vec<String> {
    if let Some(file) = option_value(command.arguments(), &["-r", "--requirement"]) {
        return vec![file.text.to_string()];
    }
    match &step.wildcard {
        Some(pattern) => vec![pattern.clone()],
        None => step.manifests.iter().enumerate().map(|(at, name)| if at == 0 { name.clone() } else { format!("{name}*") }).collect(),
    }
}

fn listed(step: &Step, command: &Command, copied: &Copied) -> String {
    let folder = copied.destination.as_deref().unwrap_or_default();
    let short = |name: &str| name.strip_prefix(folder).filter(|rest| rest.starts_with('/')).map_or(name, |rest| &rest[1..]).trim_end_matches('*').to_owned();
    let names: Vec<_> = manifests(step, command).iter().map(|name| format!("`{}`", short(name))).collect();
    names.join(" and ")
}

/// Copies the manifests first and moves the RUN up, if the RUN follows the COPY and does nothing but install.
fn fix(context: &Context, run: &Run, copied: &Copied, step: &Step, command: &Command) -> Option<Fix> {
    let only_this = run.script.commands.len() == 1 && run.script.understood && run.index == copied.item + 1;
    let names = manifests(step, command);
    if !only_this || step.ecosystem == "dotnet" || names.iter().any(|name| name.contains('/') || name.contains('$')) {
        return None;
    }
    let item = &context.file.items()[copied.item];
    let source = context.file.source();
    let between = source.slice(Span::new(item.end, run.item.start)).to_string();
    if !between.trim().is_empty() {
        return None;
    }
    let destination = &copied.destination_word.text;
    let folder = if destination.ends_with('/') { destination.to_string() } else { format!("{destination}/") };
    let line_end = source.line_ending();
    let copy = format!("{} {} {folder}{line_end}", item.instruction.keyword_text(), names.join(" "));
    let install = source.slice(run.item.span()).to_string();
    let edits = vec![
        replace(Span::new(item.start, item.start), format!("{copy}{}{line_end}", install.trim_end())),
        replace(Span::new(item.end, run.item.end), ""),
    ];
    Some(Fix::review("Install dependencies before the sources are copied", edits))
}
