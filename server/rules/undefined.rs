//! Owns the sorting of undefined variables into the three rules that speak of them, so that each is spoken of once.

use super::Context;
use crate::knowledge::builder::BUILDER_ONLY_ARGS;
use crate::model::variable::{DefinitionKind, VariableUse};
use crate::syntax::Keyword;

/// Why a variable is undefined.
#[derive(Debug, PartialEq, Eq)]
pub enum Undefined {
    /// The same ENV sets it, which a value of that ENV does not see yet.
    SetInSameInstruction,
    /// An ARG before the first FROM declares it (definition index), but the stage does not.
    GlobalOnly(usize),
    /// Nothing sets it, or nothing that is known.
    Nowhere,
}

/// All uses that BuildKit's check for undefined variables would report, each with its reason.
pub fn undefined_uses<'a>(context: &'a Context) -> impl Iterator<Item = (&'a VariableUse, Undefined)> {
    context.model.uses.iter().filter_map(|found| {
        let instruction = &context.file.items()[found.item].instruction;
        if found.origin.is_some() || !found.checked || instruction.keyword == Keyword::From || BUILDER_ONLY_ARGS.contains(&&*found.name) {
            return None;
        }
        let in_same = instruction.keyword == Keyword::Env
            && instruction.pairs().iter().any(|pair| pair.key.text == found.name && !pair.value.span.contains(found.span));
        let global = || context.model.definitions.iter().position(|definition| definition.kind == DefinitionKind::GlobalArg && definition.name == found.name);
        let reason = if in_same { Undefined::SetInSameInstruction } else { global().map_or(Undefined::Nowhere, Undefined::GlobalOnly) };
        Some((found, reason))
    })
}
