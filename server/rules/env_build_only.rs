//! ENV for something that only the build needs.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "env-build-only",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/env-build-only.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (index, item) in context.items().filter(|(_, item)| item.keyword == Keyword::Env) {
        let Some(stage) = context.model.stage_at(index) else { continue };
        let pairs = item.instruction.pairs();
        for pair in pairs.iter().filter(|pair| &*pair.key.text == "DEBIAN_FRONTEND" && context.is_shipped(stage)) {
            let message = "this answers questions of package installs, but ENV keeps it for every shell and program in the container";
            let keyword = item.instruction.keyword_span;
            let plain = pairs.len() == 1 && !pair.legacy && keyword.len() == item.instruction.keyword_text().len();
            let text = if item.instruction.keyword_text() == "env" { "arg" } else { "ARG" };
            let fix = plain.then(|| Fix::review("Use ARG", vec![replace(item.absolute(keyword), text)]));
            out.push(RULE.finding(item.absolute(pair.key.span), message).maybe_fix(fix));
        }
    }
}
