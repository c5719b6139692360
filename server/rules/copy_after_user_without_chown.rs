//! COPY behind USER without an owner.

use super::bases::is_windows;
use super::copies::copies;
use super::lines::add_flag;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::users::is_root;

/// See the page.
pub static RULE: Rule = Rule {
    id: "copy-after-user-without-chown",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/copy-after-user-without-chown.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copy in copies(context) {
        if ["chown", "link"].iter().any(|flag| copy.instruction().flag(flag).is_some()) {
            continue;
        }
        let Some(user) = context.model.situation(copy.index).and_then(|situation| situation.user.as_ref()?.known()) else { continue };
        if user.is_empty() || is_root(user) || is_windows(context, &context.model.stages[copy.stage]) {
            continue;
        }
        let message = format!("these files belong to root, although `{user}` is the user here; that is right unless they have to be changed at run time");
        let owner = if user.contains(':') { user.to_owned() } else { format!("{user}:{user}") };
        let plain = user.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-' | '.'));
        let fix = plain.then(|| Fix::review(format!("Give them to {owner}"), vec![add_flag(copy.item, &format!("--chown={owner}"))]));
        out.push(RULE.finding(copy.item.absolute(copy.instruction().keyword_span), message).maybe_fix(fix));
    }
}
