//! Owns the tree-sitter tree of a document. Apart from `shell`, nothing else names tree-sitter.

use std::cell::RefCell;
use std::ops::{ControlFlow, Range};
use std::sync::LazyLock;

use tree_sitter::{InputEdit, Language, Node, Parser, Point, Tree, TreeCursor};

use crate::text::{Source, Span};

/// The concrete syntax tree of one version of a document.
#[derive(Clone, Debug)]
pub struct SyntaxTree(Tree);

/// A child of the root.
pub enum TopLevel<'tree> {
    /// One instruction.
    Instruction(InstructionNode<'tree>),
    /// A comment line outside instructions.
    Comment(Span),
}

/// The node of an instruction.
pub struct InstructionNode<'tree>(Node<'tree>);

/// The places of an instruction's parts that only the grammar knows, relative to its start.
#[derive(Debug, Default)]
pub struct InstructionParts {
    /// Continuations, and comment lines and blank lines inside them.
    pub gaps: Vec<Range<usize>>,
    /// The `<<EOF` words of its header.
    pub markers: Vec<Range<usize>>,
    /// Heredoc bodies with their end word, in order.
    pub bodies: Vec<(Range<usize>, Option<Range<usize>>)>,
}

/// What a node is to us.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Instruction,
    Comment,
    LineContinuation,
    HeredocMarker,
    HeredocBlock,
    HeredocEnd,
    Other,
}

impl Kind {
    fn of(node: Node) -> Self {
        KINDS.get(usize::from(node.kind_id())).copied().unwrap_or(Self::Other)
    }
}

/// By the grammar's number of the kind, since names would be compared for every instruction on every keystroke.
static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let language = Language::from(tree_sitter_dockerfile::LANGUAGE);
    let kind = |id: usize| match u16::try_from(id).ok().and_then(|id| language.node_kind_for_id(id)) {
        Some("comment") => Kind::Comment,
        Some("line_continuation") => Kind::LineContinuation,
        Some("heredoc_marker") => Kind::HeredocMarker,
        Some("heredoc_block") => Kind::HeredocBlock,
        Some("heredoc_end") => Kind::HeredocEnd,
        Some(name) if name.ends_with("_instruction") => Kind::Instruction,
        _ => Kind::Other,
    };
    (0..language.node_kind_count()).map(kind).collect()
});

thread_local! {
    // A parser keeps its stacks between runs; making one per keystroke would allocate them anew.
    static PARSER: RefCell<Parser> = RefCell::new({
        let mut parser = Parser::new();
        parser.set_language(&tree_sitter_dockerfile::LANGUAGE.into()).expect("the grammar is generated for this runtime");
        parser
    });
}

impl SyntaxTree {
    /// Parses the whole text.
    pub fn parse(source: &Source) -> Self {
        Self::run(source, None)
    }

    /// Parses again after the `changed` bytes of `before` became `grown` bytes of `after`; what lies outside of them is taken over where it fits.
    pub fn reparse(&self, before: &Source, after: &Source, changed: Span, grown: usize) -> Self {
        let mut old = self.0.clone();
        let (start, old_end) = (changed.start as usize, changed.end as usize);
        old.edit(&InputEdit {
            start_byte: start,
            old_end_byte: old_end,
            new_end_byte: start + grown,
            start_position: point(before, start),
            old_end_position: point(before, old_end),
            new_end_position: point(after, start + grown),
        });
        Self::run(after, Some(&old))
    }

    fn run(source: &Source, old: Option<&Tree>) -> Self {
        let rope = source.rope();
        let mut read = |at: usize, _: Point| -> &[u8] {
            if at >= rope.len_bytes() {
                return &[];
            }
            let (chunk, start, _, _) = rope.chunk_at_byte(at);
            &chunk.as_bytes()[at - start..]
        };
        PARSER.with_borrow_mut(|parser| {
            // Without a time limit, a cancellation or a missing language there is always a tree.
            Self(parser.parse_with_options(&mut read, old, None).expect("parsing is never cancelled"))
        })
    }

    /// Number of ERROR and MISSING nodes.
    pub fn errors(&self) -> usize {
        if !self.0.root_node().has_error() {
            return 0;
        }
        let mut count = 0;
        visit(self.0.root_node(), |node| {
            count += usize::from(node.is_error() || node.is_missing());
            node.has_error()
        });
        count
    }

    /// The tree as an s-expression with byte ranges, to compare trees in tests.
    pub fn outline(&self) -> String {
        let mut text = String::new();
        visit(self.0.root_node(), |node| {
            text.push_str(&format!("{} {:?} {}\n", node.kind(), node.byte_range(), node.is_missing()));
            true
        });
        text
    }

    /// True when the tree has ERROR or MISSING nodes.
    pub fn has_error(&self) -> bool {
        self.0.root_node().has_error()
    }

    /// Calls `on` for each instruction and comment of the top level that ends behind `start`, in the order of the text, until it breaks.
    pub fn top_level(&self, start: usize, on: &mut dyn FnMut(TopLevel) -> ControlFlow<()>) {
        let mut cursor = self.0.root_node().walk();
        if cursor.goto_first_child_for_byte(start).is_some() {
            _ = Self::siblings(&mut cursor, on);
        }
    }

    fn siblings(cursor: &mut TreeCursor, on: &mut dyn FnMut(TopLevel) -> ControlFlow<()>) -> ControlFlow<()> {
        loop {
            let node = cursor.node();
            match Kind::of(node) {
                Kind::Instruction => on(TopLevel::Instruction(InstructionNode(node)))?,
                Kind::Comment => on(TopLevel::Comment(Span::new(node.start_byte(), node.end_byte())))?,
                // Whatever the parser could still recognise inside an error is worth having.
                _ if node.is_error() && cursor.goto_first_child() => {
                    Self::siblings(cursor, on)?;
                    cursor.goto_parent();
                }
                _ => {}
            }
            if !cursor.goto_next_sibling() {
                return ControlFlow::Continue(());
            }
        }
    }
}

impl InstructionNode<'_> {
    /// Absolute span.
    pub fn span(&self) -> Span {
        Span::new(self.0.start_byte(), self.0.end_byte())
    }

    /// The places of its parts.
    pub fn parts(&self) -> InstructionParts {
        instruction_parts(self.0)
    }
}

fn instruction_parts(node: Node) -> InstructionParts {
    let base = node.start_byte();
    let mut found = InstructionParts::default();
    let relative = |node: Node| node.start_byte() - base..node.end_byte() - base;
    visit(node, |child| {
        match Kind::of(child) {
            Kind::LineContinuation | Kind::Comment => found.gaps.push(relative(child)),
            Kind::HeredocMarker => {
                // A continuation can split the marker, so its children are looked at too.
                found.markers.push(relative(child));
                return true;
            }
            Kind::HeredocBlock => {
                let mut cursor = child.walk();
                let end = child.children(&mut cursor).find(|part| Kind::of(*part) == Kind::HeredocEnd).map(relative);
                found.bodies.push((relative(child), end));
            }
            _ => return true,
        }
        false
    });
    found
}

/// Visits nodes in document order without recursion, so that nesting cannot exhaust the stack. `enter` says whether to look at the children.
fn visit<'tree>(node: Node<'tree>, mut enter: impl FnMut(Node<'tree>) -> bool) {
    let mut cursor = node.walk();
    loop {
        if enter(cursor.node()) && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

fn point(source: &Source, at: usize) -> Point {
    Point { row: source.newlines_before(at), column: at - source.line_start(at) }
}
