//! Compilers and headers that are installed into what is shipped.

use super::build_packages_found::{build_installs, removed_later};
use super::build_signals::{base_family, is_application};
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::build_packages::Purpose;

/// See the page.
pub static RULE: Rule = Rule {
    id: "build-tools-in-final",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/build-tools-in-final.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(last) = context.model.stages.last().filter(|last| is_application(context, last)) else { return };
    // The base image already brings a toolchain, and that is told at FROM.
    if base_family(context, last).is_some_and(|family| family.kind == "toolchain") {
        return;
    }
    for install in build_installs(context) {
        if removed_later(context, &install).is_some() {
            continue;
        }
        let heavy = install.packages.iter().any(|(_, purpose)| *purpose == Purpose::Build);
        let named: Vec<_> = install.packages.iter().filter(|(_, purpose)| !heavy || *purpose == Purpose::Build).collect();
        let Some(((first, _), rest)) = named.split_first() else { continue };
        let item = &context.file.items()[install.item];
        let more = match rest.len() {
            0 => String::new(),
            1 => format!(" and `{}`", rest[0].0.text),
            count => format!(" and {count} more"),
        };
        let message = if heavy {
            let verbs = if rest.is_empty() { "serves to build and stays" } else { "serve to build and stay" };
            format!("`{}`{more} {verbs} in the image; install such packages in a stage of their own and copy the result", first.text)
        } else {
            let verb = if rest.is_empty() { "stays" } else { "stay" };
            format!("`{}`{more} {verb} in the image; what only fetches something here can do so in a stage of its own", first.text)
        };
        let mut finding = RULE.finding(item.absolute(first.span), message);
        if !heavy {
            finding = finding.severity(Severity::Hint);
        }
        for (word, _) in rest.iter().take(4) {
            finding = finding.related(item.absolute(word.span), "this too");
        }
        out.push(finding);
    }
}
