//! Owns edits of whole instructions, which several fixes are made of.

use super::Context;
use super::rule::replace;
use crate::syntax::Item;
use crate::text::{Edit, Span};

/// Deletes an instruction with its lines. None when its lines hold a comment, which would be lost.
pub fn delete(context: &Context, item: &Item) -> Option<Edit> {
    let source = context.file.source();
    let start = source.line_start(item.start);
    let end = (source.line_end(item.end) + 1).min(source.len());
    let text = source.slice(Span::new(start, end));
    let comment = text.lines().any(|line| line.trim_start().starts_with('#'));
    (!comment && start == item.start - (text.len() - text.trim_start().len())).then(|| replace(Span::new(start, end), ""))
}

/// Adds a flag right behind the keyword of an instruction.
pub fn add_flag(item: &Item, flag: &str) -> Edit {
    let end = item.absolute(item.instruction.keyword_span).end as usize;
    replace(Span::new(end, end), format!(" {flag}"))
}

/// A place that reaches over the blanks behind it up to the end of its line, so that the end word of a heredoc can stand there. None when more follows.
pub fn to_line_end(context: &Context, span: Span) -> Option<Span> {
    let source = context.file.source();
    let end = span.end as usize;
    let tail = source.slice(Span::new(end, source.line_end(end)));
    let blanks = tail.trim_end_matches('\r').len();
    tail.trim().is_empty().then(|| Span::new(span.start as usize, end + blanks))
}
