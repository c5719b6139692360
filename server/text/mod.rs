//! Owns the text of a document: a rope, byte spans into it, and edits.
//!
//! Nothing here knows Docker or the language server protocol. All offsets are byte offsets into the UTF-8 text, a byte order mark included.

mod line_index;
mod source;
mod span;

pub use line_index::LineIndex;
pub use source::{Edit, Source};
pub use span::Span;
