//! Owns `ParsedFile`: one version of a document as a list of instructions, and how the next version is made from it.

use std::sync::Arc;

use super::directives::Directives;
use super::instruction::Instruction;
use super::lower::lower;
use super::tree::{SyntaxTree, TopLevel};
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
    /// The instruction; shared with earlier versions of the file when nothing in it changed.
    pub instruction: Arc<Instruction>,
    /// Index of the same instruction in the version that this one was made from.
    pub reused: Option<usize>,
}

impl Item {
    /// Absolute span of the whole instruction.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.start + self.instruction.text.len())
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
        Self::lower(source, tree, None, |_| None)
    }

    /// The version after `edit`. Only what the edit touched is lowered again.
    pub fn edited(&self, edit: &Edit) -> Self {
        let mut source = self.source.clone();
        let replaced = source.apply(edit);
        let tree = self.tree.reparse(&self.source, &source, replaced, edit);
        let grown = edit.text.len();
        let inserted_end = replaced.start as usize + grown;
        // An instruction away from the edit has the same text, and text and escape character decide its meaning. One byte of distance
        // makes sure that its line end is the same too.
        Self::lower(source, tree, Some(self), |span| {
            if (span.end as usize) < replaced.start as usize {
                Some(span)
            } else if span.start as usize > inserted_end {
                Some(Span::new(span.start as usize + replaced.len() - grown, span.end as usize + replaced.len() - grown))
            } else {
                None
            }
        })
    }

    fn lower(source: Source, tree: SyntaxTree, old: Option<&Self>, old_span: impl Fn(Span) -> Option<Span>) -> Self {
        let directives = Directives::read(&head(&source));
        let escape = directives.escape();
        let old_items: &[Item] = old.filter(|old| old.directives.escape() == escape).map_or(&[], |old| &old.items);
        let items = std::cell::RefCell::new(Vec::with_capacity(old_items.len() + 1));
        let mut comments = Vec::new();
        let mut next_old = 0;
        let reuse = |span: Span| {
            let Some(before) = old_span(span) else { return false };
            while old_items.get(next_old).is_some_and(|item| item.start < before.start as usize) {
                next_old += 1;
            }
            match old_items.get(next_old) {
                Some(item) if item.span() == before => {
                    let item = Item { start: span.start as usize, instruction: Arc::clone(&item.instruction), reused: Some(next_old) };
                    items.borrow_mut().push(item);
                    true
                }
                _ => false,
            }
        };
        tree.top_level(reuse, |node| match node {
            TopLevel::Comment(span) => comments.push(span),
            TopLevel::Instruction(node) => {
                let instruction = Arc::new(lower(&node, source.slice(node.span), escape));
                items.borrow_mut().push(Item { start: node.span.start as usize, instruction, reused: None });
            }
        });
        Self { items: items.into_inner(), source, tree, directives, comments }
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
