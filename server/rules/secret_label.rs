//! A secret in a label.

use super::{Check, Finding, Profile, Rule, Severity};
use crate::knowledge::secrets::{is_harmless_value, is_secret_name, tokens};
use crate::syntax::{Instruction, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "secret-label",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/secret-label.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    for pair in instruction.pairs().iter().filter(|_| instruction.keyword == Keyword::Label) {
        let value = &*pair.value.text;
        // A known token is another rule's finding.
        if is_secret_name(pair.key.text.trim_matches(['"', '\''])) && !is_harmless_value(value) && tokens(value).is_empty() {
            let message = format!("the label `{}` looks like a secret, and labels can be read without even pulling the image", pair.key.text);
            out.push(RULE.finding(pair.key.span, message));
        }
    }
}
