//! AS and FROM in different case.

use super::rule::replace;
use super::{Check, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::{Instruction, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "from-as-casing",
    severity: Severity::Warning,
    aliases: &["buildkit/FromAsCasing"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/from-as-casing.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    let (Keyword::From, [_, keyword, _]) = (instruction.keyword, instruction.words()) else { return };
    if !keyword.text.eq_ignore_ascii_case("as") {
        return;
    }
    let from = instruction.keyword_text();
    let wanted = if from.chars().all(|c| c.is_ascii_lowercase()) {
        "as"
    } else if from.chars().all(|c| c.is_ascii_uppercase()) {
        "AS"
    } else {
        // A mixed FROM is another rule's matter.
        return;
    };
    if &*keyword.text != wanted {
        let fix = Fix::safe(format!("Write {wanted}"), vec![replace(keyword.span, wanted)]);
        out.push(RULE.finding(keyword.span, format!("`{}` does not match the case of `{from}`", keyword.text)).fix(fix));
    }
}
