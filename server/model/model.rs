//! Owns `Model`: the meaning of one version of a file, ready to be asked.

use std::borrow::Cow;

use super::expansion::{Expansion, ExpansionError};
use super::situation::Situation;
use super::stage::{Base, Stage, StageReference, Target};
use super::variable::{Definition, VariableUse};
use crate::syntax::{Item, ParsedFile, Word};
use crate::text::Span;

/// What a file means, as far as the file itself and the tables tell.
#[derive(Debug, Default)]
pub struct Model {
    /// Stages in order.
    pub stages: Vec<Stage>,
    /// Everything that names a stage, or could.
    pub references: Vec<StageReference>,
    /// ARG and ENV definitions in order.
    pub definitions: Vec<Definition>,
    /// Places that read variables, in order of the instructions.
    pub uses: Vec<VariableUse>,
    /// Stage of each instruction; none before the first FROM.
    pub stage_of: Vec<Option<usize>>,
    /// Words that BuildKit cannot expand.
    pub refused: Vec<RefusedExpansion>,
    /// Directory, user and shell with the first instruction that finds them so.
    pub(super) situations: Vec<(usize, Situation)>,
    pub(super) expansions: Vec<(Place, Expansion)>,
}

/// A word that BuildKit cannot expand.
#[derive(Clone, Debug)]
pub struct RefusedExpansion {
    /// Index of the instruction.
    pub item: usize,
    /// What to point at, relative to the instruction.
    pub span: Span,
    /// Why.
    pub error: ExpansionError,
}

/// Key of an expanded word: the instruction and the word's place in its joined line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub item: usize,
    pub joined: usize,
}

/// A word's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expanded<'a> {
    /// The text when the build is given no arguments.
    pub text: Cow<'a, str>,
    /// False when a build argument without default, a base image or an unknown variable decides a part of it.
    pub certain: bool,
    /// False when a build argument without default has a part in it.
    pub without_input: bool,
}

impl Model {
    /// The value of a word that BuildKit expands; none when it refuses the word.
    pub fn expanded<'a>(&'a self, item: usize, word: &'a Word) -> Option<Expanded<'a>> {
        match self.expansion(item, word) {
            None => Some(Expanded { text: Cow::Borrowed(&word.text), certain: true, without_input: true }),
            Some(expansion) if expansion.error.is_some() => None,
            Some(expansion) => {
                Some(Expanded { text: Cow::Borrowed(&expansion.value), certain: expansion.certain, without_input: expansion.without_input })
            }
        }
    }

    /// The expansion of a word, if it holds anything to expand.
    pub fn expansion(&self, item: usize, word: &Word) -> Option<&Expansion> {
        let place = Place { item, joined: word.joined.start };
        let index = self.expansions.binary_search_by_key(&place, |(place, _)| *place).ok()?;
        Some(&self.expansions[index].1)
    }

    /// The stage that an instruction belongs to.
    pub fn stage_at(&self, item: usize) -> Option<&Stage> {
        self.stage_of.get(item).copied().flatten().map(|index| &self.stages[index])
    }

    /// Instructions of a stage behind its FROM.
    pub fn stage_items<'f>(&self, file: &'f ParsedFile, stage: &Stage) -> &'f [Item] {
        &file.items()[stage.items.clone()]
    }

    /// The last stage with that name, in any case: what `COPY --from` and `--target` take.
    pub fn stage_named(&self, name: &str) -> Option<&Stage> {
        let name = name.to_lowercase();
        self.stages.iter().rev().find(|stage| stage.name() == Some(&name))
    }

    /// The chain of stages below a stage, nearest first, the stage itself included, and the base that ends it.
    pub fn base_chain<'a>(&'a self, stage: &'a Stage) -> (Vec<&'a Stage>, &'a Base) {
        let mut chain = vec![stage];
        let mut base = &stage.base;
        // A stage is built on earlier stages only, so the chain ends.
        while let Base::Stage(index) = base {
            chain.push(&self.stages[*index]);
            base = &self.stages[*index].base;
        }
        (chain, base)
    }

    /// Which stages the build of `target` needs, the target included.
    pub fn reachable_from(&self, target: usize) -> Vec<bool> {
        self.reachable_from_any(vec![target])
    }

    /// Which stages the builds of some targets need, the targets included.
    pub fn reachable_from_any(&self, mut open: Vec<usize>) -> Vec<bool> {
        let mut needed = vec![false; self.stages.len()];
        let mut edges = vec![Vec::new(); self.stages.len()];
        for reference in &self.references {
            if let Target::Stage(index) = reference.target {
                edges[reference.stage].push(index);
            }
        }
        while let Some(stage) = open.pop() {
            if stage < needed.len() && !std::mem::replace(&mut needed[stage], true) {
                open.extend(&edges[stage]);
            }
        }
        needed
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Assumptions, evaluate};
    use crate::syntax::ParsedFile;
    use crate::text::Source;

    #[test]
    fn a_target_needs_what_it_is_built_on_copies_from_and_mounts() {
        let text = "FROM a AS base\nFROM base AS deps\nFROM a AS tools\nFROM a AS unused\nFROM a AS last\nCOPY --from=deps x y\nRUN --mount=from=tools,target=/t x\n";
        let model = evaluate(&ParsedFile::new(Source::new(text)), Assumptions::default());
        assert_eq!(model.reachable_from(4), [true, true, true, false, true]);
        assert_eq!(model.reachable_from(1), [true, true, false, false, false]);
        assert_eq!(model.reachable_from(9), [false; 5]);
    }
}
