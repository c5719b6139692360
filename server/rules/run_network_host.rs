//! RUN in the network of the machine that builds.

use super::{Check, Finding, Profile, Rule, Severity};
use crate::syntax::Instruction;

/// See the page.
pub static RULE: Rule = Rule {
    id: "run-network-host",
    severity: Severity::Warning,
    aliases: &["S6431"],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/run-network-host.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    let Some(flag) = instruction.flag("network") else { return };
    if flag.value.as_ref().is_some_and(|value| &*value.text == "host") {
        out.push(RULE.finding(flag.word.span, "this RUN sees everything that listens on the machine that builds"));
    }
}
