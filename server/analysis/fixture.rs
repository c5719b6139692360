//! Owns the reading of test texts: `<|>` is the caret, `<<[` and `]>>` enclose a selection.

use std::sync::Arc;

use super::{Analysis, Config};
use crate::syntax::ParsedFile;
use crate::text::{Source, Span};
use crate::workspace::NoWorkspace;

/// An analysis of the text with default configuration.
pub fn analyse(text: &str) -> Analysis {
    Analysis::new(ParsedFile::new(Source::new(text)), Arc::new(Config::default()), Arc::new(NoWorkspace))
}

/// The analysis of a text without its caret mark, and where the mark was.
pub fn at_caret(text: &str) -> (Analysis, usize) {
    let offset = text.find("<|>").expect("the text has a caret");
    (analyse(&text.replacen("<|>", "", 1)), offset)
}

/// The analysis of a text without its selection marks, and what they enclosed.
pub fn selected(text: &str) -> (Analysis, Span) {
    let start = text.find("<<[").expect("the text has a selection");
    let rest = text.replacen("<<[", "", 1);
    let end = rest.find("]>>").expect("the selection ends");
    (analyse(&rest.replacen("]>>", "", 1)), Span::new(start, end))
}
