//! Owns go-to-definition: stages from everywhere that names them, variables, heredocs.

use super::Analysis;
use crate::text::Span;

/// Where a name is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name under the caret.
    pub origin: Span,
    /// The whole defining instruction.
    pub target: Span,
    /// The name in it.
    pub selection: Span,
}

impl Analysis {
    /// The definition of what stands at a byte offset.
    pub fn definition(&self, _offset: usize) -> Option<Definition> {
        None
    }
}
