//! Owns the answer to "what name stands here?": the stage, variable, flag or keyword at a byte offset, shared by hover and definition.

use super::Analysis;
use crate::model::stage::{Stage, StageReference, Target};
use crate::model::variable::{DefinitionKind, Origin, Value, Variable};
use crate::model::{self};
use crate::syntax::{Flag, Instruction, Item, Keyword};
use crate::text::Span;

/// A name at a place. Spans are absolute.
pub enum Name<'a> {
    /// The name that a FROM gives to its stage.
    Stage(&'a Stage, Span),
    /// A name that refers to a stage, or to an image that could have been one.
    Reference(&'a StageReference, Span),
    /// The name in an ARG or ENV (index of the definition).
    Definition(usize, Span),
    /// A variable that is read.
    Use(VariableName),
    /// The end of a heredoc (index in the instruction), or its start.
    HeredocEnd(&'a Item, usize),
    /// A flag.
    Flag(&'a Item, &'a Flag),
    /// The keyword.
    Keyword(&'a Item),
}

/// A variable that is read at a place.
pub struct VariableName {
    /// Its name.
    pub name: String,
    /// The name alone.
    pub span: Span,
    /// What the scope holds; none when nothing known sets it.
    pub variable: Option<Variable>,
    /// Whether everything that could set it is known.
    pub scope_known: bool,
    /// True when a shell reads it while the container is built or run, not BuildKit.
    pub in_shell: bool,
}

impl Analysis {
    /// The name at a byte offset.
    pub(super) fn name_at(&self, offset: usize) -> Option<Name<'_>> {
        let index = self.file.item_at(offset)?;
        let item = &self.file.items()[index];
        let instruction = &*item.instruction;
        let at = |span: Span| item.absolute(span).touches(offset);
        self.variable_at(index, item, offset)
            .or_else(|| self.stage_at(index, item, offset))
            .or_else(|| {
                let end = instruction.heredocs.iter().position(|heredoc| heredoc.end.is_some_and(at))?;
                Some(Name::HeredocEnd(item, end))
            })
            .or_else(|| instruction.flags.iter().find(|flag| at(flag.word.span)).map(|flag| Name::Flag(item, flag)))
            .or_else(|| at(instruction.keyword_span).then_some(Name::Keyword(item)))
            .or_else(|| instruction.trigger.as_ref().filter(|trigger| at(trigger.keyword_span)).map(|_| Name::Keyword(item)))
    }

    fn stage_at(&self, index: usize, item: &Item, offset: usize) -> Option<Name<'_>> {
        let references = &self.model.references;
        if let Some(found) = references.iter().find(|reference| reference.item == index && item.absolute(reference.span).touches(offset)) {
            return Some(Name::Reference(found, item.absolute(found.span)));
        }
        let stage = self.model.stage_at(index).filter(|stage| stage.from == index)?;
        let span = item.absolute(stage.name.as_ref()?.span);
        span.touches(offset).then_some(Name::Stage(stage, span))
    }

    fn variable_at(&self, index: usize, item: &Item, offset: usize) -> Option<Name<'_>> {
        let first = self.model.uses.partition_point(|found| found.item < index);
        let uses = self.model.uses[first..].iter().take_while(|found| found.item == index);
        if let Some(found) = uses.into_iter().find(|found| item.absolute(found.whole).touches(offset)) {
            let name = VariableName {
                name: found.name.to_string(),
                span: item.absolute(found.span),
                variable: found.origin.map(|origin| Variable { value: self.value_of(index, &found.name, origin), origin }),
                scope_known: found.scope_known,
                in_shell: false,
            };
            return Some(Name::Use(name));
        }
        let definitions = &self.model.definitions;
        if let Some(found) = definitions.iter().position(|definition| definition.item == index && item.absolute(definition.span).touches(offset)) {
            return Some(Name::Definition(found, item.absolute(definitions[found].span)));
        }
        self.shell_variable_at(index, item, offset)
    }

    /// A variable in shell text. The shell sees the variables that BuildKit's scope has at that place.
    fn shell_variable_at(&self, index: usize, item: &Item, offset: usize) -> Option<Name<'_>> {
        let instruction = &*item.instruction;
        if !has_shell_text(instruction) || self.is_windows_shell(index) {
            return None;
        }
        let relative = offset - item.start;
        let in_body = instruction.heredocs.iter().position(|heredoc| heredoc.body.touches(relative));
        let body;
        let tree = match in_body {
            Some(heredoc) => {
                body = instruction.heredoc_tree(heredoc)?;
                &body
            }
            None => instruction.shell_tree()?,
        };
        let found = tree.variables(&instruction.text).into_iter().find(|found| {
            // The dollar, and the brace if there is one, belong to the name for somebody who points at it.
            let start = found.span.start as usize;
            let before = instruction.text[..start].len() - instruction.text[..start].trim_end_matches(['{', '$']).len();
            Span::new(start - before.min(2), found.span.end as usize).touches(relative)
        })?;
        let (_, scope) = model::scope_before(&self.file, self.config.assumptions, index);
        let variable = scope.get(&found.name).cloned();
        Some(Name::Use(VariableName { span: item.absolute(found.span), name: found.name, variable, scope_known: false, in_shell: true }))
    }

    fn value_of(&self, index: usize, name: &str, origin: Origin) -> Value {
        match origin {
            Origin::Definition(definition) => self.model.definitions[definition].value.clone(),
            _ => {
                let (_, scope) = model::scope_before(&self.file, self.config.assumptions, index);
                scope.get(name).map_or(Value::Opaque, |variable| variable.value.clone())
            }
        }
    }

    /// True when the shell form is meant for cmd or PowerShell.
    pub(super) fn is_windows_shell(&self, index: usize) -> bool {
        self.model.shell_at(&self.file, index) == model::Shell::Windows
    }

    /// The definition that a name leads to: its own, or for a stage that forgot to declare it again, the ARG before the first FROM.
    pub(super) fn definition_of(&self, found: &VariableName) -> Option<usize> {
        if let Some(Variable { origin: Origin::Definition(index), .. }) = found.variable {
            return Some(index);
        }
        if found.variable.is_some() {
            return None;
        }
        self.global_definition(&found.name)
    }

    /// The last ARG of that name before the first FROM.
    pub(super) fn global_definition(&self, name: &str) -> Option<usize> {
        self.model.definitions.iter().rposition(|definition| definition.kind == DefinitionKind::GlobalArg && *definition.name == *name)
    }

    /// The stage that a reference names, if it names one.
    pub(super) fn stage_of(&self, reference: &StageReference) -> Option<&Stage> {
        match reference.target {
            Target::Stage(index) => self.model.stages.get(index),
            _ => None,
        }
    }
}

fn has_shell_text(instruction: &Instruction) -> bool {
    let instruction = instruction.effective();
    matches!(instruction.keyword, Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck) && !instruction.is_json()
}
