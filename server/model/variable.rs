//! Owns variables: their definitions, their scopes and the places that read them.

use std::collections::HashMap;
use std::rc::Rc;

use super::expansion::Lookup;
use crate::text::Span;

/// What is known of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// This text, unless the build is given another.
    Known(Box<str>),
    /// An ARG without default.
    Input,
    /// Something that is not known here.
    Opaque,
}

impl Value {
    /// The text, if it is known.
    pub fn known(&self) -> Option<&str> {
        match self {
            Self::Known(text) => Some(text),
            Self::Input | Self::Opaque => None,
        }
    }

    /// As the answer of a scope.
    pub fn lookup(&self) -> Lookup<'_> {
        match self {
            Self::Known(text) => Lookup::Known(text),
            Self::Input => Lookup::Input,
            Self::Opaque => Lookup::Opaque,
        }
    }
}

/// An ARG or ENV that defines a variable.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The variable.
    pub name: Box<str>,
    /// Index of the instruction.
    pub item: usize,
    /// Stage, or none for an ARG before the first FROM.
    pub stage: Option<usize>,
    /// The name alone, relative to the instruction.
    pub span: Span,
    /// ARG or ENV.
    pub kind: DefinitionKind,
    /// Its value.
    pub value: Value,
}

/// How a variable is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefinitionKind {
    /// ARG before the first FROM.
    GlobalArg,
    /// ARG in a stage.
    Arg,
    /// ENV.
    Env,
}

/// Where a variable's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The definition of that index.
    Definition(usize),
    /// The base image's environment.
    BaseImage,
    /// The builder: platform arguments and PATH.
    Builder,
}

/// A variable as a scope holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its value.
    pub value: Value,
    /// Where it comes from.
    pub origin: Origin,
}

/// The variables that an instruction sees. Cheap to clone: stages share what they inherit.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    variables: HashMap<Box<str>, Variable>,
    parent: Option<Rc<Scope>>,
    depth: usize,
}

/// Scopes chained deeper than this are copied flat, so that neither a lookup nor dropping the chain depends on how many stages follow one another.
const LONGEST_CHAIN: usize = 32;

impl Scope {
    /// A scope that sees everything of `parent`.
    pub fn child(parent: Rc<Scope>) -> Self {
        if parent.depth < LONGEST_CHAIN {
            return Self { variables: HashMap::new(), depth: parent.depth + 1, parent: Some(parent) };
        }
        let variables = parent.visible().into_iter().map(|(name, variable)| (name.into(), variable.clone())).collect();
        Self { variables, parent: None, depth: 0 }
    }

    /// Looks a variable up.
    pub fn get(&self, name: &str) -> Option<&Variable> {
        let mut scope = self;
        loop {
            if let Some(found) = scope.variables.get(name) {
                return Some(found);
            }
            scope = scope.parent.as_deref()?;
        }
    }

    /// Sets a variable.
    pub fn set(&mut self, name: &str, value: Value, origin: Origin) {
        self.variables.insert(name.into(), Variable { value, origin });
    }

    /// All visible variables, sorted by name.
    pub fn visible(&self) -> Vec<(&str, &Variable)> {
        let mut found: HashMap<&str, &Variable> = HashMap::new();
        let mut scope = Some(self);
        while let Some(current) = scope {
            for (name, variable) in &current.variables {
                found.entry(name).or_insert(variable);
            }
            scope = current.parent.as_deref();
        }
        let mut list: Vec<_> = found.into_iter().collect();
        list.sort_unstable_by_key(|(name, _)| *name);
        list
    }
}

/// A place that reads a variable in text that BuildKit expands.
#[derive(Clone, Debug)]
pub struct VariableUse {
    /// Index of the instruction.
    pub item: usize,
    /// The name alone, relative to the instruction.
    pub span: Span,
    /// The whole expression, from `$`.
    pub whole: Span,
    /// The variable.
    pub name: Box<str>,
    /// Where its value comes from; none when nothing known sets it.
    pub origin: Option<Origin>,
    /// True when everything that could set it is known, so that a missing one is certain to be missing.
    pub scope_known: bool,
    /// `${x:-y}` and its like.
    pub has_default: bool,
    /// Whether BuildKit's check speaks of undefined variables here: not in EXPOSE.
    pub checked: bool,
}
