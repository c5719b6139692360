//! A stage named `scratch` or `context`.

use super::{Check, Finding, Profile, Rule, Severity};
use crate::knowledge::builder::RESERVED_STAGE_NAMES;
use crate::syntax::{Instruction, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "reserved-stage-name",
    severity: Severity::Warning,
    aliases: &["DL3063", "buildkit/ReservedStageName"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit, Profile::Hadolint],
    docs: include_str!("../../docs/rules/reserved-stage-name.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    let (Keyword::From, [_, keyword, name]) = (instruction.keyword, instruction.words()) else { return };
    if keyword.text.eq_ignore_ascii_case("as") && RESERVED_STAGE_NAMES.iter().any(|reserved| reserved.eq_ignore_ascii_case(&name.text)) {
        out.push(RULE.finding(name.span, format!("`{}` has a meaning of its own; a stage of that name hides it", name.text)));
    }
}
