//! A heredoc whose end line is missing.

use super::{Check, Finding, Profile, Rule, Severity};
use crate::syntax::{Heredoc, Instruction, SyntaxError};

/// See the page.
pub static RULE: Rule = Rule {
    id: "unterminated-heredoc",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/unterminated-heredoc.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    if !matches!(instruction.error, Some(SyntaxError::UnterminatedHeredoc(_))) {
        return;
    }
    let Some(heredoc) = instruction.heredocs.iter().find(|heredoc| heredoc.end.is_none()) else { return };
    let mut finding = RULE.refusal(heredoc.marker, format!("no line `{}` ends this heredoc; everything up to the end of the file belongs to it", heredoc.name));
    if let Some(near) = near_miss(instruction, heredoc) {
        finding = finding.related(near, "this line would end it, but blanks round the word count");
    }
    out.push(finding);
}

/// A line that differs from the end word by blanks only: the usual reason.
fn near_miss(instruction: &Instruction, heredoc: &Heredoc) -> Option<crate::text::Span> {
    let mut at = heredoc.body.start as usize;
    for line in instruction.text.get(heredoc.body.range())?.split_inclusive('\n') {
        if line.trim() == &*heredoc.name {
            return Some(crate::text::Span::new(at, at + line.trim_end_matches(['\r', '\n']).len()));
        }
        at += line.len();
    }
    None
}
