//! Owns GitHub workflow annotations.

use std::io::{self, Write};

use super::FileReport;
use crate::analysis;
use crate::rules::Severity;

/// Prints one annotation command for each finding.
///
/// # Errors
/// When the output cannot be written.
pub fn github(reports: &[FileReport], out: &mut dyn Write) -> io::Result<()> {
    for report in reports {
        for finding in report.findings() {
            let level = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Information | Severity::Hint => "notice",
            };
            let (line, column) = report.lines.line_column(finding.span.start as usize);
            let (end_line, end_column) = report.lines.line_column(finding.span.end as usize);
            // GitHub takes end columns only for annotations within one line.
            let end = if end_line == line { format!(",endColumn={end_column}") } else { format!(",endLine={end_line}") };
            let (path, title, message) = (property(&report.path), property(analysis::code(finding)), data(&finding.message));
            writeln!(out, "::{level} file={path},line={line},col={column}{end},title={title}::{message}")?;
        }
    }
    Ok(())
}

/// Escapes the text of an annotation.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property, in which colons and commas have a meaning too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
