//! Owns the shell trees of RUN, CMD, ENTRYPOINT and HEALTHCHECK text.
//!
//! The text is parsed where it stands: continuations, comment lines and blank lines are left out of the included ranges, so a position in the
//! tree is a position in the instruction. The tree belongs to the instruction and is made on first use.

use std::cell::RefCell;
use std::ops::ControlFlow;

use tree_sitter::{Node, ParseOptions, Parser, Point, Range, Tree};

use super::instruction::Instruction;
use crate::text::Span;

/// Shell text longer than this is opaque: no hand-written script comes near it, and generated ones are not worth the time of a keystroke.
const LONGEST_SCRIPT: usize = 256 * 1024;

/// Open brackets that are followed; the parser's cost grows with the depth, and no script that people write nests as deep.
const DEEPEST_NESTING: usize = 200;

/// Steps of the parser's progress callback before the text counts as opaque. One step is about a hundred parse operations.
const PARSE_BUDGET: usize = 20_000;

/// A parsed shell text. Positions are relative to the start of the instruction.
#[derive(Debug)]
pub struct ShellTree {
    tree: Tree,
}

/// A variable that shell text reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShellVariable {
    /// Name without `$` and braces.
    pub name: String,
    /// The name alone, relative to the instruction.
    pub span: Span,
}

/// A construct that bash has and a plain POSIX shell has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bashism {
    /// `[[ … ]]`
    DoubleBracket,
    /// `<( … )`
    ProcessSubstitution,
    /// `a=( … )`
    Array,
    /// `<<< word`
    HereString,
    /// `&> file`
    RedirectBoth,
}

thread_local! {
    static PARSER: RefCell<Parser> = RefCell::new({
        let mut parser = Parser::new();
        parser.set_language(&tree_sitter_bash::LANGUAGE.into()).expect("the grammar is generated for this runtime");
        parser
    });
}

impl Instruction {
    /// The tree of the instruction's shell text: what follows keyword and flags, heredoc bodies apart. None when the text is too large or too deep to be worth it.
    /// Whether the text is meant for a POSIX shell at all is the caller's to know.
    pub fn shell_tree(&self) -> Option<&ShellTree> {
        self.shell.get(|| ShellTree::parse(&self.text, self.line.pieces(self.rest.clone()))).as_ref()
    }

    /// The tree of a heredoc's body, taken as a script.
    pub fn heredoc_tree(&self, index: usize) -> Option<ShellTree> {
        ShellTree::parse(&self.text, std::iter::once(self.heredocs.get(index)?.body))
    }
}

impl ShellTree {
    pub(super) fn parse(text: &str, pieces: impl Iterator<Item = Span>) -> Option<Self> {
        let mut ranges = Vec::new();
        let mut position = (0, Point { row: 0, column: 0 });
        let (mut length, mut depth, mut deepest) = (0, 0usize, 0);
        for piece in pieces {
            let start = advance(text, position, piece.start as usize);
            let end = advance(text, (piece.start as usize, start), piece.end as usize);
            position = (piece.end as usize, end);
            length += piece.len();
            for byte in text[piece.range()].bytes() {
                match byte {
                    b'(' | b'{' => depth += 1,
                    b')' | b'}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                deepest = deepest.max(depth);
            }
            ranges.push(Range { start_byte: piece.start as usize, end_byte: piece.end as usize, start_point: start, end_point: end });
        }
        if ranges.is_empty() || length > LONGEST_SCRIPT || deepest > DEEPEST_NESTING {
            return None;
        }
        let mut steps = 0;
        let mut progress = |_: &tree_sitter::ParseState| {
            steps += 1;
            if steps > PARSE_BUDGET { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        PARSER.with_borrow_mut(|parser| {
            parser.set_included_ranges(&ranges).ok()?;
            let options = ParseOptions::new().progress_callback(&mut progress);
            let bytes = text.as_bytes();
            let tree = parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), None, Some(options));
            if tree.is_none() {
                parser.reset();
            }
            Some(Self { tree: tree? })
        })
    }

    /// The root of the tree.
    pub(super) fn root(&self) -> Node<'_> {
        self.tree.root_node()
    }

    /// Every `$NAME` and `${NAME...}` that the shell would look up, in order. Single-quoted and escaped ones are no variables.
    pub fn variables(&self, text: &str) -> Vec<ShellVariable> {
        let mut found = Vec::new();
        self.each(|node| {
            if node.kind() == "variable_name" && is_read(node) {
                let span = Span::new(node.start_byte(), node.end_byte());
                found.push(ShellVariable { name: text[span.range()].to_owned(), span });
            }
        });
        found
    }
}

impl ShellTree {
    /// Names that the text sets: by assignment, as the variable of a loop, or with `export NAME`.
    pub fn assigned(&self, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        self.each(|node| {
            if node.kind() == "variable_name" && !is_read(node) {
                found.push(text[node.byte_range()].to_owned());
            }
        });
        found
    }

    /// What a plain POSIX shell does not understand.
    pub fn bashisms(&self) -> Vec<(Bashism, Span)> {
        let mut found = Vec::new();
        self.each(|node| {
            let first = node.child(0).map_or("", |child| child.kind());
            let bashism = match node.kind() {
                "test_command" if first == "[[" => Bashism::DoubleBracket,
                "process_substitution" => Bashism::ProcessSubstitution,
                "array" => Bashism::Array,
                "herestring_redirect" => Bashism::HereString,
                "file_redirect" if matches!(first, "&>" | "&>>") => Bashism::RedirectBoth,
                _ => return,
            };
            let end = if bashism == Bashism::DoubleBracket { node.start_byte() + 2 } else { node.end_byte() };
            found.push((bashism, Span::new(node.start_byte(), end)));
        });
        found
    }

    fn each(&self, mut visit: impl FnMut(Node)) {
        let mut cursor = self.tree.walk();
        loop {
            visit(cursor.node());
            if cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return;
                }
            }
        }
    }
}

fn is_read(node: Node) -> bool {
    node.parent().is_some_and(|parent| matches!(parent.kind(), "simple_expansion" | "expansion"))
}

fn advance(text: &str, (from, point): (usize, Point), to: usize) -> Point {
    let bytes = &text.as_bytes()[from..to];
    match memchr::memrchr(b'\n', bytes) {
        None => Point { row: point.row, column: point.column + bytes.len() },
        Some(last) => Point { row: point.row + memchr::memchr_iter(b'\n', bytes).count(), column: bytes.len() - last - 1 },
    }
}
