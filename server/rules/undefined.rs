//! Owns the sorting of undefined variables into the three rules that speak of them, so that each is spoken of once.

use std::collections::HashMap;

use super::Context;
use crate::knowledge::builder::{BUILDER_ONLY_ARGS, PLATFORM_ARGS};
use crate::model::variable::{DefinitionKind, VariableUse};
use crate::syntax::Keyword;
use crate::text::Span;

/// Why a variable is undefined.
#[derive(Debug, PartialEq, Eq)]
pub enum Undefined {
    /// The same ENV sets it, which a value of that ENV does not see yet.
    SetInSameInstruction,
    /// An ARG before the first FROM declares it (definition index), but the stage does not.
    GlobalOnly(usize),
    /// The builder has it, but the stage does not declare it.
    BuilderOnly,
    /// Nothing sets it, or nothing that is known.
    Nowhere,
}

/// All uses that BuildKit's check for undefined variables would report, each with its reason.
pub fn undefined_uses<'a>(context: &Context<'a>) -> impl Iterator<Item = (&'a VariableUse, Undefined)> + use<'a> {
    let model = context.model;
    let file = context.file;
    let globals: HashMap<&str, usize> = model
        .definitions
        .iter()
        .enumerate()
        .filter(|(_, definition)| definition.kind == DefinitionKind::GlobalArg)
        .map(|(index, definition)| (&*definition.name, index))
        .collect();
    // The keys of the ENV at hand: uses come in the order of the instructions.
    let mut keys: (usize, HashMap<&str, Span>) = (usize::MAX, HashMap::new());
    model.uses.iter().filter_map(move |found| {
        let instruction = &file.items()[found.item].instruction;
        if found.origin.is_some() || !found.checked || instruction.keyword == Keyword::From || BUILDER_ONLY_ARGS.contains(&&*found.name) {
            return None;
        }
        if keys.0 != found.item {
            let pairs = if instruction.keyword == Keyword::Env { instruction.pairs() } else { &[] };
            keys = (found.item, pairs.iter().map(|pair| (&*pair.key.text, pair.value.span)).collect());
        }
        let in_same = keys.1.get(&*found.name).is_some_and(|value| !value.contains(found.span));
        let reason = match globals.get(&*found.name) {
            _ if in_same => Undefined::SetInSameInstruction,
            Some(global) => Undefined::GlobalOnly(*global),
            None if PLATFORM_ARGS.iter().any(|(name, _)| *name == &*found.name) => Undefined::BuilderOnly,
            None => Undefined::Nowhere,
        };
        Some((found, reason))
    })
}
