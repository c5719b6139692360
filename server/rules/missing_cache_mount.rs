//! Downloads that each build repeats, though a cache mount would keep them.

use super::cache_targets::{cache_uses, without_cache};
use super::mount_targets::mount_targets;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::ecosystems::StepKind;
use crate::model::copies::is_below;
use crate::model::steps::tests_only;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "missing-cache-mount",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/missing-cache-mount.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs().filter(|run| !run.item.instruction.is_json()) {
        let shipped = context.is_shipped(run.stage);
        let Some(uses) = cache_uses(context, &run) else { continue };
        let mut missing: Vec<String> = Vec::new();
        let mut first = None;
        for found in &uses {
            // In what is shipped, a cache that stays is another matter.
            let told_elsewhere = shipped && matches!(found.step.ecosystem.as_str(), "pip" | "yarn");
            if told_elsewhere || without_cache(context, run.index, found.command, found.step) || tests_only(found.command) || is_offline(context, &run, found) {
                continue;
            }
            let known = |target: &String| mount_targets(context, &run).any(|mount| mount.covers(target)) || missing.contains(target);
            let also = mount_targets(context, &run).any(|mount| found.step.also_caches.iter().any(|place| mount.covers(place)));
            let new: Vec<_> = found.targets.iter().filter(|target| !also && !known(target)).cloned().collect();
            if !new.is_empty() && mount_targets(context, &run).all(|mount| mount.kind != "cache" || mount.target.is_some()) {
                first.get_or_insert(found.command.span);
                missing.extend(new);
            }
        }
        // What another stage takes over must be in the layer.
        let read = |target: &String| copied_paths(context, run.stage.index).any(|path| is_below(&path, target) || is_below(target, &path));
        let Some(span) = first.filter(|_| !missing.iter().any(read)) else { continue };
        let list: Vec<_> = missing.iter().map(|target| format!("`{target}`")).collect();
        let start = run.item.absolute(run.item.instruction.rest_span()).start as usize;
        let mounts: String = missing.iter().map(|target| format!("--mount=type=cache,target={target} ")).collect();
        let fix = Fix::review("Mount a cache", vec![replace(Span::new(start, start), mounts)]);
        let message = format!("each run of this downloads everything again; a cache mount at {} keeps it between builds", list.join(" and "));
        out.push(RULE.finding(run.item.absolute(span), message).fix(fix));
    }
}

/// A compile step behind an installation of the same ecosystem in the stage finds its modules in the layer.
fn is_offline(context: &Context, run: &super::Run, found: &super::cache_targets::CacheUse) -> bool {
    if found.step.kind == StepKind::Install || found.step.ecosystem == "go" {
        return false;
    }
    let (chain, _) = context.model.base_chain(run.stage);
    let earlier = context.runs_of(&chain).filter(|earlier| earlier.index < run.index);
    let fetched = |command: &crate::syntax::Command| {
        crate::model::steps::step(command).is_some_and(|step| step.kind == StepKind::Install && step.ecosystem == found.step.ecosystem)
    };
    earlier.flat_map(|earlier| &earlier.script.commands).any(fetched)
}

/// Absolute paths that other stages copy from a stage.
fn copied_paths(context: &Context, stage: usize) -> impl Iterator<Item = String> {
    let references = context.model.references.iter().filter(move |reference| reference.target == crate::model::stage::Target::Stage(stage));
    references.filter_map(|reference| context.copied(reference.item)).flat_map(|copied| {
        copied.sources.iter().filter_map(|(_, path)| path.clone()).collect::<Vec<_>>()
    })
}
