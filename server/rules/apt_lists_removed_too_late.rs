//! Lists or caches of a package manager that a later RUN removes.

use super::package_leftovers::leftovers;
use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "apt-lists-removed-too-late",
    severity: Severity::Warning,
    aliases: &["DL3009"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/apt-lists-removed-too-late.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let shipped = context.shipped();
    let mut told = Vec::new();
    for run in context.runs_of(&shipped) {
        for found in leftovers(context, &run) {
            let Some((item, span)) = found.cleaned_later.filter(|place| !told.contains(place)) else { continue };
            told.push((item, span));
            let aliases: &[&str] = if found.manager.id == "apt" { &["DL3009"] } else { &[] };
            let place = context.file.items()[item].absolute(span);
            let message = format!("this comes too late to make the image smaller: the layer in which {} left its files is shipped all the same", found.program);
            out.push(RULE.finding(place, message).aliased(aliases).related(run.item.absolute(found.span), "this layer holds them"));
        }
    }
}
