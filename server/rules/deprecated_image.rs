//! A base image that was given up or has moved.

use super::bases::named_bases;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::releases;

/// See the page.
pub static RULE: Rule = Rule {
    id: "deprecated-image",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/deprecated-image.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for base in named_bases(context) {
        let Some(fact) = releases::deprecated(base.image) else { continue };
        let message = format!("`{}` {}; use {}", base.image.name(), fact.why, fact.instead);
        out.push(RULE.finding(base.span, message));
    }
}
