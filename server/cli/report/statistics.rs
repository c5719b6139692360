//! Owns the counts of `check --statistics`: how often each rule was found, the most frequent first.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::FileReport;
use crate::analysis;
use crate::rules::{self, Rule};

/// One rule that was found. The JSON is a contract.
#[derive(Serialize)]
struct Count {
    rule: &'static str,
    severity: &'static str,
    count: usize,
    /// How many of them have a safe fix.
    fixable: usize,
    summary: &'static str,
}

/// Prints the counts as a table.
///
/// # Errors
/// When the output cannot be written.
pub fn statistics_text(reports: &[FileReport], out: &mut dyn Write) -> io::Result<()> {
    let counts = counts(reports);
    let width = counts.iter().map(|count| count.rule.len()).max().unwrap_or_default();
    let digits = counts.first().map_or(0, |count| count.count.to_string().len());
    for Count { rule, severity, count, fixable, summary } in &counts {
        let fix = if fixable == count {
            "[*]"
        } else if *fixable > 0 {
            "[-]"
        } else {
            "[ ]"
        };
        writeln!(out, "{count:>digits$}  {rule:<width$}  {severity:<7}  {fix} {summary}")?;
    }
    if counts.iter().any(|count| count.fixable > 0) {
        writeln!(out, "[*] all, [-] some can be fixed with --fix")?;
    }
    Ok(())
}

/// Prints the counts as one array.
///
/// # Errors
/// When the output cannot be written.
pub fn statistics_json(reports: &[FileReport], out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &counts(reports))?;
    writeln!(out)
}

fn counts(reports: &[FileReport]) -> Vec<Count> {
    let mut counts: BTreeMap<&'static str, (&'static Rule, usize, usize)> = BTreeMap::new();
    for finding in reports.iter().flat_map(|report| report.findings()) {
        let (_, count, fixable) = counts.entry(analysis::code(finding)).or_insert((finding.rule, 0, 0));
        *count += 1;
        *fixable += usize::from(finding.fixes.first().is_some_and(|fix| fix.safe));
    }
    let mut counts: Vec<Count> = counts
        .into_iter()
        .map(|(code, (rule, count, fixable))| Count { rule: code, severity: rule.severity.name(), count, fixable, summary: rules::summary(rule) })
        .collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.count));
    counts
}
