//! USER by name where a number would do more.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::users::{is_root, users};
use crate::model::stage::Base;
use crate::syntax::Keyword;

/// See the page.
pub static RULE: Rule = Rule {
    id: "user-non-numeric",
    severity: Severity::Hint,
    aliases: &["DL3066"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/user-non-numeric.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(last) = context.final_stage() else { return };
    let (chain, base) = context.model.base_chain(last);
    // Only the user that the image ends with counts.
    let Some(index) = chain.iter().flat_map(|stage| stage.items.clone().rev()).find(|index| context.file.items()[*index].keyword == Keyword::User) else { return };
    let item = &context.file.items()[index];
    let Some(word) = item.instruction.argument_text() else { return };
    let Some(value) = context.model.expanded(index, word).filter(|value| value.certain) else { return };
    let name = value.text.split(':').next().unwrap_or_default().trim();
    if name.is_empty() || is_root(name) || name.bytes().all(|b| b.is_ascii_digit()) || name.contains('\\') || name.starts_with("Container") {
        return;
    }
    let message = format!("`{name}` is a name, and a cluster that insists on an ordinary user can only check a number");
    let known = match base {
        Base::Image(image) => users(image).filter(|row| row.account.as_deref() == Some(name)).and_then(|row| row.uid.as_deref()),
        _ => None,
    };
    let fix = known.filter(|_| word.is_plain_source() && *word.text == *name).map(|uid| Fix::review(format!("Change to {uid}"), vec![replace(item.absolute(word.span), uid)]));
    out.push(RULE.finding(item.absolute(word.span), message).maybe_fix(fix));
}
