//! Packages of alpine that are removed one by one again.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::model::steps::{PackageAction, PackageCommand, package_command};

/// See the page.
pub static RULE: Rule = Rule {
    id: "apk-virtual",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/apk-virtual.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let found: Vec<PackageCommand> = run.script.commands.iter().filter_map(package_command).filter(|found| found.manager.id == "apk").collect();
        let removed: Vec<&str> = found.iter().filter(|found| found.action == PackageAction::Remove).flat_map(|found| &found.packages).map(|word| &*word.text).collect();
        for add in found.iter().filter(|found| found.action == PackageAction::Install && !found.has_option("-t") && !found.has_option("--virtual")) {
            let both: Vec<_> = add.packages.iter().filter(|word| removed.contains(&&*word.text)).collect();
            // One package is quickly named twice.
            let [first, _, ..] = &*both else { continue };
            let message = format!("{} of these packages are removed again by name; `apk add --virtual .build-deps` gives them one name for `apk del`", both.len());
            out.push(RULE.finding(run.item.absolute(first.span), message));
        }
    }
}
