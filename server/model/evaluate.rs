//! Owns the walk over a file in which BuildKit would build it: scopes, expansions, stage references and image configuration.

use std::collections::HashMap;
use std::rc::Rc;

use super::config::Config;
use super::expansion::Quoting;
use super::model::Model;
use super::situation::Situation;
use super::stage::{Base, ReferencePlace, Stage, StageName, StageReference, Target};
use super::variable::{Definition, DefinitionKind, Origin, Scope, Value};
use crate::knowledge::builder::PLATFORM_ARGS;
use crate::knowledge::image_reference::ImageReference;
use crate::syntax::{Instruction, Keyword, ParsedFile, Word};
use crate::text::Span;

/// What the model may assume about the world outside the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assumptions {
    /// Treat every base image as one that sets nothing but PATH, as BuildKit's tests do.
    pub no_image_facts: bool,
}

/// Builds the model of a file.
pub fn evaluate(file: &ParsedFile, assumptions: Assumptions) -> Model {
    Evaluator::new(file, assumptions, usize::MAX).run().0
}

/// The scope that the instruction of that index sees, with the definitions of the model so far.
pub fn scope_before(file: &ParsedFile, assumptions: Assumptions, item: usize) -> (Model, Scope) {
    Evaluator::new(file, assumptions, item).run()
}

pub(super) struct Evaluator<'f> {
    pub(super) file: &'f ParsedFile,
    pub(super) assumptions: Assumptions,
    /// Index of the instruction before which to stop.
    stop: usize,
    pub(super) model: Model,
    /// Nearest earlier stage of each stored name: what FROM takes.
    nearest: HashMap<String, usize>,
    pub(super) globals: Scope,
    pub(super) scope: Scope,
    /// Whether everything that sets variables in the present scope is known.
    pub(super) scope_known: bool,
    /// End of each stage, for the stages built on it.
    ends: Vec<(Rc<Scope>, bool)>,
}

impl<'f> Evaluator<'f> {
    fn new(file: &'f ParsedFile, assumptions: Assumptions, stop: usize) -> Self {
        let mut globals = Scope::default();
        for (name, value) in PLATFORM_ARGS {
            globals.set(name, Value::Known(value.into()), Origin::Builder);
        }
        let model = Model::default();
        Self { file, assumptions, stop, model, nearest: HashMap::new(), globals, scope: Scope::default(), scope_known: true, ends: Vec::new() }
    }

    fn run(mut self) -> (Model, Scope) {
        for (index, item) in self.file.items().iter().enumerate().take(self.stop) {
            let instruction = &*item.instruction;
            if instruction.keyword == Keyword::From {
                self.end_stage(index);
                self.begin_stage(index, instruction);
            }
            self.model.stage_of.push(self.model.stages.len().checked_sub(1));
            match self.model.stages.len().checked_sub(1) {
                None => self.global(index, instruction),
                Some(stage) if instruction.keyword != Keyword::From => self.dispatch(stage, index, instruction),
                Some(_) => {}
            }
        }
        let scope = if self.model.stages.is_empty() { self.globals.clone() } else { self.scope.clone() };
        self.end_stage(self.file.items().len().min(self.stop));
        self.resolve_names();
        (self.model, scope)
    }

    fn end_stage(&mut self, end: usize) {
        if let Some(stage) = self.model.stages.last_mut() {
            stage.items.end = end;
            let scope = Rc::new(std::mem::take(&mut self.scope));
            self.ends.push((scope, self.scope_known));
        }
    }

    /// An ARG before the first FROM.
    fn global(&mut self, item: usize, instruction: &Instruction) {
        if instruction.keyword != Keyword::Arg {
            return;
        }
        for word in instruction.words() {
            let (name, value) = split_arg(word);
            let value = match value {
                None => self.globals.get(name).map_or(Value::Input, |known| known.value.clone()),
                Some(value) => self.expand_part(item, instruction, word, name.len() + 1, value, true, false),
            };
            let definition = self.define(item, None, name, instruction.span_in(word, 0..name.len()), DefinitionKind::GlobalArg, &value);
            self.globals.set(name, value, Origin::Definition(definition));
        }
    }

    pub(super) fn define(&mut self, item: usize, stage: Option<usize>, name: &str, span: Span, kind: DefinitionKind, value: &Value) -> usize {
        self.model.definitions.push(Definition { name: name.into(), item, stage, span, kind, value: value.clone() });
        self.model.definitions.len() - 1
    }

