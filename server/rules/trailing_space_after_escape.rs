//! Blanks behind the character that continues a line.

use super::rule::replace;
use super::{Check, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::Instruction;
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "trailing-space-after-escape",
    severity: Severity::Hint,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/trailing-space-after-escape.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    let header = instruction.header_span().end as usize;
    let mut at = 0;
    for line in instruction.text[..header].split_inclusive('\n') {
        let text = line.trim_end_matches(['\r', '\n']);
        let trimmed = text.trim_end_matches([' ', '\t']);
        // The last line of an instruction continues nothing.
        let continues = line.ends_with('\n') && trimmed.ends_with(instruction.escape) && !trimmed.trim_start().starts_with('#');
        if continues && trimmed.len() < text.len() {
            let span = Span::new(at + trimmed.len(), at + text.len());
            let message = format!("blanks behind `{}`: older builders and shells then do not continue the line", instruction.escape);
            out.push(RULE.finding(span, message).fix(Fix::safe("Delete the blanks", vec![replace(span, "")])));
        }
        at += line.len();
    }
}
