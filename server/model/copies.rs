//! Owns what COPY and ADD bring into a stage: from where, and to which path.

use super::config::join;
use super::model::Model;
use super::stage::{ReferencePlace, Target};
use crate::syntax::{Item, Keyword, Word};

/// A COPY or ADD.
#[derive(Debug)]
pub struct Copied<'a> {
    /// Index of the instruction.
    pub item: usize,
    /// The stage it belongs to.
    pub stage: usize,
    /// Where the sources are.
    pub from: CopiedFrom,
    /// The sources, heredocs left out: the word, and its text with variables replaced; none when a part is not known.
    pub sources: Vec<(&'a Word, Option<String>)>,
    /// The destination as written.
    pub destination_word: &'a Word,
    /// The absolute destination without a trailing slash; none when it is not known.
    pub destination: Option<String>,
    /// Whether the destination is written as a directory, or has to be one as there are several sources.
    pub into_directory: bool,
}

/// Where the sources of a COPY are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopiedFrom {
    /// The build context.
    Context,
    /// A stage.
    Stage(usize),
    /// An image, or something that is not known.
    Elsewhere,
}

impl Copied<'_> {
    /// Where a source lands: a file goes below a destination that is a directory, a directory's contents always land at the destination.
    pub fn lands_at(&self, source: &str, source_is_directory: bool) -> Option<String> {
        let destination = self.destination.as_ref()?;
        if source_is_directory || !self.into_directory {
            return Some(destination.clone());
        }
        Some(join(destination, basename(source)).into())
    }
}

/// The last part of a path.
pub fn basename(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// Whether a path is another, or lies below it.
pub fn is_below(path: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches('/');
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Model {
    /// What an instruction copies, if it is a COPY or ADD.
    pub fn copied<'a>(&'a self, index: usize, item: &'a Item) -> Option<Copied<'a>> {
        let instruction = &*item.instruction;
        if !matches!(instruction.keyword, Keyword::Copy | Keyword::Add) {
            return None;
        }
        let stage = self.stage_at(index)?.index;
        let (destination_word, sources) = instruction.words().split_last()?;
        let text = |word: &Word| self.expanded(index, word).filter(|value| value.certain).map(|value| value.text.into_owned());
        let sources: Vec<_> = sources.iter().filter(|word| !word.text.starts_with("<<")).map(|word| (word, text(word))).collect();
        let from = match instruction.flag("from") {
            None => CopiedFrom::Context,
            Some(_) => {
                let first = self.references.partition_point(|reference| reference.item < index);
                let reference = self.references[first..]
                    .iter()
                    .take_while(|reference| reference.item == index)
                    .find(|reference| reference.place == ReferencePlace::Copy);
                match reference.map(|reference| &reference.target) {
                    Some(Target::Stage(stage)) => CopiedFrom::Stage(*stage),
                    Some(Target::Context) => CopiedFrom::Context,
                    _ => CopiedFrom::Elsewhere,
                }
            }
        };
        let written = text(destination_word);
        let into_directory = sources.len() + instruction.heredocs.len() > 1
            || sources.iter().any(|(word, _)| word.text.contains(['*', '?']))
            || written.as_ref().is_some_and(|path| path.ends_with('/') || matches!(path.as_str(), "." | ".." | "./"));
        let workdir = self.situation(index).and_then(|situation| situation.workdir.as_ref());
        let destination = written.and_then(|path| {
            let base = if path.starts_with('/') { "/" } else { workdir.map_or(Some("/"), |workdir| workdir.known())? };
            Some(join(base, &path).into())
        });
        Some(Copied { item: index, stage, from, sources, destination_word, destination, into_directory })
    }
}
