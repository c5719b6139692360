//! A file that is copied out of a stage, where it only lay in a mount.

use super::copied_artifacts::copied_artifacts;
use super::mount_targets::mount_targets;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::copies::{basename, is_below};
use crate::syntax::Command;

/// See the page.
pub static RULE: Rule = Rule {
    id: "artifact-under-cache-mount",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/artifact-under-cache-mount.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copied in copied_artifacts(context) {
        let Some(run) = context.run(copied.artifact.item) else { continue };
        let Some(mount) = mount_targets(context, &run).find(|mount| mount.is_scratchpad() && mount.target.as_deref().is_some_and(|target| is_below(&copied.path, target))) else { continue };
        let Some(target) = mount.target.clone() else { continue };
        // Something may put the file there for good, in this RUN or in one without the mount.
        let (chain, _) = context.model.base_chain(copied.builder);
        let writes = |command: &Command| matches!(command.name(), "cp" | "mv" | "install" | "rsync" | "tar") && command.arguments().iter().any(|word| basename(&word.text) == basename(&copied.path));
        let others = context.runs_of(&chain);
        let kept = others.into_iter().any(|other| {
            let unmounted = !mount_targets(context, &other).any(|mount| mount.covers(&target));
            other.index > run.index && unmounted && (!other.script.understood || other.script.commands.iter().any(writes))
        });
        let brought = context.copies_of(copied.builder.index).any(|other| other.destination.as_deref().is_some_and(|path| path != "/" && is_below(&copied.path, path) && is_below(path, &target)));
        if kept || brought || !run.script.understood {
            continue;
        }
        let item = &context.file.items()[copied.item];
        let message = format!("`{}` is not in that stage: it was built in the {} mount at `{target}`, which is gone when the RUN ends; copy it elsewhere in that RUN", copied.word.text, mount.kind);
        out.push(RULE.finding(item.absolute(copied.word.span), message).related(run.item.absolute(mount.target_span), "the mount"));
    }
}
