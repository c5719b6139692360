//! Lists of packages that are fetched in another RUN than the packages.

use super::{Check, Context, Finding, Profile, Rule, Run, Severity};
use crate::model::steps::{PackageAction, package_command};

/// See the page.
pub static RULE: Rule = Rule {
    id: "apt-update-alone",
    severity: Severity::Warning,
    aliases: &["CIS-DI-0007", "CKV_DOCKER_5", "DS-0017"],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/apt-update-alone.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let runs: Vec<Run> = context.runs().collect();
    for (at, run) in runs.iter().enumerate() {
        // Lists that live in a cache mount are not what the layer cache holds.
        if run.item.instruction.mounts().next().is_some() || !run.script.understood {
            continue;
        }
        let commands = &run.script.commands;
        let Some((updates, manager)) = commands.iter().find_map(|command| {
            let found = package_command(command).filter(|found| found.action == PackageAction::Update && matches!(found.manager.id.as_str(), "apt" | "apk"))?;
            Some((command, found.manager.id.as_str()))
        }) else {
            continue;
        };
        // A RUN that reads the lists, by whatever command, has a use for them.
        let busy = commands.iter().any(|command| {
            let housekeeping = matches!(command.name(), "set" | "echo" | "true" | "rm" | ":" | "mkdir" | "sed");
            let only_updates = package_command(command).is_some_and(|found| matches!(found.action, PackageAction::Update | PackageAction::Upgrade));
            !housekeeping && !only_updates
        });
        if busy {
            continue;
        }
        let installs = runs[at + 1..].iter().take_while(|later| later.stage.index == run.stage.index).find_map(|later| {
            let mut own_update = false;
            later.script.commands.iter().find_map(|command| {
                let found = package_command(command).filter(|found| found.manager.id == manager)?;
                own_update |= found.action == PackageAction::Update;
                (found.action == PackageAction::Install && !own_update).then(|| later.item.absolute(command.span))
            })
        });
        let Some(installs) = installs else { continue };
        let message = "the layer cache keeps these lists for as long as this line stays the same, so packages that a later RUN installs come from an old list; run both in one RUN";
        out.push(RULE.finding(run.item.absolute(updates.span), message).related(installs, "installed here"));
    }
}
