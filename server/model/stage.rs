//! Owns the stages of a file, what they are built on, and the references between them.

use std::ops::Range;

use super::config::Config;
use crate::knowledge::image_reference::{ImageReference, ReferenceError};
use crate::text::Span;

/// One stage: a FROM and the instructions up to the next.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Position among the stages, from 0: what `COPY --from=0` counts.
    pub index: usize,
    /// Index of the FROM instruction.
    pub from: usize,
    /// Indexes of the instructions that follow it.
    pub items: Range<usize>,
    /// The name behind AS.
    pub name: Option<StageName>,
    /// What it starts from.
    pub base: Base,
    /// The image configuration at its end.
    pub config: Config,
}

/// The name of a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageName {
    /// As BuildKit stores it: lower case.
    pub name: Box<str>,
    /// As written.
    pub written: Box<str>,
    /// Where it stands, relative to the FROM instruction.
    pub span: Span,
}

/// What a stage starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// Nothing: `FROM scratch`.
    Scratch,
    /// An earlier stage.
    Stage(usize),
    /// An image, by the name that the default arguments give.
    Image(ImageReference),
    /// The name is known, but is no image name.
    Invalid(String, ReferenceError),
    /// The name is empty with the default arguments.
    Blank,
    /// The name depends on a build argument without default, or cannot be expanded.
    Unknown,
}

/// A place that names a stage, or what could be one.
#[derive(Clone, Debug)]
pub struct StageReference {
    /// Index of the instruction.
    pub item: usize,
    /// Stage in which it stands.
    pub stage: usize,
    /// The name alone, relative to the instruction.
    pub span: Span,
    /// The name as written.
    pub text: Box<str>,
    /// False when the name is quoted or split over lines, so that `span` covers more than the name and must not be edited.
    pub editable: bool,
    /// What kind of place it is.
    pub place: ReferencePlace,
    /// What it names.
    pub target: Target,
}

/// Places that can name a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferencePlace {
    /// `FROM name`.
    From,
    /// `COPY --from=name`.
    Copy,
    /// `RUN --mount=from=name`.
    Mount,
}

/// What a reference names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The stage of that index; it may be a later one or the stage itself, which BuildKit refuses.
    Stage(usize),
    /// No stage: an image, or a build context of that name given to the build.
    Image,
    /// `COPY --from=9` and there is no such stage.
    NoSuchIndex,
    /// A number that stands for an image which an earlier `COPY --from=image` pulled in: BuildKit counts those too.
    PulledImage,
    /// A variable, which BuildKit does not expand here.
    Variable,
    /// The build context: `--from=` with nothing behind it.
    Context,
}

impl Stage {
    /// The name as BuildKit stores it.
    pub fn name(&self) -> Option<&str> {
        self.name.as_ref().map(|name| &*name.name)
    }

    /// How to call the stage in a message.
    pub fn label(&self) -> String {
        self.name.as_ref().map_or_else(|| format!("stage {}", self.index), |name| format!("stage `{}`", name.written))
    }
}
