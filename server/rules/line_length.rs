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
    // One copy of the text is read faster than a rope line by line.
    let text = source.slice(Span::new(0, source.len()));
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let whole = line.trim_end();
        if whole.len() > LIMIT {
            let length = whole.chars().count();
            // A single long word, such as an address, cannot be broken.
            if length > LIMIT && !whole.split_whitespace().any(|word| word.len() > LIMIT / 2) {
                let start = whole.char_indices().nth(LIMIT).map_or(whole.len(), |(start, _)| start);
                let message = format!("{length} characters in one line; {LIMIT} are easier to read and to compare");
                out.push(RULE.finding(Span::new(at + start, at + whole.len()), message));
            }
        }
        at += line.len();
    }
}
