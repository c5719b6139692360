//! A base image without a digest.

use super::bases::named_bases;
use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "unpinned-digest",
    severity: Severity::Hint,
    aliases: &["S7023"],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/unpinned-digest.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for base in named_bases(context) {
        // Without a tag, or with one that says nothing, there is more to say.
        if base.image.digest().is_none() && base.image.tag().is_some_and(|tag| tag != "latest") {
            let message = format!("`{}` can be published anew under the same tag; only a digest says which image is meant", base.image.as_str());
            out.push(RULE.finding(base.span, message));
        }
    }
}
