//! A stage name with characters that names cannot have.

use super::{Check, Finding, Profile, Rule, Severity};
use crate::syntax::{Instruction, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "invalid-stage-name",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/invalid-stage-name.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    if instruction.keyword != Keyword::From {
        return;
    }
    let [_, keyword, name] = instruction.words() else { return };
    if keyword.text.eq_ignore_ascii_case("as") && !is_valid(&name.text.to_lowercase()) {
        let reason = if name.text.contains('$') { "variables are not expanded here" } else { "it begins with a letter and goes on with letters, digits, `-`, `_` and `.`" };
        out.push(RULE.refusal(name.span, format!("`{}` cannot be a stage name: {reason}", name.text)));
    }
}

fn is_valid(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.'))
}
