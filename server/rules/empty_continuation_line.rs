//! Empty lines inside a continued instruction.

use super::rule::replace;
use super::{Check, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::{Instruction, KEYWORDS};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "empty-continuation-line",
    severity: Severity::Warning,
    aliases: &["buildkit/NoEmptyContinuation"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/empty-continuation-line.md"),
    check: Check::Local(check),
};

/// The keyword on the line behind the empty ones, when that line looks like an instruction of its own.
fn swallowed_instruction(instruction: &Instruction) -> Option<&str> {
    let behind = instruction.empty_lines.iter().filter_map(|empty| instruction.text.get(empty.end as usize..));
    let words = behind.filter_map(|text| text.split(|c: char| c.is_whitespace()).next());
    words.into_iter().find(|word| KEYWORDS.iter().any(|(name, _)| name == word))
}

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    let Some(first) = instruction.empty_lines.first() else { return };
    let edits = instruction.empty_lines.iter().map(|line| replace(*line, "")).collect();
    // An empty line has nothing to underline, so the line before it, which goes on into it, is shown.
    let before = instruction.text[..first.start as usize].trim_end_matches(['\r', '\n']);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let shown = Span::new(start + (before[start..].len() - before[start..].trim_start().len()), before.len());
    let span = if shown.is_empty() { *first } else { shown };
    let name = instruction.keyword.name();
    if let Some(word) = swallowed_instruction(instruction) {
        let message = format!("the continuation goes on over an empty line, so the `{word}` behind it is read as a part of this {name}");
        out.push(RULE.finding(span, message));
        return;
    }
    let message = "an empty line follows inside the continued instruction; a future BuildKit will refuse it";
    out.push(RULE.finding(span, message).fix(Fix::safe("Delete the empty lines", edits)));
}
