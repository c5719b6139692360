//! Owns the walk over a file in which BuildKit would build it: scopes, expansions, stage references and image configuration.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::config::{Command, Config};
use super::expandable::each_expanded_word;
use super::expansion::{Expansion, Lookup, Quoting, expand, is_plain};
use super::model::{Model, Place};
use super::mount::mount_fields;
use super::stage::{Base, ReferencePlace, Stage, StageName, StageReference, Target};
use super::variable::{Definition, DefinitionKind, Origin, Scope, Value, VariableUse};
use crate::knowledge::builder::{DEFAULT_PATH, PLATFORM_ARGS};
use crate::knowledge::image_reference::ImageReference;
use crate::knowledge::images::{self, ImageFacts};
use crate::syntax::{Arguments, Instruction, Keyword, ParsedFile, Word};
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

struct Evaluator<'f> {
    file: &'f ParsedFile,
    assumptions: Assumptions,
    /// Index of the instruction before which to stop.
    stop: usize,
    model: Model,
    /// Nearest earlier stage of each stored name: what FROM takes.
    nearest: HashMap<String, usize>,
    globals: Scope,
    scope: Scope,
    /// Whether everything that sets variables in the present scope is known.
    scope_known: bool,
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

    fn define(&mut self, item: usize, stage: Option<usize>, name: &str, span: Span, kind: DefinitionKind, value: &Value) -> usize {
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
    }

    fn begin_from_image(&mut self, base: &Base, config: &mut Config) {
        self.scope = Scope::default();
        self.scope.set("PATH", Value::Known(DEFAULT_PATH.into()), Origin::Builder);
        self.scope_known = self.assumptions.no_image_facts || *base == Base::Scratch;
        if self.scope_known {
            return;
        }
        let facts = match base {
            Base::Image(reference) => images::lookup(reference),
            _ => None,
        };
        match facts {
            Some(facts) => self.take_facts(facts, config),
            // An image that is not known may set anything.
            None => {
                self.scope.set("PATH", Value::Opaque, Origin::BaseImage);
                config.workdir = Some(Value::Opaque);
            }
        }
    }

    fn take_facts(&mut self, facts: &ImageFacts, config: &mut Config) {
        self.scope_known = facts.env.is_some();
        for (name, value) in facts.env.iter().flatten() {
            let value = value.as_deref().map_or(Value::Opaque, |value| Value::Known(value.into()));
            config.set_env(name, value.clone());
            self.scope.set(name, value, Origin::BaseImage);
        }
        let known = |text: &Option<String>| text.as_deref().map(|text| Value::Known(text.into()));
        config.workdir = known(&facts.workdir).filter(|dir| dir.known() != Some("/"));
        config.user = known(&facts.user);
        config.stop_signal = known(&facts.stop_signal);
        config.shell = facts.shell.as_ref().map(|shell| shell.iter().map(|word| word.as_str().into()).collect());
        let exec = |words: &Option<Vec<String>>| {
            words.as_ref().filter(|words| !words.is_empty()).map(|words| Command::Exec(words.iter().map(|word| word.as_str().into()).collect()))
        };
        config.entrypoint = exec(&facts.entrypoint);
        config.cmd = exec(&facts.cmd);
        config.exposed = facts.expose.iter().map(|port| port.as_str().into()).collect();
        config.volumes = facts.volume.iter().map(|path| path.as_str().into()).collect();
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

    /// What the parent stage stored with ONBUILD runs first, in the child.
    fn run_triggers(&mut self, parent: usize, stage: usize, from: usize) {
        let items = self.file.items();
        for item in self.model.stages[parent].items.clone() {
            if let Some(trigger) = &items[item].instruction.trigger {
                let mut silent = std::mem::take(&mut self.model.uses);
                let expansions = std::mem::take(&mut self.model.expansions);
                self.dispatch(stage, from, trigger);
                // Findings in a trigger would point into another stage's text; its effect on variables and configuration is what counts.
                std::mem::swap(&mut self.model.uses, &mut silent);
                self.model.expansions = expansions;
            }
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

    fn expand_all(&mut self, item: usize, instruction: &Instruction) {
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

    fn expand_heredocs(&mut self, item: usize, instruction: &Instruction) {
        for heredoc in instruction.heredocs.iter().filter(|heredoc| heredoc.expand) {
            let Some(body) = instruction.text.get(heredoc.body.range()) else { continue };
            let expansion = self.run_expansion(body, instruction.escape, Quoting::Literal, false);
            let base = heredoc.body.start as usize;
            let place = |range: std::ops::Range<usize>| Span::new(base + range.start, base + range.end);
            self.record_uses(item, &expansion, true, false, &place);
        }
    }

    fn mounts(&mut self, stage: usize, item: usize, instruction: &Instruction) {
        if instruction.flag("mount").is_some() {
            self.model.mount_workdirs.push((item, self.model.stages[stage].config.workdir.clone()));
        }
        for flag in instruction.flags_named("mount") {
            let Some(value) = &flag.value else { continue };
            let Some(fields) = mount_fields(value) else { continue };
            for field in fields {
                let Some(text) = &field.value else { continue };
                if field.key == "from" {
                    let span = instruction.span_in(value, field.value_range.clone());
                    let target = if text.contains('$') { Target::Variable } else { Target::Image };
                    let text = text.as_str().into();
                    self.model.references.push(StageReference { item, stage, span, text, place: ReferencePlace::Mount, target });
                } else if !is_plain(text, instruction.escape) {
                    let expansion = self.run_expansion(text, instruction.escape, Quoting::Shell, false);
                    let base = value.joined.start + field.value_range.start;
                    let place = |range: std::ops::Range<usize>| {
                        let part = field.value_range.start + range.start..field.value_range.start + range.end;
                        instruction.span_in(value, part)
                    };
                    self.record_uses(item, &expansion, true, false, &place);
                    self.model.expansions.push((Place { item, joined: base }, expansion));
                }
            }
        }
    }

    fn copy_source(&mut self, stage: usize, item: usize, instruction: &Instruction) {
        let Some(value) = instruction.flag("from").and_then(|flag| flag.value.as_ref()) else { return };
        let target = if value.text.is_empty() {
            Target::Context
        } else if value.text.contains('$') {
            Target::Variable
        } else {
            Target::Image
        };
        self.model.references.push(StageReference { item, stage, span: value.span, text: value.text.clone(), place: ReferencePlace::Copy, target });
    }

    /// COPY and mounts may name any stage of the file, so their names are looked up when all stages are known.
    fn resolve_names(&mut self) {
        let stages = &self.model.stages;
        let last_of_name: HashMap<&str, usize> = stages.iter().filter_map(|stage| Some((stage.name()?, stage.index))).collect();
        let mut pulled: HashSet<String> = HashSet::new();
        for reference in &mut self.model.references {
            if reference.target != Target::Image || reference.place == ReferencePlace::From {
                continue;
            }
            if let Some(stage) = last_of_name.get(reference.text.to_lowercase().as_str()) {
                reference.target = Target::Stage(*stage);
            } else if reference.place == ReferencePlace::Copy
                && let Some(number) = parse_index(&reference.text)
            {
                reference.target = match usize::try_from(number) {
                    Ok(index) if index < stages.len() => Target::Stage(index),
                    Ok(index) if index < stages.len() + pulled.len() => Target::PulledImage,
                    _ => Target::NoSuchIndex,
                };
            } else {
                pulled.insert(reference.text.to_lowercase());
            }
        }
    }

    fn configure(&mut self, stage: usize, item: usize, instruction: &Instruction) {
        let text = |evaluator: &Self| instruction.argument_text().map(|word| evaluator.value(item, word));
        let words = |evaluator: &Self| -> Vec<Value> { instruction.words().iter().map(|word| evaluator.value(item, word)).collect() };
        match instruction.keyword {
            Keyword::Env => self.env(stage, item, instruction),
            Keyword::Workdir => {
                if let Some(path) = text(self) {
                    self.config(stage).change_workdir(&path);
                }
            }
            Keyword::User => {
                let user = text(self);
                self.config(stage).user = user;
            }
            Keyword::Stopsignal => {
                let signal = text(self);
                self.config(stage).stop_signal = signal;
            }
            Keyword::Shell if instruction.is_json() => {
                self.config(stage).shell = Some(instruction.words().iter().map(|word| word.text.clone()).collect());
            }
            Keyword::Cmd => self.config(stage).cmd = command(&instruction.arguments),
            Keyword::Entrypoint => {
                let before = self.model.stages[stage].items.start..item;
                let cmd_is_own = self.file.items()[before].iter().any(|item| item.keyword == Keyword::Cmd);
                let config = self.config(stage);
                config.entrypoint = command(&instruction.arguments);
                // BuildKit drops an inherited CMD with a new ENTRYPOINT, but keeps one of the same stage.
                if !cmd_is_own {
                    config.cmd = None;
                }
            }
            Keyword::Healthcheck => self.config(stage).healthcheck = Some(item),
            Keyword::Label => {
                for pair in instruction.pairs() {
                    if let Value::Known(key) = self.value(item, &pair.key) {
                        let value = self.value(item, &pair.value);
                        self.config(stage).set_label(&key, value);
                    }
                }
            }
            Keyword::Expose => {
                let ports = words(self);
                add_known(&mut self.config(stage).exposed, ports);
            }
            Keyword::Volume => {
                let paths = words(self);
                add_known(&mut self.config(stage).volumes, paths);
            }
            _ => {}
        }
    }

    fn config(&mut self, stage: usize) -> &mut Config {
        &mut self.model.stages[stage].config
    }

    /// The value of a word as the image's configuration would hold it.
    fn value(&self, item: usize, word: &Word) -> Value {
        match self.model.expanded(item, word) {
            Some(expanded) if expanded.certain => Value::Known(expanded.text.into()),
            _ => Value::Opaque,
        }
    }

    fn env(&mut self, stage: usize, item: usize, instruction: &Instruction) {
        // All values are expanded before the first one is set, so a pair does not see its neighbours.
        let set: Vec<_> = instruction
            .pairs()
            .iter()
            .filter_map(|pair| {
                let key = self.model.expanded(item, &pair.key)?;
                let value = match self.model.expanded(item, &pair.value) {
                    Some(expanded) if expanded.certain => Value::Known(expanded.text.into()),
                    Some(expanded) if !expanded.without_input => Value::Input,
                    _ => Value::Opaque,
                };
                Some((key.text.into_owned(), pair.key.span, value))
            })
            .collect();
        for (name, span, value) in set {
            let definition = self.define(item, Some(stage), &name, span, DefinitionKind::Env, &value);
            self.model.stages[stage].config.set_env(&name, value.clone());
            self.scope.set(&name, value, Origin::Definition(definition));
        }
    }

    /// Expands a whole word, remembers the outcome and the variables in it. None when there is nothing to expand.
    fn expand_word(
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
    fn expand_part(&mut self, item: usize, instruction: &Instruction, word: &Word, at: usize, value: &str, global: bool, checked: bool) -> Value {
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

    fn run_expansion(&self, text: &str, escape: char, quoting: Quoting, global: bool) -> Expansion {
        let scope = if global { &self.globals } else { &self.scope };
        let missing = if global || self.scope_known { Lookup::Unset } else { Lookup::Undefined };
        expand(text, escape, quoting, &|name| scope.get(name).map_or(missing, |variable| variable.value.lookup()))
    }

    fn record_uses(&mut self, item: usize, expansion: &Expansion, checked: bool, global: bool, place: &dyn Fn(std::ops::Range<usize>) -> Span) {
        let scope = if global { &self.globals } else { &self.scope };
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

fn split_arg(word: &Word) -> (&str, Option<&str>) {
    word.text.split_once('=').map_or((&*word.text, None), |(name, value)| (name, Some(value)))
}

fn command(arguments: &Arguments) -> Option<Command> {
    match arguments {
        Arguments::Text(word) => Some(Command::Shell(word.text.clone())),
        Arguments::Json(words) => Some(Command::Exec(words.iter().map(|word| word.text.clone()).collect())),
        _ => None,
    }
}

fn add_known(list: &mut Vec<Box<str>>, words: Vec<Value>) {
    for word in words {
        if let Value::Known(text) = word
            && !list.contains(&text)
        {
            list.push(text);
        }
    }
}

/// A number as Go's strconv.Atoi reads it: a sign and any number of digits.
fn parse_index(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().unwrap_or(i64::MAX))
}
