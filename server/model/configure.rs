//! Owns the image configuration as the walk builds it: what a base image brings, and what each instruction sets.

use super::config::{Command, Config};
use super::evaluate::Evaluator;
use super::stage::Base;
use super::variable::{DefinitionKind, Origin, Scope, Value};
use crate::knowledge::builder::DEFAULT_PATH;
use crate::knowledge::images::{self, ImageFacts};
use crate::syntax::{Arguments, Instruction, Keyword, Word};

impl Evaluator<'_> {
    pub(super) fn begin_from_image(&mut self, base: &Base, config: &mut Config) {
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

    pub(super) fn take_facts(&mut self, facts: &ImageFacts, config: &mut Config) {
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

    pub(super) fn configure(&mut self, stage: usize, item: usize, instruction: &Instruction) {
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

    pub(super) fn config(&mut self, stage: usize) -> &mut Config {
        &mut self.model.stages[stage].config
    }

    /// The value of a word as the image's configuration would hold it.
    pub(super) fn value(&self, item: usize, word: &Word) -> Value {
        match self.model.expanded(item, word) {
            Some(expanded) if expanded.certain => Value::Known(expanded.text.into()),
            _ => Value::Opaque,
        }
    }

    pub(super) fn env(&mut self, stage: usize, item: usize, instruction: &Instruction) {
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
