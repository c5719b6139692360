//! A label whose key is not formed as keys should be.

use super::{Check, Finding, Profile, Rule, Severity};
use crate::syntax::{Instruction, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "label-key-format",
    severity: Severity::Information,
    aliases: &["DL3048"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/label-key-format.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    if instruction.keyword != Keyword::Label {
        return;
    }
    for pair in instruction.pairs() {
        let key = pair.key.text.trim_matches(['"', '\'']);
        if key.contains('$') {
            continue;
        }
        if let Some(fault) = fault(key) {
            out.push(RULE.finding(pair.key.span, format!("the label key `{key}` {fault}")));
        }
    }
}

fn fault(key: &str) -> Option<&'static str> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if ["com.docker.", "io.docker.", "org.dockerproject."].iter().any(|reserved| key.starts_with(reserved)) {
        Some("is in a namespace that Docker keeps for itself")
    } else if !key.starts_with(|c: char| c.is_ascii_lowercase()) {
        Some("should begin with a small letter")
    } else if !key.ends_with(plain) {
        Some("should end with a small letter or a digit")
    } else if !key.chars().all(|c| plain(c) || matches!(c, '.' | '-' | '_' | '/')) {
        Some("should consist of small letters, digits, dots and dashes")
    } else if key.contains("..") || key.contains("--") {
        Some("has two separators in a row")
    } else {
        None
    }
}
