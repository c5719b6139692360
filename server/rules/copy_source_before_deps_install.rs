//! Sources that are copied before the dependencies are installed.

use super::installations::{EarlySources, early_sources};
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::knowledge::ecosystems::Step;
use crate::model::artifacts::option_value;
use crate::model::copies::Copied;
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
        let Some(early) = early_sources(context, &run).filter(|early| !told.contains(&early.copied.item)) else { continue };
        let EarlySources { copied, word, command, step } = early;
        told.push(copied.item);
        let item = &context.file.items()[copied.item];
        let what = super::build_signals::shown(command);
        let message = format!("every edit of a source runs `{what}` again; copy {} first, install, and copy the rest then", listed(step, command, copied));
        let finding = RULE.finding(item.absolute(word.span), message).related(run.item.absolute(command.span), "dependencies are installed here");
        out.push(finding.maybe_fix(fix(context, &run, copied, step, command)));
    }
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
