//! Owns the JSON of `check`: one array, lines and columns from 1, columns in characters. The format is a contract.

use std::io::{self, Write};

use serde::Serialize;

use super::FileReport;
use crate::analysis;
use crate::rules::Finding;
use crate::text::{LineIndex, Span};

#[derive(Serialize)]
struct Entry<'a> {
    path: &'a str,
    rule: &'a str,
    aliases: &'a [&'a str],
    severity: &'a str,
    message: &'a str,
    range: Range,
    url: String,
    related: Vec<RelatedEntry<'a>>,
    fixes: Vec<FixEntry<'a>>,
}

#[derive(Serialize)]
struct RelatedEntry<'a> {
    range: Range,
    message: &'a str,
}

#[derive(Serialize)]
struct FixEntry<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<EditEntry<'a>>,
}

#[derive(Serialize)]
struct EditEntry<'a> {
    range: Range,
    new_text: &'a str,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
    byte: u32,
}

/// Prints all findings.
///
/// # Errors
/// When the output cannot be written.
pub fn json(reports: &[FileReport], out: &mut dyn Write) -> io::Result<()> {
    let entries: Vec<Entry> = reports.iter().flat_map(|report| report.findings().map(|finding| entry(report, finding))).collect();
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    writeln!(out)
}

fn entry<'a>(report: &'a FileReport, finding: &'a Finding) -> Entry<'a> {
    let range = |span| range(&report.lines, span);
    Entry {
        path: &report.path,
        rule: analysis::code(finding),
        aliases: finding.aliases,
        severity: finding.severity.name(),
        message: &finding.message,
        range: range(finding.span),
        url: analysis::page(finding),
        related: finding.related.iter().map(|related| RelatedEntry { range: range(related.span), message: &related.message }).collect(),
        fixes: finding
            .fixes
            .iter()
            .map(|fix| FixEntry {
                title: &fix.title,
                safe: fix.safe,
                edits: fix.edits.iter().map(|edit| EditEntry { range: range(edit.span), new_text: &edit.text }).collect(),
            })
            .collect(),
    }
}

fn range(lines: &LineIndex, span: Span) -> Range {
    let position = |byte: u32| {
        let (line, column) = lines.line_column(byte as usize);
        Position { line, column, byte }
    };
    Range { start: position(span.start), end: position(span.end) }
}
