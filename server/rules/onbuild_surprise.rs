//! ONBUILD in an image that is run as it is.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "onbuild-surprise",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/onbuild-surprise.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(last) = context.final_stage() else { return };
    let items = context.model.stage_items(context.file, last);
    if !items.iter().any(|item| matches!(item.keyword, Keyword::Cmd | Keyword::Entrypoint)) {
        return;
    }
    for item in items.iter().filter(|item| item.keyword == Keyword::Onbuild) {
        let message = "this does nothing in the image that is built here, and takes whoever builds on it by surprise";
        out.push(RULE.finding(item.absolute(item.instruction.keyword_span), message));
    }
}
