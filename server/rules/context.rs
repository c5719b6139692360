//! Owns what a rule for whole files may see, and what several rules ask of it, worked out once for each version of a file.

use std::cell::OnceCell;
use std::sync::Arc;

use super::copied_artifacts::CopiedArtifact;
use super::options::Options;
use crate::model::artifacts::Artifact;
use crate::model::copies::Copied;
use crate::model::stage::Stage;
use crate::model::{Model, Shell};
use crate::syntax::{Item, Keyword, ParsedFile, Script};
use crate::workspace::Workspace;

/// What a rule for whole files may see.
pub struct Context<'a> {
    /// The file.
    pub file: &'a ParsedFile,
    /// Its meaning.
    pub model: &'a Model,
    /// Facts from the folder, if there are any.
    pub workspace: &'a dyn Workspace,
    /// What the project says of itself.
    pub options: &'a Options,
    runs: OnceCell<Arc<[usize]>>,
    artifacts: OnceCell<Vec<Artifact>>,
    copies: OnceCell<Vec<Copied<'a>>>,
    pub(super) copied_artifacts: OnceCell<Vec<CopiedArtifact<'a>>>,
}

impl<'a> Context<'a> {
    /// What is to be seen of a file.
    pub fn new(file: &'a ParsedFile, model: &'a Model, workspace: &'a dyn Workspace, options: &'a Options) -> Self {
        Self {
            file,
            model,
            workspace,
            options,
            runs: OnceCell::new(),
            artifacts: OnceCell::new(),
            copies: OnceCell::new(),
            copied_artifacts: OnceCell::new(),
        }
    }

    /// Instructions in order, with their index.
    pub fn items(&self) -> impl Iterator<Item = (usize, &'a Item)> + use<'a> {
        self.file.items().iter().enumerate()
    }

    /// The RUN instructions that a POSIX shell runs, or that name their program in the JSON form. None at all where there are more than anybody
    /// writes: rules compare them with each other, and a generated file is not worth the time.
    pub fn runs(&self) -> impl Iterator<Item = Run<'a>> + use<'a> {
        let (file, model, runs) = (self.file, self.model, Arc::clone(self.run_places()));
        (0..runs.len()).filter_map(move |at| {
            let (index, item) = (runs[at], &file.items()[runs[at]]);
            Some(Run { index, item, stage: model.stage_at(index)?, script: item.instruction.script() })
        })
    }

    /// The RUN instruction of that index, if it is among `runs`.
    pub fn run(&self, index: usize) -> Option<Run<'a>> {
        self.run_places().binary_search(&index).ok()?;
        let item = &self.file.items()[index];
        Some(Run { index, item, stage: self.model.stage_at(index)?, script: item.instruction.script() })
    }

    /// The RUN instructions of some stages, in the order of the file.
    pub fn runs_of(&self, stages: &[&Stage]) -> impl Iterator<Item = Run<'a>> + use<'a> {
        let places = self.run_places();
        let mut ranges: Vec<_> = stages
            .iter()
            .map(|stage| places.partition_point(|place| *place < stage.items.start)..places.partition_point(|place| *place < stage.items.end))
            .filter(|range| !range.is_empty())
            .collect();
        ranges.sort_unstable_by_key(|range| range.start);
        let (file, model, places) = (self.file, self.model, Arc::clone(places));
        ranges.into_iter().flatten().filter_map(move |at| {
            let (index, item) = (places[at], &file.items()[places[at]]);
            Some(Run { index, item, stage: model.stage_at(index)?, script: item.instruction.script() })
        })
    }

    /// What the commands of some stages build, in the order of the file.
    pub fn artifacts_of<'c>(&'c self, stages: &'c [&Stage]) -> impl DoubleEndedIterator<Item = &'c Artifact> {
        let all = self.artifacts.get_or_init(|| self.runs().flat_map(|run| self.model.artifacts(run.index, run.script)).collect());
        all.iter().filter(|artifact| stages.iter().any(|stage| stage.items.contains(&artifact.item)))
    }

    /// What the instruction of that index copies, if it is a COPY or ADD.
    pub fn copied(&self, index: usize) -> Option<&Copied<'a>> {
        let all = self.all_copies();
        all.binary_search_by_key(&index, |copied| copied.item).ok().map(|at| &all[at])
    }

    /// Everything that a stage and those below it copy, in the order in which it happens.
    pub fn copies_of(&self, stage: usize) -> impl Iterator<Item = &Copied<'a>> {
        let all = self.all_copies();
        let (chain, _) = self.model.base_chain(&self.model.stages[stage]);
        chain.into_iter().rev().flat_map(move |stage| {
            let at = |item: usize| all.partition_point(|copied| copied.item < item);
            &all[at(stage.items.start)..at(stage.items.end)]
        })
    }

    fn all_copies(&self) -> &[Copied<'a>] {
        let (file, model) = (self.file, self.model);
        self.copies.get_or_init(|| self.items().filter_map(|(index, _)| model.copied(index, &file.items()[index])).collect())
    }

    fn run_places(&self) -> &Arc<[usize]> {
        const MOST: usize = 500;
        self.runs.get_or_init(|| {
            let readable = |index: usize, item: &Item| {
                let instruction = &*item.instruction;
                instruction.keyword == Keyword::Run && (instruction.is_json() || matches!(self.model.shell_at(self.file, index), Shell::Posix(_)))
            };
            let found: Vec<usize> = self.items().filter(|(index, item)| readable(*index, item)).map(|(index, _)| index).collect();
            if found.len() > MOST { Arc::default() } else { found.into() }
        })
    }

    /// The stage that becomes the image: the one that the configuration names, or the last one.
    pub fn final_stage(&self) -> Option<&'a Stage> {
        let named = self.options.target.as_deref().and_then(|target| self.model.stage_named(target));
        named.or_else(|| self.model.stages.last())
    }

    /// The stage that becomes the image, and those that it is built on: what they hold is shipped.
    pub fn shipped(&self) -> Vec<&'a Stage> {
        self.final_stage().map_or_else(Vec::new, |last| self.model.base_chain(last).0)
    }

    /// Whether what a stage holds is shipped.
    pub fn is_shipped(&self, stage: &Stage) -> bool {
        self.shipped().iter().any(|shipped| shipped.index == stage.index)
    }
}

/// A RUN instruction with its commands.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// Index of the instruction.
    pub index: usize,
    /// The instruction.
    pub item: &'a Item,
    /// The stage it belongs to.
    pub stage: &'a Stage,
    /// Its commands.
    pub script: &'a Script,
}
