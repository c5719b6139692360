//! Owns the way from text to typed instructions: the tree-sitter tree, parser directives, heredocs, BuildKit's word splitting and shell trees.
//!
//! It knows how a Dockerfile is written, not what it means. It may use `text` only.

mod command;
mod commands;
mod directives;
mod heredoc;
mod instruction;
mod json;
mod keyword;
mod lazily;
mod logical_line;
mod lower;
mod mount;
mod parsed_file;
mod shell;
mod shell_reads;
mod shell_word;
mod tree;
mod words;
mod wrappers;

pub use command::{Assignment, Command, Directory, Joint, Redirect};
pub use commands::Script;
pub use directives::{Directive, DirectiveKind, Directives};
pub use instruction::{Arguments, Flag, Heredoc, Instruction, Pair, SyntaxError, Word};
pub use keyword::{FlagKind, FlagSpec, KEYWORDS, Keyword};
pub use logical_line::LogicalLine;
pub use lower::LONGEST_LINE;
pub use mount::{Mount, MountField};
pub use parsed_file::{Item, ParsedFile};
pub use shell::{Bashism, ShellTree, ShellVariable};
pub use shell_reads::ShellRead;
pub use shell_word::{Part, ShellWord};
