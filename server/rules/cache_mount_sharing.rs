//! A cache mount that two builds may write at once although the tool cannot bear that.

use super::mount_targets::mount_targets;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::model::copies::is_below;
use crate::model::steps::{package_command, step};

/// See the page.
pub static RULE: Rule = Rule {
    id: "cache-mount-sharing",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/cache-mount-sharing.md"),
    check: Check::File(check),
};

/// Folders of a tool of which only one process at a time may make use. Their locks hold within one container, or make the second process fail.
const PLACES: [(&str, &[&str]); 5] = [
    ("apt", &["/var/cache/apt", "/var/lib/apt"]),
    ("dnf", &["/var/cache/dnf", "/var/cache/libdnf5"]),
    ("yum", &["/var/cache/yum"]),
    ("zypper", &["/var/cache/zypp"]),
    ("gradle", &["/root/.gradle", "/home/gradle/.gradle"]),
];

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        for ((word, mount), place) in run.item.instruction.mounts().filter(|(_, mount)| mount.fields.is_some()).zip(mount_targets(context, &run)) {
            let exclusive = matches!(place.field(&["sharing"]), Some("locked" | "private"));
            let Some(target) = place.target.as_deref().filter(|_| place.kind == "cache" && !exclusive) else { continue };
            let tool = PLACES.iter().find(|(_, folders)| folders.iter().any(|folder| is_below(target, folder))).map(|(tool, _)| *tool);
            let Some(tool) = tool.filter(|tool| uses(&run, tool)) else { continue };
            let given = mount.fields.iter().flatten().find(|field| field.key == "sharing");
            let span = given.map_or(place.target_span, |field| run.item.instruction.span_in(word, field.range.clone()));
            let message = format!("{tool} needs `{target}` for itself, but two builds at once may write this cache; say `sharing=locked`");
            let fix = word.is_plain_source().then(|| {
                let edit = match given {
                    Some(_) => replace(run.item.absolute(span), "sharing=locked"),
                    None => replace(run.item.absolute(word.span), format!("{},sharing=locked", word.text)),
                };
                Fix::review("Let builds wait for each other", vec![edit])
            });
            out.push(RULE.finding(run.item.absolute(span), message).maybe_fix(fix));
        }
    }
}

/// Whether a RUN calls a tool.
fn uses(run: &Run, tool: &str) -> bool {
    run.script.commands.iter().any(|command| {
        let manager = package_command(command).is_some_and(|found| found.manager.id == tool);
        manager || command.name() == tool || step(command).is_some_and(|step| step.ecosystem == tool)
    })
}
