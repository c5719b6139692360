//! stagewright: a language server for Dockerfiles that knows stages.
//!
//! text → syntax tree → stage model → findings and edits → a protocol. Each arrow is a folder, and nothing points back:
//!
//! ```text
//! text ← syntax ← model ← { rules, assists } ← analysis ← shellcheck ← { lsp, cli }
//! ```
//!
//! `knowledge` and `workspace` serve model, rules, assists and analysis, and use none of them.

pub mod analysis;
pub mod cli;
pub mod knowledge;
pub mod lsp;
pub mod model;
pub mod rules;
pub mod shellcheck;
pub mod syntax;
pub mod text;
pub mod workspace;
