//! A base image with tag and digest, of which only the digest counts.

use super::bases::named_bases;
use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "tag-and-digest",
    severity: Severity::Hint,
    aliases: &["S8431"],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/tag-and-digest.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for base in named_bases(context) {
        if let (Some(tag), Some(_)) = (base.image.tag(), base.image.digest()) {
            let message = format!("the digest alone decides; nothing checks that it still belongs to the tag `{tag}`");
            out.push(RULE.finding(base.span, message));
        }
    }
}
