//! A line in a heredoc that looks like its end and is not.

use super::rule::replace;
use super::{Check, Finding, Fix, Profile, Rule, Severity};
use crate::syntax::{Heredoc, Instruction};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "heredoc-shell-mismatch",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/heredoc-shell-mismatch.md"),
    check: Check::Local(check),
};

fn check(instruction: &Instruction, out: &mut Vec<Finding>) {
    for heredoc in instruction.heredocs.iter().filter(|heredoc| heredoc.end.is_some() && !heredoc.name.trim().is_empty()) {
        let Some(span) = false_end(instruction, heredoc) else { continue };
        let blanks = if heredoc.chomp { "`<<-` strips tabs, but no blanks" } else { "the end stands alone in its line, without blanks" };
        let message = format!("this `{}` does not end the heredoc: {blanks}", heredoc.name);
        let rest = &instruction.text[span.end as usize..heredoc.body.end as usize];
        // Only where the real end belongs to another heredoc does the file make sense afterwards.
        let fix = rest.contains("<<").then(|| Fix::review("Take the blanks out", vec![replace(span, &*heredoc.name)]));
        out.push(RULE.finding(span, message).maybe_fix(fix));
    }
}

/// The first line that is the end word but for blanks. A body with heredocs of its own has such lines by right.
fn false_end(instruction: &Instruction, heredoc: &Heredoc) -> Option<Span> {
    let body = instruction.text.get(heredoc.body.range())?;
    let mut at = heredoc.body.start as usize;
    for line in body.split_inclusive('\n') {
        let text = line.trim_end_matches(['\r', '\n']);
        if text.contains("<<") {
            return None;
        }
        if text.trim() == &*heredoc.name {
            return Some(Span::new(at, at + text.len()));
        }
        at += line.len();
    }
    None
}
