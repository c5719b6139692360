//! A secret that every user of the build may read.

use super::rule::replace;
use super::{Check, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::Instruction;

/// See the page.
pub static RULE: Rule = Rule {
    id: "secret-mount-world-readable",
    severity: Severity::Warning,
    aliases: &["S6469"],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/secret-mount-world-readable.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    for (value, mount) in instruction.mounts() {
        let Some(fields) = &mount.fields else { continue };
        let field = |key: &str| fields.iter().find(|field| field.key == key).and_then(|field| Some((field, field.value.as_deref()?)));
        let Some((_, kind @ ("secret" | "ssh"))) = field("type") else { continue };
        let Some((mode, text)) = field("mode") else { continue };
        let octal = text.len() >= 3 && text.bytes().all(|b| matches!(b, b'0'..=b'7'));
        if !octal || text.ends_with('0') {
            continue;
        }
        let span = instruction.span_in(value, mode.value_range.clone());
        let message = format!("mode {text} lets every user of this RUN use the {kind} mount; the last digit should be 0");
        let fix = value.is_plain_source().then(|| {
            let stricter = format!("{}0", &text[..text.len() - 1]);
            Fix::review(format!("Change to {stricter}"), vec![replace(span, stricter)])
        });
        out.push(RULE.finding(span, message).maybe_fix(fix));
    }
}
