//! A cache mount for apt in an image that deletes what apt downloads.

use super::mount_targets::mount_targets;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::images;
use crate::model::stage::Base;
use crate::model::steps::{PackageAction, package_command};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "apt-cache-mount-docker-clean",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/apt-cache-mount-docker-clean.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let installs = |command| package_command(command).is_some_and(|found| found.manager.id == "apt" && found.action != PackageAction::Other);
        if !run.script.commands.iter().any(installs) {
            continue;
        }
        let (chain, base) = context.model.base_chain(run.stage);
        let Base::Image(image) = base else { continue };
        if images::family(image).and_then(|family| family.shell.as_deref()) != Some("dash") {
            continue;
        }
        // Whoever names the file, or writes a configuration of apt, has thought of it.
        let mut before = chain.iter().flat_map(|stage| stage.items.clone()).filter(|index| *index <= run.index);
        if before.any(|index| context.file.items()[index].instruction.text.contains("docker-clean") || context.file.items()[index].instruction.text.contains("apt.conf")) {
            continue;
        }
        let Some(mount) = mount_targets(context, &run).find(|mount| mount.kind == "cache" && mount.covers("/var/cache/apt/archives")) else { continue };
        let start = run.item.absolute(run.item.instruction.rest_span()).start as usize;
        let shell_form = !run.item.instruction.is_json() && run.item.instruction.heredocs.is_empty();
        let fix = shell_form.then(|| {
            let edit = replace(Span::new(start, start), "rm -f /etc/apt/apt.conf.d/docker-clean && ");
            Fix::review("Remove the clean-up file of the image first", vec![edit])
        });
        let message = "the mount stays empty: the image's /etc/apt/apt.conf.d/docker-clean deletes each package after its installation; remove that file first";
        out.push(RULE.finding(run.item.absolute(mount.target_span), message).maybe_fix(fix));
    }
}
