//! Owns the expansion of an instruction's words during the walk, and the record of the variables that they read and of what cannot be expanded.

use super::evaluate::Evaluator;
use super::expandable::each_expanded_word;
use super::expansion::{Expansion, Lookup, Quoting, expand, is_plain};
use super::model::{Place, RefusedExpansion};
use super::variable::{Value, VariableUse};
use crate::syntax::{Instruction, Keyword, Word};
use crate::text::Span;

impl Evaluator<'_> {
    pub(super) fn expand_all(&mut self, item: usize, instruction: &Instruction) {
        let mut words = Vec::new();
        each_expanded_word(instruction, |word, checked| {
            if !is_plain(&word.text, instruction.escape) {
                words.push((word, checked));
            }
        });
        for (word, checked) in words {
            self.expand_word(item, instruction, word, checked, false, Quoting::Shell);
        }
        if matches!(instruction.keyword, Keyword::Copy | Keyword::Add) {
            self.expand_heredocs(item, instruction);
        }
    }

    pub(super) fn expand_heredocs(&mut self, item: usize, instruction: &Instruction) {
        for heredoc in instruction.heredocs.iter().filter(|heredoc| heredoc.expand) {
            let Some(body) = instruction.text.get(heredoc.body.range()) else { continue };
            let expansion = self.run_expansion(body, instruction.escape, Quoting::Literal, false);
            let base = heredoc.body.start as usize;
            let place = |range: std::ops::Range<usize>| Span::new(base + range.start, base + range.end);
            self.record_uses(item, &expansion, true, false, &place);
        }
    }

    /// Expands a whole word, remembers the outcome and the variables in it. None when there is nothing to expand.
    pub(super) fn expand_word(
        &mut self,
        item: usize,
        instruction: &Instruction,
        word: &Word,
        checked: bool,
        global: bool,
        quoting: Quoting,
    ) -> Option<&Expansion> {
        if is_plain(&word.text, instruction.escape) {
            return None;
        }
        let expansion = self.run_expansion(&word.text, instruction.escape, quoting, global);
        let place = |range: std::ops::Range<usize>| instruction.span_in(word, range);
        self.record_uses(item, &expansion, checked, global, &place);
        self.model.expansions.push((Place { item, joined: word.joined.start }, expansion));
        self.model.expansions.last().map(|(_, expansion)| expansion)
    }

    /// Expands the value of an ARG, which is a part of a word.
    #[allow(clippy::too_many_arguments, reason = "each is a different aspect of one place")]
    pub(super) fn expand_part(
        &mut self,
        item: usize,
        instruction: &Instruction,
        word: &Word,
        at: usize,
        value: &str,
        global: bool,
        checked: bool,
    ) -> Value {
        if is_plain(value, instruction.escape) {
            return Value::Known(value.into());
        }
        let expansion = self.run_expansion(value, instruction.escape, Quoting::Shell, global);
        let place = |range: std::ops::Range<usize>| instruction.span_in(word, at + range.start..at + range.end);
        self.record_uses(item, &expansion, checked, global, &place);
        let value = if expansion.certain {
            Value::Known(expansion.value.as_str().into())
        } else if expansion.without_input {
            Value::Opaque
        } else {
            Value::Input
        };
        self.model.expansions.push((Place { item, joined: word.joined.start + at }, expansion));
        value
    }

    pub(super) fn run_expansion(&self, text: &str, escape: char, quoting: Quoting, global: bool) -> Expansion {
        let scope = if global { &self.globals } else { &self.scope };
        let missing = if global || self.scope_known { Lookup::Unset } else { Lookup::Undefined };
        expand(text, escape, quoting, &|name| scope.get(name).map_or(missing, |variable| variable.value.lookup()))
    }

    pub(super) fn record_uses(
        &mut self,
        item: usize,
        expansion: &Expansion,
        checked: bool,
        global: bool,
        place: &dyn Fn(std::ops::Range<usize>) -> Span,
    ) {
        let scope = if global { &self.globals } else { &self.scope };
        if let Some(error) = &expansion.error {
            self.model.refused.push(RefusedExpansion { item, span: place(error.range.clone()), error: error.clone() });
        }
        for found in &expansion.uses {
            self.model.uses.push(VariableUse {
                item,
                span: place(found.name_range.clone()),
                whole: place(found.range.clone()),
                name: found.name.as_str().into(),
                origin: scope.get(&found.name).map(|variable| variable.origin),
                scope_known: global || self.scope_known,
                has_default: found.has_default,
                checked,
            });
        }
    }
}
