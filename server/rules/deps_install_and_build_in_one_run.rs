//! Dependencies that are installed in the same RUN in which the sources are built.

use super::build_signals::shown;
use super::installations::{binds, early_sources, installs, names_manifest};
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::knowledge::ecosystems::StepKind;
use crate::model::copies::{Copied, CopiedFrom};
use crate::model::steps::{step, tests_only};
use crate::syntax::{Command, Joint};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "deps-install-and-build-in-one-run",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/deps-install-and-build-in-one-run.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs().filter(|run| run.script.understood && !binds(run)) {
        let commands = &run.script.commands;
        let Some((first, found)) = commands.iter().enumerate().find_map(|(at, command)| Some((at, installs(command)?))) else { continue };
        let builds = |command: &&Command| {
            step(command).is_some_and(|step| step.kind != StepKind::Install && family(&step.ecosystem) == family(&found.ecosystem)) && !tests_only(command)
        };
        let Some(build) = commands[first + 1..].iter().find(builds) else { continue };
        // Where no manifest was copied on its own, that is the fault, and another rule names it.
        if early_sources(context, &run).is_some() {
            continue;
        }
        let before = (run.stage.items.start..run.index).filter_map(|index| context.copied(index)).filter(|copied| copied.from == CopiedFrom::Context);
        let (manifests, sources): (Vec<_>, Vec<_>) = before.partition(|copied| copied.sources.iter().all(|(word, _)| names_manifest(&word.text, found)));
        let (Some(manifest), Some(source)) = (manifests.first(), sources.iter().find(|copied| copied.item > manifests.first().map_or(0, |first| first.item))) else { continue };
        let message = format!("every edit of a source runs `{}` again, as `{}` in the same RUN needs the sources; install in a RUN before they are copied", shown(&commands[first]), shown(build));
        let finding = RULE.finding(run.item.absolute(commands[first].span), message);
        let place = &context.file.items()[source.item];
        let finding = finding.related(place.absolute(place.instruction.header_span()), "the sources are copied here");
        out.push(finding.maybe_fix(fix(context, &run, manifest, source, first)));
    }
}

/// The tools of JavaScript build what any of its package managers installs.
fn family(ecosystem: &str) -> &str {
    if matches!(ecosystem, "npm" | "yarn" | "pnpm" | "bun" | "javascript") { "javascript" } else { ecosystem }
}

/// Moves the installation before the COPY of the sources, if the RUN begins with it.
fn fix(context: &Context, run: &Run, manifest: &Copied, source: &Copied, first: usize) -> Option<Fix> {
    let commands = &run.script.commands;
    let next = commands.get(first + 1).filter(|next| next.joint == Joint::And)?;
    let item = &context.file.items()[source.item];
    let (start, end) = (run.item.absolute(commands[first].span).start as usize, run.item.absolute(next.span).start as usize);
    let text = context.file.source();
    let install = text.slice(run.item.absolute(commands[first].span));
    let moved = Span::new(start, end);
    if first > 0 || manifest.item >= source.item || !run.item.instruction.heredocs.is_empty() || text.slice(moved).contains('#') || install.contains('\n') {
        return None;
    }
    let head = text.slice(Span::new(run.item.start, start));
    let line_end = text.line_ending();
    let edits = vec![replace(Span::new(item.start, item.start), format!("{head}{install}{line_end}")), replace(moved, "")];
    Some(Fix::review("Install before the sources are copied", edits))
}
