//! Owns hover texts: what an instruction, a flag, a stage, a variable or a finding means at a place.

use super::Analysis;
use crate::text::Span;

/// A hover: Markdown for a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What is explained.
    pub span: Span,
    /// The explanation.
    pub markdown: String,
}

impl Analysis {
    /// What there is to say at a byte offset.
    pub fn hover(&self, offset: usize) -> Option<Hover> {
        let finding = self.findings().iter().find(|finding| finding.span.touches(offset))?;
        Some(Hover { span: finding.span, markdown: finding.message.clone() })
    }
}
