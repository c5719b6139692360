//! Owns the text for people: the line, the span underlined, what is wrong and what would mend it.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style};

use super::FileReport;
use crate::analysis;
use crate::rules::{Finding, Severity};
use crate::text::Span;

const BOLD: Style = Style::new().effects(Effects::BOLD);
const FAINT: Style = Style::new().effects(Effects::DIMMED);

fn style(severity: Severity) -> Style {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Information => AnsiColor::Blue,
        Severity::Hint => AnsiColor::Cyan,
    };
    Style::new().fg_color(Some(color.into())).effects(Effects::BOLD)
}

/// Prints all findings and a summary. Colours are taken out by the stream unless it is a terminal.
///
/// # Errors
/// When the output cannot be written.
pub fn text(reports: &[FileReport], out: &mut dyn Write) -> io::Result<()> {
    let mut counts = [0usize; 4];
    for report in reports {
        for finding in report.findings() {
            counts[finding.severity as usize] += 1;
            one(report, finding, out)?;
        }
    }
    summary(reports.len(), counts, out)
}

fn one(report: &FileReport, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let lines = &report.lines;
    let (line, column) = lines.line_column(finding.span.start as usize);
    let style = style(finding.severity);
    writeln!(out, "{style}{}{style:#}{BOLD}: {}{BOLD:#} {FAINT}[{}]{FAINT:#}", finding.severity.name(), finding.message, analysis::code(finding))?;
    let width = line.to_string().len();
    writeln!(out, "{:width$}{FAINT}-->{FAINT:#} {}:{line}:{column}", "", report.path)?;
    writeln!(out, "{:width$} {FAINT}|{FAINT:#}", "")?;
    underlined(report, finding.span, style, out)?;
    for related in &finding.related {
        let (line, column) = lines.line_column(related.span.start as usize);
        writeln!(out, "{:width$} {FAINT}={FAINT:#} {line}:{column}: {}", "", related.message)?;
    }
    for fix in &finding.fixes {
        let note = if fix.safe { "fix" } else { "possible fix" };
        writeln!(out, "{:width$} {FAINT}={FAINT:#} {note}: {}", "", fix.title)?;
    }
    writeln!(out)
}

/// The first line of the span with a mark under it. Tabs are kept before the mark, so that it stands right.
fn underlined(report: &FileReport, span: Span, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let lines = &report.lines;
    let (line, column) = lines.line_column(span.start as usize);
    let text = lines.line_text(line);
    let (end_line, end_column) = lines.line_column(span.end as usize);
    let end_column = if end_line == line { end_column } else { text.chars().count() + 1 };
    let marks = end_column.saturating_sub(column).max(1);
    let pad: String = text.chars().take(column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let more = if end_line > line { " …" } else { "" };
    let width = line.to_string().len();
    let shown: String = text.chars().take(LONGEST_LINE).collect();
    writeln!(out, "{FAINT}{line} |{FAINT:#} {shown}")?;
    if column <= LONGEST_LINE {
        writeln!(out, "{:width$} {FAINT}|{FAINT:#} {pad}{style}{}{more}{style:#}", "", "^".repeat(marks.min(LONGEST_LINE)))?;
    }
    Ok(())
}

/// Characters of a line that are printed; generated files have lines of megabytes.
const LONGEST_LINE: usize = 240;

fn summary(files: usize, counts: [usize; 4], out: &mut dyn Write) -> io::Result<()> {
    let plural = |count: usize, one: &str| if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") };
    let names = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Information, "note"), (Severity::Hint, "hint")];
    let parts: Vec<String> = names
        .iter()
        .filter(|(severity, _)| counts[*severity as usize] > 0)
        .map(|(severity, name)| plural(counts[*severity as usize], name))
        .collect();
    let found = match parts.is_empty() {
        true if files == 0 => "no Dockerfile found".to_owned(),
        true => "nothing to report".to_owned(),
        false => parts.join(", "),
    };
    writeln!(out, "{}: {found}", plural(files, "file"))
}
