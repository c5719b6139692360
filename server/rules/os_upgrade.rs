//! An upgrade of the whole system in a layer.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::steps::{PackageAction, package_command};

/// See the page.
pub static RULE: Rule = Rule {
    id: "os-upgrade",
    severity: Severity::Warning,
    aliases: &["DKL-DI-0003", "DL3035", "DS-0024"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/os-upgrade.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        for command in &run.script.commands {
            let Some(found) = package_command(command).filter(|found| found.manager.system && found.action == PackageAction::Upgrade) else { continue };
            // With packages, it is they that are brought up to date.
            if !found.packages.is_empty() {
                continue;
            }
            let finding = RULE.finding(run.item.absolute(found.verb.span), "");
            out.push(match &*found.verb.text {
                "dist-upgrade" | "full-upgrade" | "dup" | "distro-sync" => {
                    let message = format!("`{} {}` may exchange and remove packages of the base image; take a newer base image instead", command.name(), found.verb.text);
                    let finding = Finding { message, ..finding };
                    match found.manager.id.as_str() {
                        "zypper" => finding.aliased(&["DL3035"]),
                        "apt" => finding.aliased(&["DKL-DI-0003", "DS-0024"]).only(&[Profile::Strict]),
                        _ => finding.aliased(&[]).only(&[Profile::Strict]),
                    }
                }
                _ => {
                    let message = "the result depends on the day, and what is replaced stays in the layers below; rebuild on a newer base image where there is one";
                    let finding = Finding { message: message.to_owned(), ..finding }.severity(Severity::Hint);
                    finding.aliased(&[]).only(&[Profile::Strict])
                }
            });
        }
    }
}
