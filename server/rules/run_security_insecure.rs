//! RUN without the walls of the sandbox.

use super::{Check, Finding, Profile, Rule, Severity};
use crate::syntax::Instruction;

/// See the page.
pub static RULE: Rule = Rule {
    id: "run-security-insecure",
    severity: Severity::Warning,
    aliases: &["S6502"],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/run-security-insecure.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    let Some(flag) = instruction.flag("security") else { return };
    if flag.value.as_ref().is_some_and(|value| &*value.text == "insecure") {
        out.push(RULE.finding(flag.word.span, "the commands of this RUN get all rights on the machine that builds"));
    }
}
