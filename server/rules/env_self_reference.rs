//! A value of ENV that reads a variable which the same ENV sets.

use super::undefined::{Undefined, undefined_uses};
use super::{Check, Context, Finding, Profile, Rule, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "env-self-reference",
    severity: Severity::Warning,
    aliases: &["DL3044", "buildkit/UndefinedVar"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/env-self-reference.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for (found, reason) in undefined_uses(context) {
        if reason != Undefined::SetInSameInstruction {
            continue;
        }
        let item = &context.file.items()[found.item];
        let message = format!("`{}` does not have its new value yet: all values of an ENV are expanded before the first one is set; use a second ENV", found.name);
        let mut finding = RULE.finding(item.absolute(found.span), message);
        if let Some(pair) = item.instruction.pairs().iter().find(|pair| pair.key.text == found.name) {
            finding = finding.related(item.absolute(pair.key.span), "set here, for later instructions");
        }
        // With a default the author has thought of the missing value.
        out.push(if found.has_default { finding.severity(Severity::Hint) } else { finding });
    }
}
