//! Build tools that a later RUN removes.

use super::build_packages_found::{Removal, build_installs, removed_later};
use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "build-tools-removed-too-late",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/build-tools-removed-too-late.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for install in build_installs(context) {
        let Some(Removal::Later { item, span, package: word }) = removed_later(context, &install) else { continue };
        let installed = context.file.items()[install.item].absolute(word.span);
        let message = format!("`{}` is removed here, but the layer that installed it is shipped all the same", word.text);
        out.push(RULE.finding(context.file.items()[item].absolute(span), message).related(installed, "installed in this layer"));
    }
}
