//! Owns the walk over the ports of all EXPOSE instructions, which several rules look at.

use super::Context;
use crate::syntax::Keyword;
use crate::text::Span;

/// A port of an EXPOSE.
pub struct ExposedPort {
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
                ports.push(ExposedPort { span: item.absolute(word.span), text: text.to_owned(), literal, certain });
            }
        }
    }
    ports
}