    fn begin_stage(&mut self, item: usize, instruction: &Instruction) {
        let index = self.model.stages.len();
        let words = instruction.words();
        let name = match words {
            [_, keyword, name] if keyword.text.eq_ignore_ascii_case("as") => {
                Some(StageName { name: name.text.to_lowercase().into(), written: name.text.clone(), span: name.span })
            }
            _ => None,
        };
        if let Some(platform) = instruction.flag("platform").and_then(|flag| flag.value.as_ref()) {
            self.expand_word(item, instruction, platform, true, true, Quoting::Shell);
        }
        let base = words.first().map_or(Base::Unknown, |word| self.base(item, instruction, word, index));
        let (mut config, parent) = match &base {
            Base::Stage(parent) => (self.model.stages[*parent].config.clone(), Some(self.ends[*parent].clone())),
            _ => (Config::default(), None),
        };
        match parent {
            Some((scope, known)) => {
                self.scope = Scope::child(scope);
                self.scope_known = known;
            }
            None => self.begin_from_image(&base, &mut config),
        }
        if let Some(name) = &name {
            self.nearest.insert(name.name.to_string(), index);
        }
        self.model.stages.push(Stage { index, from: item, items: item + 1..item + 1, name, base: base.clone(), config });
        if let Base::Stage(parent) = base {
            self.run_triggers(parent, index, item);
        }
        self.note_situation(index, item + 1);
    }

    /// Remembers directory, user and shell for the instructions from `item` on.
    fn note_situation(&mut self, stage: usize, item: usize) {
        let config = &self.model.stages[stage].config;
        let situation = Situation { workdir: config.workdir.clone(), user: config.user.clone(), shell: config.shell.clone() };
        self.model.situations.push((item, situation));
    }

    fn base(&mut self, item: usize, instruction: &Instruction, word: &Word, stage: usize) -> Base {
        let expansion = self.expand_word(item, instruction, word, true, true, Quoting::Shell);
        let (text, certain) = match expansion {
            None => (word.text.to_string(), true),
            Some(expansion) if expansion.error.is_some() => return Base::Unknown,
            Some(expansion) => (expansion.value.clone(), expansion.without_input),
        };
        let target = self.nearest.get(&text).copied();
        self.model.references.push(StageReference {
            item,
            stage,
            span: word.span,
            text: text.as_str().into(),
            editable: word.is_plain_source(),
            place: ReferencePlace::From,
            target: target.map_or(Target::Image, Target::Stage),
        });
        match target {
            Some(parent) => Base::Stage(parent),
            None if text == "scratch" => Base::Scratch,
            None if !certain && ImageReference::parse(&text).is_err() => Base::Unknown,
            None if text.is_empty() => Base::Blank,
            None => ImageReference::parse(&text).map_or_else(|error| Base::Invalid(text, error), Base::Image),
        }
    }

    /// What the parent stage stored with ONBUILD runs first, in the child. Only its effect on variables and configuration counts: everything else
    /// about it would speak of places in another stage's text.
    fn run_triggers(&mut self, parent: usize, stage: usize, from: usize) {
        let items = self.file.items();
        let model = &self.model;
        let kept = (model.references.len(), model.uses.len(), model.expansions.len(), model.situations.len(), model.refused.len());
        for index in model.stages[parent].items.clone() {
            let Some(trigger) = items[index].instruction.trigger.as_deref() else { continue };
            let defined = self.model.definitions.len();
            self.dispatch(stage, from, trigger);
            self.model.definitions[defined..].iter_mut().for_each(|definition| definition.item = index);
            self.model.references.truncate(kept.0);
            self.model.uses.truncate(kept.1);
            self.model.expansions.truncate(kept.2);
            self.model.situations.truncate(kept.3);
            self.model.refused.truncate(kept.4);
        }
    }

    fn dispatch(&mut self, stage: usize, item: usize, instruction: &Instruction) {
        match instruction.keyword {
            Keyword::Arg => self.arg(stage, item, instruction),
            Keyword::Run => self.mounts(stage, item, instruction),
            Keyword::Onbuild => {}
            _ => self.expand_all(item, instruction),
        }
        if instruction.keyword == Keyword::Copy {
            self.copy_source(stage, item, instruction);
        }
        self.configure(stage, item, instruction);
        if matches!(instruction.keyword, Keyword::Workdir | Keyword::User | Keyword::Shell) {
            self.note_situation(stage, item + 1);
        }
    }

    fn arg(&mut self, stage: usize, item: usize, instruction: &Instruction) {
        for word in instruction.words() {
            let (name, value) = split_arg(word);
            let span = instruction.span_in(word, 0..name.len());
            let value = match value {
                Some(value) => self.expand_part(item, instruction, word, name.len() + 1, value, false, true),
                None => match self.globals.get(name).map(|known| known.value.clone()) {
                    Some(Value::Input) | None => {
                        // Without any value the declaration changes nothing, except that the name now counts as declared.
                        let definition = self.define(item, Some(stage), name, span, DefinitionKind::Arg, &Value::Input);
                        if self.scope.get(name).is_none() {
                            self.scope.set(name, Value::Input, Origin::Definition(definition));
                        }
                        continue;
                    }
                    Some(value) => value,
                },
            };
            let definition = self.define(item, Some(stage), name, span, DefinitionKind::Arg, &value);
            self.scope.set(name, value, Origin::Definition(definition));
        }
    }
}

fn split_arg(word: &Word) -> (&str, Option<&str>) {
    word.text.split_once('=').map_or((&*word.text, None), |(name, value)| (name, Some(value)))
}
