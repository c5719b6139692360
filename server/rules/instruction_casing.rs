//! Keywords in mixed case, or in another case than most of the file.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::{Instruction, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "instruction-casing",
    severity: Severity::Warning,
    aliases: &["S6476", "buildkit/ConsistentInstructionCasing"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/instruction-casing.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    // BuildKit does not look at what stands before the first FROM.
    let counted = || context.items().filter(|(index, item)| context.model.stage_of[*index].is_some() && item.keyword != Keyword::Unknown);
    let count = |wanted: fn(&Instruction) -> bool| counted().filter(|(_, item)| wanted(&item.instruction)).count();
    let (lowers, uppers) = (count(is_lower), count(is_upper));
    let lower = lowers > uppers;
    for (_, item) in counted() {
        let instruction = &*item.instruction;
        if if lower { is_lower(instruction) } else { is_upper(instruction) } {
            continue;
        }
        let written = instruction.keyword_text();
        let wanted = if lower { written.to_lowercase() } else { written.to_uppercase() };
        let span = item.absolute(instruction.keyword_span);
        let message = if !is_lower(instruction) && !is_upper(instruction) {
            format!("`{written}` mixes upper and lower case")
        } else if lowers == uppers {
            format!("keywords of this file are in different case; `{written}` is usually written `{wanted}`")
        } else {
            format!("`{written}` stands out: most keywords of this file are in {} case", if lower { "lower" } else { "upper" })
        };
        let finding = RULE.finding(span, message);
        // A keyword that is split over lines is left alone.
        let whole = instruction.keyword_span.len() == written.len();
        out.push(if whole { finding.fix(Fix::safe(format!("Write {wanted}"), vec![replace(span, wanted)])) } else { finding });
    }
}

fn is_lower(instruction: &Instruction) -> bool {
    !instruction.keyword_text().contains(|c: char| c.is_ascii_uppercase())
}

fn is_upper(instruction: &Instruction) -> bool {
    !instruction.keyword_text().contains(|c: char| c.is_ascii_lowercase())
}
