//! `apt`, which is made for people, in a script.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::model::steps::package_command;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "apt-use-apt-get",
    severity: Severity::Information,
    aliases: &["CKV_DOCKER_9", "DL3027"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/apt-use-apt-get.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        for command in run.script.commands.iter().filter(|command| command.name() == "apt") {
            let name = run.item.absolute(command.name_span());
            let verb = package_command(command).map(|found| &*found.verb.text);
            let program = match verb {
                Some("show" | "policy" | "search" | "depends" | "rdepends") => Some("apt-cache"),
                // apt-get has no counterpart.
                None | Some("list" | "edit-sources" | "full-upgrade") => None,
                Some(_) => Some("apt-get"),
            };
            // What is written may be a path, or be quoted.
            let ends_with_name = context.file.source().slice(name).ends_with("apt");
            let edit = |program: &str| replace(Span::new(name.end as usize - "apt".len(), name.end as usize), program);
            let fix = program.filter(|_| ends_with_name).map(|program| Fix::safe(format!("Use {program}"), vec![edit(program)]));
            let message = format!("apt is for people, and its output and options may change; scripts use {}", program.unwrap_or("apt-get"));
            out.push(RULE.finding(name, message).maybe_fix(fix));
        }
    }
}
