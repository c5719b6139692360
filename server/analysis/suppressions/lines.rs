//! Owns the comments of Sonar and Semgrep, which are about the line that they end, or about the one below theirs.

use crate::knowledge::semgrep;
use crate::rules::Finding;
use crate::syntax::ParsedFile;
use crate::text::Span;

/// Nobody writes a comment behind a longer line.
const LONGEST: usize = 4096;

/// Whether a comment of these tools silences a finding that they have as well.
pub fn silence(file: &ParsedFile, finding: &Finding) -> bool {
    let sonar: Vec<&str> = finding.aliases.iter().copied().filter(|alias| is_sonar(alias)).collect();
    let semgrep: Vec<&str> = finding.aliases.iter().flat_map(|alias| semgrep::names(alias)).collect();
    if sonar.is_empty() && semgrep.is_empty() {
        return false;
    }
    let at = finding.span.start as usize;
    // Other tools report an instruction at its first line, where ours points at a word further down.
    let first = file.item_at(at).map(|item| file.items()[item].start);
    [Some(at), first].into_iter().flatten().any(|at| {
        let start = file.source().line_start(at);
        let own = line(file, start);
        let above = start.checked_sub(1).map(|end| line(file, file.source().line_start(end))).filter(|line| line.trim_start().starts_with('#'));
        [own.find('#').map(|hash| own[hash..].to_owned()), above]
            .into_iter()
            .flatten()
            .any(|comment| (!sonar.is_empty() && nosonar(&comment, &sonar)) || (!semgrep.is_empty() && nosemgrep(&comment, &semgrep)))
    })
}

fn line(file: &ParsedFile, start: usize) -> String {
    let end = file.source().line_end(start);
    if end - start > LONGEST { String::new() } else { file.source().slice(Span::new(start, end)) }
}

fn is_sonar(alias: &str) -> bool {
    alias.strip_prefix('S').is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `NOSONAR` with or without a list such as `(S6471, docker:S7021)`.
fn nosonar(comment: &str, own: &[&str]) -> bool {
    let Some(at) = comment.find("NOSONAR") else { return false };
    match comment[at + "NOSONAR".len()..].strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((ids, _)) => ids.split(',').any(|id| own.contains(&id.trim().trim_start_matches("docker:"))),
        None => true,
    }
}

/// `nosemgrep` or `nosem`, alone or with ids, of which the last part is enough.
fn nosemgrep(comment: &str, own: &[&str]) -> bool {
    let comment = comment.to_ascii_lowercase();
    let Some((_, rest)) = comment.split_once(" nosem").or_else(|| comment.split_once("#nosem")) else { return false };
    let rest = rest.strip_prefix("grep").unwrap_or(rest);
    let Some(ids) = rest.strip_prefix([':', '=']) else { return !rest.starts_with(|c: char| c.is_alphanumeric()) };
    ids.split(',').filter_map(|id| id.split_whitespace().next()).any(|id| own.contains(&id.rsplit('.').next().unwrap_or(id)))
}
