//! Owns SARIF 2.1.0, which code scanning services read.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::FileReport;
use crate::analysis;
use crate::rules::{self, Finding, Severity};
use crate::text::{LineIndex, Span};

/// Prints one run with all findings.
///
/// # Errors
/// When the output cannot be written.
pub fn sarif(reports: &[FileReport], out: &mut dyn Write) -> io::Result<()> {
    let used: BTreeMap<&str, &Finding> = reports.iter().flat_map(FileReport::findings).map(|finding| (analysis::code(finding), finding)).collect();
    let rules: Vec<Value> = used
        .into_iter()
        .map(|(code, finding)| {
            json!({
                "id": code,
                "shortDescription": { "text": rules::summary(finding.rule) },
                "helpUri": analysis::page(finding),
                "defaultConfiguration": { "level": level(finding.rule.severity) },
            })
        })
        .collect();
    let results: Vec<Value> = reports.iter().flat_map(|report| report.findings().map(|finding| result(report, finding))).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "stagewright", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn result(report: &FileReport, finding: &Finding) -> Value {
    let location =
        |span: Span| json!({ "physicalLocation": { "artifactLocation": { "uri": uri(&report.path) }, "region": region(&report.lines, span) } });
    let mut result = json!({
        "ruleId": analysis::code(finding),
        "level": level(finding.severity),
        "message": { "text": finding.message },
        "locations": [location(finding.span)],
    });
    if !finding.related.is_empty() {
        let related = finding.related.iter().map(|related| {
            let mut place = location(related.span);
            place["message"] = json!({ "text": related.message });
            place
        });
        result["relatedLocations"] = related.collect();
    }
    if !finding.fixes.is_empty() {
        let fixes = finding.fixes.iter().map(|fix| {
            let replacements: Vec<Value> = fix
                .edits
                .iter()
                .map(|edit| json!({ "deletedRegion": region(&report.lines, edit.span), "insertedContent": { "text": edit.text } }))
                .collect();
            let change = json!({ "artifactLocation": { "uri": uri(&report.path) }, "replacements": replacements });
            json!({ "description": { "text": fix.title }, "artifactChanges": [change] })
        });
        result["fixes"] = fixes.collect();
    }
    result
}

fn region(lines: &LineIndex, span: Span) -> Value {
    let (line, column) = lines.line_column(span.start as usize);
    let (end_line, end_column) = lines.line_column(span.end as usize);
    json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "note",
    }
}

/// A relative path as a URI: everything but the usual path characters is percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
