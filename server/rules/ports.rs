//! Owns the walk over the ports of all EXPOSE instructions, which several rules look at.

use super::Context;
use crate::syntax::Keyword;
use crate::text::Span;

/// A port of an EXPOSE.
pub struct ExposedPort {
    /// Index of the instruction.
    pub item: usize,
    /// The word, absolute.
    pub span: Span,
    /// Its value.
    pub text: String,
    /// True when the word is the value itself, so that it may be replaced.
    pub literal: bool,
    /// True when its value is certain.
    pub certain: bool,
}

/// All ports of all stages. A variable can hold several.
pub fn exposed_ports(context: &Context) -> Vec<ExposedPort> {
    let mut ports = Vec::new();
    for (index, item) in context.items() {
        if item.keyword != Keyword::Expose || context.model.stage_of[index].is_none() {
            continue;
        }
        for word in item.instruction.words() {
            let Some(value) = context.model.expanded(index, word) else { continue };
            for text in value.text.split_whitespace() {
                let (literal, certain) = (text == &*word.text, value.certain);
                ports.push(ExposedPort { item: index, span: item.absolute(word.span), text: text.to_owned(), literal, certain });
            }
        }
    }
    ports
}

impl ExposedPort {
    /// Which of the given ports is exposed, alone or in a range.
    pub fn one_of(&self, ports: &[u16]) -> Option<u16> {
        let range = self.text.split('/').next()?.rsplit(':').next()?;
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last) = (first.parse::<u16>().ok()?, last.parse::<u16>().ok()?);
        ports.iter().copied().find(|port| (first..=last).contains(port))
    }
}
