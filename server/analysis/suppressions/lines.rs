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
    [Some(at), first].into_iter().flatten().filter_map(|at| line(file, at)).any(|own| {
        let above = (own.start as usize).checked_sub(1).and_then(|end| line(file, end)).map(|above| file.source().slice(above));
        let own = file.source().slice(own);
        [own.find('#').map(|hash| own[hash..].to_owned()), above.filter(|line| line.trim_start().starts_with('#'))]
            .into_iter()
            .flatten()
            .any(|comment| (!sonar.is_empty() && nosonar(&comment, &sonar)) || (!semgrep.is_empty() && nosemgrep(&comment, &semgrep)))
    })
}

/// The line round an offset; none if it is too long, of which no more is looked at than it takes to see that.
fn line(file: &ParsedFile, at: usize) -> Option<Span> {
    let source = file.source();
    let before = source.slice(Span::new(at.saturating_sub(LONGEST), at));
    let start = match before.rfind('\n') {
        Some(newline) => at - (before.len() - newline - 1),
        None if at <= LONGEST => 0,
        None => return None,
    };
    let after = source.slice(Span::new(at, (at + LONGEST).min(source.len())));
    let end = match after.find('\n') {
        Some(newline) => at + newline,
        None if at + LONGEST >= source.len() => source.len(),
        None => return None,
    };
    Some(Span::new(start, end))
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
