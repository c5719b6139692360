//! Owns `ParsedFile`: one version of a document as a list of instructions, and how the next version is made from it.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::directives::Directives;
use super::instruction::Instruction;
use super::keyword::Keyword;
use super::lower::lower;
use super::tree::{InstructionNode, SyntaxTree, TopLevel};
use crate::text::{Edit, Source, Span};

/// One version of a document. Making it cannot fail: every text has instructions, comments and problems.
#[derive(Clone, Debug)]
pub struct ParsedFile {
    source: Source,
    tree: SyntaxTree,
    directives: Directives,
    items: Vec<Item>,
    comments: Vec<Span>,
}

/// An instruction at its place.
#[derive(Clone, Debug)]
pub struct Item {
    /// Absolute offset of its first byte.
    pub start: usize,
    /// Absolute offset behind its last byte.
    pub end: usize,
    /// Its keyword. Most questions about an item are answered by it, without following the pointer to the instruction.
    pub keyword: Keyword,
    /// The instruction; shared with earlier versions of the file when nothing in it changed.
    pub instruction: Arc<Instruction>,
    /// Index of the same instruction in the version that this one was made from.
    pub reused: Option<usize>,
}

impl Item {
    /// Absolute span of the whole instruction.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }

    /// The same instruction at another place, taken over from that index of an earlier version.
    fn moved(&self, index: usize, start: usize) -> Self {
        Self { start, end: start + (self.end - self.start), keyword: self.keyword, instruction: Arc::clone(&self.instruction), reused: Some(index) }
    }

    /// Turns a span of the instruction into an absolute one.
    pub fn absolute(&self, span: Span) -> Span {
        span.shifted(self.start)
    }
}

impl ParsedFile {
    /// Parses a text.
    pub fn new(source: Source) -> Self {
        let tree = SyntaxTree::parse(&source);
        Self::lowered(source, tree)
    }

    /// The version after `edit`. Only what the edit touched is lowered again; what lies behind only moves.
    pub fn edited(&self, edit: &Edit) -> Self {
        let mut source = self.source.clone();
        let replaced = source.apply(edit);
        let changed = self.whole_instructions(replaced);
        let tree = self.tree.reparse(&self.source, &source, changed, changed.len() - replaced.len() + edit.text.len());
        let top = head(&source);
        let directives = Directives::read(&top);
        // Directives change what every line means, and an error can reach beyond its line.
        let at_top = (replaced.start as usize) <= top.len().max(head(&self.source).len());
        if self.items.is_empty() || at_top || self.tree.has_error() || tree.has_error() {
            return Self::lowered(source, tree);
        }
        // The last instruction before the edit may grow into it, by a continuation that ends in comments; those before that one are done.
        let first = self.items.partition_point(|item| item.end < replaced.start as usize).saturating_sub(1);
        let restart = if first == 0 { 0 } else { self.items[first].start };
        let mut file = Self { source, tree: tree.clone(), directives, items: Vec::with_capacity(self.items.len() + 1), comments: Vec::new() };
        file.items.extend(self.items[..first].iter().enumerate().map(|(index, item)| item.moved(index, item.start)));
        file.comments.extend(self.comments.iter().take_while(|span| (span.start as usize) < restart));
        let inserted_end = replaced.start as usize + edit.text.len();
        let before_edit = |offset: usize| offset + replaced.len() - edit.text.len();
        tree.top_level(restart, &mut |node| {
            let node = match node {
                TopLevel::Comment(span) => {
                    file.comments.push(span);
                    return ControlFlow::Continue(());
                }
                TopLevel::Instruction(node) => node,
            };
            let start = node.span().start as usize;
            // From an instruction behind the edit that began there before as well, everything is as it was: a parser at the start of an
            // instruction knows nothing of what came before but the escape character.
            if start > inserted_end
                && let Ok(same) = self.items.binary_search_by_key(&before_edit(start), |item| item.start)
            {
                file.take_tail(self, same, start);
                return ControlFlow::Break(());
            }
            file.push(&node);
            ControlFlow::Continue(())
        });
        file
    }

    /// The bytes of an edit, widened to the instructions that they touch and the one before, which may grow. A parser that took over parts of a changed
    /// instruction could meet the scanner in another state than one that reads it from its start.
    fn whole_instructions(&self, replaced: Span) -> Span {
        let first = self.items.partition_point(|item| item.end < replaced.start as usize).saturating_sub(1);
        let start = self.items.get(first).map_or(usize::MAX, |item| item.start).min(replaced.start as usize);
        let behind = self.items.partition_point(|item| item.start <= replaced.end as usize);
        let end = behind.checked_sub(1).map_or(0, |last| self.items[last].end).max(replaced.end as usize);
        Span::new(start, end)
    }

    /// Takes over the instructions and comments of `old` from the index on, which now begin at `start`.
    fn take_tail(&mut self, old: &Self, from: usize, start: usize) {
        let old_start = old.items[from].start;
        let place = |offset: usize| offset - old_start + start;
        self.items.extend(old.items[from..].iter().zip(from..).map(|(item, index)| item.moved(index, place(item.start))));
        let comments = old.comments.partition_point(|span| (span.start as usize) < old_start);
        self.comments.extend(old.comments[comments..].iter().map(|span| Span::new(place(span.start as usize), place(span.end as usize))));
    }

    fn lowered(source: Source, tree: SyntaxTree) -> Self {
        let directives = Directives::read(&head(&source));
        let mut file = Self { source, tree: tree.clone(), directives, items: Vec::new(), comments: Vec::new() };
        tree.top_level(0, &mut |node| {
            match node {
                TopLevel::Comment(span) => file.comments.push(span),
                TopLevel::Instruction(node) => file.push(&node),
            }
            ControlFlow::Continue(())
        });
        file
    }

    fn push(&mut self, node: &InstructionNode) {
        let span = node.span();
        let instruction = Arc::new(lower(&node.parts(), self.source.slice(span), self.directives.escape()));
        let (start, end) = (span.start as usize, span.end as usize);
        self.items.push(Item { start, end, keyword: instruction.keyword, instruction, reused: None });
    }

    /// Makes `reused` speak of the version before `between`, which this one was made from.
    pub fn compose_reuse(&mut self, between: &Self) {
        for item in &mut self.items {
            item.reused = item.reused.and_then(|index| between.items[index].reused);
        }
    }

    /// The text.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The concrete tree.
    pub fn tree(&self) -> &SyntaxTree {
        &self.tree
    }

    /// Parser directives.
    pub fn directives(&self) -> &Directives {
        &self.directives
    }

    /// Instructions in order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Absolute spans of the comments between instructions, directives included.
    pub fn comments(&self) -> &[Span] {
        &self.comments
    }

    /// Index of the instruction whose span holds the offset, or ends there.
    pub fn item_at(&self, offset: usize) -> Option<usize> {
        let index = self.items.partition_point(|item| item.start <= offset).checked_sub(1)?;
        self.items[index].span().touches(offset).then_some(index)
    }
}

/// The lines at the top that can be directives, and one more.
fn head(source: &Source) -> String {
    let mut end = 0;
    loop {
        let line_end = source.line_end(end);
        let line = source.slice(Span::new(end, line_end.min(end + 4096)));
        end = (line_end + 1).min(source.len());
        if end == source.len() || !line.trim_start_matches('\u{feff}').trim_start().starts_with('#') || !line.contains('=') {
            return source.slice(Span::new(0, end));
        }
    }
}
