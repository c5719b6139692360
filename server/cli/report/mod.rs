//! Owns the output formats of `check`.

mod github;
mod json;
mod sarif;
mod statistics;
mod text;

use std::path::Path;

pub use github::github;
pub use json::json;
pub use sarif::sarif;
pub use statistics::{statistics_json, statistics_text};
pub use text::text;

use crate::analysis::Analysis;
use crate::rules::Finding;
use crate::text::LineIndex;

/// The outcome for one file.
pub struct FileReport {
    /// Path as it is printed, with forward slashes.
    pub path: String,
    /// The analysis.
    pub analysis: Analysis,
    /// What ShellCheck says besides, if it was asked.
    shell: Vec<Finding>,
    /// Lines of the text that was analysed.
    pub lines: LineIndex,
}

impl FileReport {
    /// Finishes the analysis of a file: findings are computed here, on the thread that checks the file.
    pub fn new(path: &Path, analysis: Analysis, shell: Vec<Finding>) -> Self {
        analysis.findings();
        let lines = LineIndex::new(analysis.file().source());
        Self { path: path.display().to_string().replace('\\', "/"), analysis, shell, lines }
    }

    /// All findings, our own first.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.analysis.findings().iter().chain(&self.shell)
    }
}
