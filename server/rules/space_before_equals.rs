//! A blank before the equals sign of ENV or LABEL.

use super::rule::replace;
use super::{Check, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::{Instruction, Pair};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "space-before-equals",
    severity: Severity::Warning,
    aliases: &["S6574"],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/space-before-equals.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    let Some(pair) = instruction.pairs().first().filter(|pair| pair.legacy && pair.value.text.starts_with('=')) else { return };
    let span = Span { start: pair.key.span.start, end: pair.value.span.end };
    let message = format!("the blank before `=` makes the equals sign a part of the value of `{}`", pair.key.text);
    out.push(RULE.finding(span, message).maybe_fix(fix(instruction, pair)));
}

/// Takes out the blanks round the equals sign, and quotes a value that needs it.
fn fix(instruction: &Instruction, pair: &Pair) -> Option<Fix> {
    let value = pair.value.text.strip_prefix('=')?.trim();
    let between = instruction.text.get(pair.key.span.end as usize..pair.value.span.start as usize)?;
    let odd = |c: char| matches!(c, '"' | '\'') || c == instruction.escape;
    let quoted = value.len() >= 2 && value.starts_with('"') && value.ends_with('"') && !value[1..value.len() - 1].contains(odd);
    if !pair.value.is_plain_source() || !pair.key.is_plain_source() || between.contains('\n') || value.is_empty() || (!quoted && value.contains(odd)) {
        return None;
    }
    let value = if !quoted && value.contains(char::is_whitespace) { format!("\"{value}\"") } else { value.to_owned() };
    let gap = Span { start: pair.key.span.end, end: pair.value.span.end };
    Some(Fix::review("Take the blanks out", vec![replace(gap, format!("={value}"))]))
}
