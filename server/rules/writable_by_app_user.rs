//! A program that its own user may change.

use super::copies::copies;
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::knowledge::users::is_root;

/// See the page.
pub static RULE: Rule = Rule {
    id: "writable-by-app-user",
    severity: Severity::Hint,
    aliases: &["S6504"],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/writable-by-app-user.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for copy in copies(context) {
        let Some(owner) = copy.instruction().flag("chown") else { continue };
        let Some(text) = owner.value.as_ref().filter(|value| !is_root(&value.text) && !value.text.starts_with(['$', ':'])) else { continue };
        let script = copy.paths().any(|source| source.text.ends_with(".sh"));
        let program = ["/usr/local/bin", "/usr/bin", "/bin", "/sbin", "/usr/sbin", "/usr/local/sbin"].iter().any(|folder| {
            copy.destination.text.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        if (script || program) && context.is_shipped(&context.model.stages[copy.stage]) {
            let message = format!("`{}` may change these programs, and so may whoever breaks into what it runs", text.text);
            out.push(RULE.finding(copy.item.absolute(owner.word.span), message));
        }
    }
}
