//! A physical line that is longer than BuildKit reads.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::{LONGEST_LINE, SyntaxError};

/// See the page.
pub static RULE: Rule = Rule {
    id: "line-too-long",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Buildkit],
    docs: include_str!("../../docs/rules/line-too-long.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let mut refuse = |span| out.push(RULE.refusal(span, "BuildKit reads lines of at most 65,535 bytes; break this one with continuations"));
    for (_, item) in context.items() {
        if let Some(SyntaxError::LineTooLong(span)) = item.instruction.error {
            refuse(item.absolute(span));
        }
    }
    context.file.comments().iter().filter(|span| span.len() > LONGEST_LINE).for_each(|span| refuse(*span));
}
