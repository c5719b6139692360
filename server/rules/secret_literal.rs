//! A token or private key in the text of the Dockerfile.

use super::{Check, Finding, Profile, Rule, Severity};
use crate::knowledge::secrets::tokens;
use crate::syntax::Instruction;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "secret-literal",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/secret-literal.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    for token in tokens(&instruction.text) {
        let message = format!("this looks like {}: revoke it, as everybody who can read this file or pull the image has it", token.kind);
        out.push(RULE.finding(Span::new(token.range.start, token.range.end), message));
    }
}
