//! Owns the walk over COPY and ADD, and the folders that their destinations mean.

use super::Context;
pub use crate::model::copies::basename as file_name;
use crate::syntax::{Instruction, Item, Keyword, Word};

/// A COPY or ADD of a stage with at least one source.
pub struct FileCopy<'a> {
    /// Index of the instruction.
    pub index: usize,
    /// The instruction at its place.
    pub item: &'a Item,
    /// Index of its stage.
    pub stage: usize,
    /// Sources, heredocs included.
    pub sources: &'a [Word],
    /// The last word.
    pub destination: &'a Word,
}

/// All COPY and ADD instructions of all stages.
pub fn copies<'a>(context: &Context<'a>) -> impl Iterator<Item = FileCopy<'a>> + use<'a> {
    let model = context.model;
    context.items().filter_map(move |(index, item)| {
        let stage = model.stage_of[index]?;
        file_copy(index, item, stage)
    })
}

/// An instruction as COPY or ADD, if it is one.
pub fn file_copy(index: usize, item: &Item, stage: usize) -> Option<FileCopy<'_>> {
    if !matches!(item.keyword, Keyword::Copy | Keyword::Add) || item.instruction.error.is_some() {
        return None;
    }
    let (destination, sources) = item.instruction.words().split_last()?;
    (!sources.is_empty()).then_some(FileCopy { index, item, stage, sources, destination })
}

impl<'a> FileCopy<'a> {
    /// The instruction.
    pub fn instruction(&self) -> &'a Instruction {
        &self.item.instruction
    }

    /// True when the sources lie in the build context: there is no `--from`, or one with nothing behind it.
    pub fn is_from_context(&self) -> bool {
        self.instruction().flag("from").and_then(|flag| flag.value.as_ref()).is_none_or(|value| value.text.is_empty())
    }

    /// Sources that are not heredocs.
    pub fn paths(&self) -> impl Iterator<Item = &'a Word> + use<'a, '_> {
        self.sources.iter().filter(|word| !self.instruction().heredocs.iter().any(|heredoc| heredoc.marker.meets(word.span)))
    }

    /// The absolute path of the destination, without a slash at its end; none when it is not known.
    pub fn target(&self, context: &Context) -> Option<Box<str>> {
        context.copied(self.index)?.destination.as_deref().map(Into::into)
    }
}

/// The working directory that an instruction finds; none when it is not known.
pub fn workdir_before(context: &Context, item: usize) -> Option<Box<str>> {
    match &context.model.situation(item)?.workdir {
        Some(workdir) => workdir.known().map(Into::into),
        None => Some("/".into()),
    }
}

/// True when a source can stand for several files.
pub fn is_pattern(source: &str) -> bool {
    source.contains(['*', '?'])
}

impl FileCopy<'_> {
    /// True when the destination is a folder for sure: the text says so, or the image has it, or an earlier instruction made it.
    pub fn goes_into_folder(&self, context: &Context, target: &str) -> bool {
        const FOLDERS: [&str; 22] = [
            "/",
            "/bin",
            "/etc",
            "/home",
            "/lib",
            "/media",
            "/mnt",
            "/opt",
            "/root",
            "/run",
            "/sbin",
            "/srv",
            "/tmp",
            "/usr",
            "/usr/bin",
            "/usr/lib",
            "/usr/local",
            "/usr/local/bin",
            "/usr/local/lib",
            "/usr/sbin",
            "/var",
            "/var/lib",
        ];
        let text = &*self.destination.text;
        if text.trim_end_matches(['"', '\'']).ends_with('/') || matches!(file_name(text), "." | "..") || FOLDERS.contains(&target) {
            return true;
        }
        let stage = &context.model.stages[self.stage];
        let inside = |path: &str| path == target || path.strip_prefix(target).is_some_and(|rest| rest.starts_with('/'));
        if workdir_before(context, self.index).is_some_and(|workdir| inside(&workdir)) {
            return true;
        }
        let earlier = stage.items.start..self.index;
        earlier.filter_map(|index| file_copy(index, &context.file.items()[index], self.stage)).any(|copy| {
            let folder = copy.destination.text.ends_with('/');
            copy.target(context).is_some_and(|path| if folder { inside(&path) } else { *path != *target && inside(&path) })
        })
    }
}
