//! Owns the stage-aware meaning of a file: stages and their references, ARG and ENV scopes, expansion of words, effective image configuration.
//!
//! It mirrors BuildKit's dispatch without building anything. It may use `text`, `syntax` and `knowledge`.

pub mod artifacts;
pub mod check_options;
mod circles;
pub mod config;
mod configure;
pub mod copies;
mod evaluate;
mod expand_words;
mod expandable;
pub mod expansion;
mod expansion_lexer;
#[allow(clippy::module_inception, reason = "the file holds the type of that name")]
mod model;
mod pattern;
pub mod platform;
pub mod port;
mod references;
mod situation;
pub mod source_kind;
pub mod stage;
pub mod steps;
pub mod variable;

pub use evaluate::{Assumptions, evaluate, scope_before};
pub use model::{Expanded, Model, RefusedExpansion};
pub use situation::{Shell, Situation};
