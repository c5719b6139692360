//! A line that is too long to be read.

use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "line-length",
    severity: Severity::Hint,
    aliases: &["S7020"],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/line-length.md"),
    check: Check::File(check),
};

/// Characters that fit beside another window.
const LIMIT: usize = 120;

fn check(context: &Context, out: &mut Vec<Finding>) {
    let source = context.file.source();
    let mut at = 0;
    while at < source.len() {
        let end = source.line_end(at);
        if end - at > LIMIT {
            let line = source.slice(Span::new(at, end));
            let text = line.trim_end();
            let length = text.chars().count();
            // A single long word, such as an address, cannot be broken.
            if length > LIMIT && !text.split_whitespace().any(|word| word.len() > LIMIT / 2) {
                let start = text.char_indices().nth(LIMIT).map_or(text.len(), |(start, _)| start);
                out.push(RULE.finding(Span::new(at + start, at + text.len()), format!("{length} characters in one line; {LIMIT} are easier to read and to compare")));
            }
        }
        at = end + 1;
    }
}
