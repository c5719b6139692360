//! The Dockerfile grammar for tree-sitter.
//!
//! The parser's structure follows BuildKit: one node per logical line, whatever the line holds.
//!
//! ```
//! let mut parser = tree_sitter::Parser::new();
//! parser.set_language(&tree_sitter_dockerfile::LANGUAGE.into()).unwrap();
//! let tree = parser.parse("FROM alpine AS base\n", None).unwrap();
//! assert_eq!(tree.root_node().kind(), "source_file");
//! ```

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_dockerfile() -> *const ();
}

/// The language, for `tree_sitter::Parser::set_language`.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_dockerfile) };

/// The description of all node types and fields, as generated.
pub const NODE_TYPES: &str = include_str!("../../src/node-types.json");

/// Captures for syntax highlighting.
pub const HIGHLIGHTS_QUERY: &str = include_str!("../../queries/highlights.scm");

/// Embedded languages: shell text and heredoc bodies.
pub const INJECTIONS_QUERY: &str = include_str!("../../queries/injections.scm");

/// Foldable regions.
pub const FOLDS_QUERY: &str = include_str!("../../queries/folds.scm");

/// Definitions of and references to stages and variables.
pub const LOCALS_QUERY: &str = include_str!("../../queries/locals.scm");
