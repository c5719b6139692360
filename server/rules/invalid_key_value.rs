//! ENV or LABEL text that is neither `key=value` nor `key value`.

use super::{Check, Finding, Profile, Rule, Severity};
use crate::syntax::{Instruction, SyntaxError};

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-key-value",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-key-value.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    let target = instruction.effective();
    let name = target.keyword.name();
    match &instruction.error {
        Some(SyntaxError::MissingValue(span)) => out.push(RULE.refusal(*span, format!("{name} needs a value: `key=value`"))),
        Some(SyntaxError::MissingEquals(span)) => {
            let word = instruction.text.get(span.range()).unwrap_or_default();
            let hint = if word.starts_with('#') { "; a comment needs a line of its own" } else { "; quote a value that holds blanks" };
            out.push(RULE.refusal(*span, format!("`{word}` has no `=`{hint}")));
        }
        _ => {}
    }
}
