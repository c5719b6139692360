//! A cache mount at a place that no command of the RUN uses.

use super::cache_targets::cache_uses;
use super::mount_targets::mount_targets;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::steps::{package_command, step};

/// See the page.
pub static RULE: Rule = Rule {
    id: "cache-mount-wrong-target",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/cache-mount-wrong-target.md"),
    check: Check::File(check),
};

/// Where tools keep their downloads, wherever that may be.
const KNOWN_CACHES: [&str; 24] = [
    "/root/.npm",
    "/root/.cache/pip",
    "/root/.cache/uv",
    "/root/.cache/yarn",
    "/usr/local/share/.cache/yarn",
    "/root/.yarn",
    "/root/.local/share/pnpm/store",
    "/pnpm/store",
    "/root/.bun/install/cache",
    "/go/pkg/mod",
    "/root/go/pkg/mod",
    "/root/.cache/go-build",
    "/usr/local/cargo/registry",
    "/usr/local/cargo/git",
    "/usr/local/cargo/git/db",
    "/root/.cargo",
    "/root/.cargo/registry",
    "/root/.cargo/git",
    "/root/.m2",
    "/root/.m2/repository",
    "/root/.gradle",
    "/root/.nuget/packages",
    "/root/.cache/pypoetry",
    "/root/.composer/cache",
];

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let mounts: Vec<_> = mount_targets(context, &run).filter(|mount| mount.kind == "cache").collect();
        if mounts.is_empty() || !run.script.understood {
            continue;
        }
        // Only when each command is known can it be said that none uses the mount.
        let known = |command: &crate::syntax::Command| {
            step(command).is_some_and(|step| step.ecosystem != "c")
                || package_command(command).is_some()
                || matches!(command.name(), "" | "cd" | "set" | "export" | "echo" | "mkdir" | "cp" | "mv" | "rm" | "ls" | "true" | "strip" | "[")
        };
        if !run.script.commands.iter().all(known) || run.script.commands.iter().any(|command| package_command(command).is_some_and(|found| found.manager.system)) {
            continue;
        }
        let Some(uses) = cache_uses(context, &run) else { continue };
        let Some(first) = uses.first() else { continue };
        for mount in &mounts {
            let Some(target) = mount.target.as_deref().filter(|target| KNOWN_CACHES.contains(target)) else { continue };
            let used = uses.iter().any(|found| found.targets.iter().chain(&found.step.also_caches).any(|place| mount.covers(place)));
            if used {
                continue;
            }
            let covered = |place: &&String| mounts.iter().any(|other| other.covers(place));
            let better = first.targets.iter().find(|place| !covered(place));
            let hint = first.targets.first().map_or(String::new(), |place| format!("; that keeps its downloads in `{place}`"));
            let message = format!("nothing here uses `{target}`: the command is `{}`{hint}", first.command.name());
            let span = run.item.absolute(mount.target_span);
            let editable = context.file.source().slice(span) == target;
            let fix = better.filter(|_| editable).map(|place| Fix::review(format!("Mount {place} instead"), vec![replace(span, place.clone())]));
            out.push(RULE.finding(span, message).maybe_fix(fix));
        }
    }
}
