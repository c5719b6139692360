//! A physical line that is longer than BuildKit reads.

use super::{Check, Finding, Profile, Rule, Severity};
use crate::syntax::{Instruction, SyntaxError};

/// See the page.
pub static RULE: Rule = Rule {
    id: "line-too-long",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/line-too-long.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    if let Some(SyntaxError::LineTooLong(span)) = instruction.error {
        out.push(RULE.refusal(span, "BuildKit reads lines of at most 65,535 bytes; break this one with continuations"));
    }
}
