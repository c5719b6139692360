//! Owns what ShellCheck gets to see of a RUN, and what becomes of its comments. The program is run elsewhere: nothing here starts one.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde::Deserialize;

use super::Analysis;
use crate::model::Shell;
use crate::rules::{Check, Finding, Rule, Severity, page_url};
use crate::syntax::{Item, Keyword};
use crate::text::Span;

/// Longer scripts are generated, and nobody waits for what ShellCheck says about them.
const LONGEST: usize = 64 * 1024;

/// Stands for whatever ShellCheck says; each finding has ShellCheck's code as its alias. It is in no profile, as it is switched on by a key of its own.
static SHELLCHECK: Rule = Rule {
    id: "shellcheck",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[],
    docs: "# ShellCheck\n\nWhat ShellCheck says about the script of a RUN.\n",
    check: Check::Local(|_, _| {}),
};

/// The script of a RUN as ShellCheck reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShellScript {
    /// The text: first what the build has set, then the script.
    pub text: String,
    /// ShellCheck's name of the shell.
    pub dialect: &'static str,
    /// The byte of the file for the first byte of each piece of the text, ascending in both.
    pieces: Vec<(usize, usize)>,
}

/// A comment of ShellCheck, in the format that it calls json1. Lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ShellComment {
    /// First line.
    pub line: usize,
    /// Last line.
    pub end_line: usize,
    /// First column.
    pub column: usize,
    /// The column behind the last one.
    pub end_column: usize,
    /// error, warning, info or style.
    pub level: String,
    /// The number of the check.
    pub code: u32,
    /// What is wrong.
    pub message: String,
}

/// The code that reports show for a finding: ShellCheck's own for what came from there, else the rule.
pub fn code(finding: &Finding) -> &'static str {
    if is_shellcheck(finding) { finding.aliases.first().copied().unwrap_or(SHELLCHECK.id) } else { finding.rule.id }
}

/// The page about a finding.
pub fn page(finding: &Finding) -> String {
    if is_shellcheck(finding) { format!("https://www.shellcheck.net/wiki/{}", code(finding)) } else { page_url(finding.rule.id) }
}

/// Whether a finding came from ShellCheck.
pub fn is_shellcheck(finding: &Finding) -> bool {
    finding.rule.id == SHELLCHECK.id
}

impl Analysis {
    /// The scripts of all RUN instructions that a shell runs which ShellCheck knows.
    pub fn shell_scripts(&self) -> Vec<ShellScript> {
        self.file.items().iter().enumerate().filter_map(|(index, item)| self.shell_script(index, item)).collect()
    }

    /// What ShellCheck has said about the scripts, as findings: suppressions and configuration are applied.
    pub fn shell_findings<'a>(&self, answers: impl IntoIterator<Item = (&'a ShellScript, &'a [ShellComment])>) -> Vec<Finding> {
        let suppressions = self.suppressions();
        let mut found = Vec::new();
        for (script, comments) in answers {
            for comment in comments {
                let Some(span) = script.span(comment) else { continue };
                let severity = match comment.level.as_str() {
                    // An error of ours means that BuildKit refuses the file, and BuildKit does not read scripts.
                    "error" | "warning" => Severity::Warning,
                    "info" => Severity::Information,
                    _ => Severity::Hint,
                };
                let message = comment.message.clone();
                let mut finding = SHELLCHECK.finding(self.visible(span), message).severity(severity).aliased(alias(comment.code));
                let Some(severity) = self.config.judge_foreign(&finding) else { continue };
                finding.severity = severity;
                if !suppressions.silence(&self.file, &finding) {
                    found.push(finding);
                }
            }
        }
        found
    }

    fn shell_script(&self, index: usize, item: &Item) -> Option<ShellScript> {
        let instruction = &*item.instruction;
        if instruction.keyword != Keyword::Run || instruction.is_json() || instruction.error.is_some() || instruction.text.len() > LONGEST {
            return None;
        }
        let Shell::Posix(shell) = self.model.shell_at(&self.file, index) else { return None };
        let mut dialect = dialect(shell)?;
        let header = instruction.heredocs.first().map_or(instruction.text.len(), |heredoc| heredoc.body.start as usize);
        let mut script = ShellScript { text: String::new(), dialect, pieces: Vec::new() };
        // A comment line within the instruction is not part of the script, but it may speak to ShellCheck.
        for line in instruction.text[..header].lines().map(str::trim).filter(|line| line.starts_with('#') && line.contains("shellcheck ")) {
            script.text.push_str(line);
            script.text.push('\n');
        }
        let names: Vec<&str> = self.names_in(index, &instruction.text);
        if !names.is_empty() {
            script.text.push_str(&format!("export {}\n", names.join(" ")));
        }
        let alone = instruction.heredocs.first().filter(|heredoc| instruction.line.source_span(instruction.rest.clone()) == heredoc.marker);
        if let Some(heredoc) = alone {
            let body = &instruction.text[heredoc.body.range()];
            let first = body.lines().next().filter(|line| line.starts_with("#!"));
            if let Some(first) = first {
                dialect = self::dialect(first.rsplit(['/', ' ']).next()?.trim())?;
            }
            // The first line of another script would stand in the middle of this one.
            let skipped = first.map_or(0, |line| (line.len() + 1).min(body.len()));
            script.push(body, skipped..body.len(), item.start + heredoc.body.start as usize);
        } else {
            for piece in instruction.line.pieces(instruction.rest.clone()) {
                script.push(&instruction.text, piece.range(), item.start);
            }
            for heredoc in &instruction.heredocs {
                script.text.push('\n');
                let end = heredoc.end.map_or(heredoc.body.end, |end| end.end);
                script.push(&instruction.text, heredoc.body.start as usize..end as usize, item.start);
            }
        }
        if !script.text.ends_with('\n') {
            script.text.push('\n');
        }
        script.dialect = dialect;
        Some(script)
    }

    /// Variables that the build has set before an instruction and that its text may read, sorted.
    fn names_in(&self, index: usize, text: &str) -> Vec<&str> {
        let is_name = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        let mut names: Vec<&str> = self.model.definitions.iter().map(|definition| &*definition.name).collect();
        names.sort_unstable();
        names.dedup();
        names.retain(|name| is_name(name) && text.contains(name) && self.model.variable_before(index, name).is_some());
        names
    }
}

impl ShellScript {
    /// Appends a part of an instruction's text that stands in the file from `offset` on.
    fn push(&mut self, text: &str, range: std::ops::Range<usize>, offset: usize) {
        self.pieces.push((self.text.len(), offset + range.start));
        self.text.push_str(&text[range]);
    }

    /// Where in the file a comment is about; none for one about the lines that are not from there.
    fn span(&self, comment: &ShellComment) -> Option<Span> {
        let start = self.offset(comment.line, comment.column)?;
        let end = self.offset(comment.end_line, comment.end_column).unwrap_or(start).max(start + 1);
        let start = self.source(start)?;
        Some(Span::new(start, self.source(end - 1)?.max(start) + 1))
    }

    fn offset(&self, line: usize, column: usize) -> Option<usize> {
        let start = match line.checked_sub(2) {
            None => 0,
            Some(nth) => self.text.match_indices('\n').nth(nth)?.0 + 1,
        };
        let rest = self.text[start..].split('\n').next().unwrap_or_default();
        Some(start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at))
    }

    fn source(&self, offset: usize) -> Option<usize> {
        let index = self.pieces.partition_point(|(text, _)| *text <= offset).checked_sub(1)?;
        let (text, source) = self.pieces[index];
        // What was put between two pieces counts as the end of the first.
        let next = self.pieces.get(index + 1).map_or(usize::MAX, |(_, next)| *next);
        Some((source + offset - text).min(next.saturating_sub(1).max(source)))
    }
}

/// ShellCheck's name for a shell; none for one that it does not know.
fn dialect(shell: &str) -> Option<&'static str> {
    match shell {
        "sh" => Some("sh"),
        "bash" => Some("bash"),
        "ash" | "dash" => Some("dash"),
        "ksh" => Some("ksh"),
        _ => None,
    }
}

/// ShellCheck's code as the alias of a finding. There are a few hundred codes, and each is kept once for the life of the process.
fn alias(code: u32) -> &'static [&'static str] {
    static KNOWN: Mutex<BTreeMap<u32, &'static [&'static str]>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    known.entry(code).or_insert_with(|| Box::leak(Box::new([&*Box::leak(format!("SC{code}").into_boxed_str())])))
}

/// Whether a name is one of ShellCheck's codes.
pub fn is_code(name: &str) -> bool {
    name.strip_prefix("SC").is_some_and(|number| number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture::analyse;

    fn comment(line: usize, columns: (usize, usize), code: u32) -> ShellComment {
        let (column, end_column) = columns;
        ShellComment { line, end_line: line, column, end_column, level: "info".to_owned(), code, message: "x".to_owned() }
    }

    #[test]
    fn a_script_begins_with_what_the_build_has_set() {
        let text = "FROM alpine\nARG a\nENV B=1 other=2\nRUN --mount=type=ssh echo $a \\\n  # shellcheck disable=SC2086\n  $B\n";
        let scripts = analyse(text).shell_scripts();
        assert_eq!(scripts.len(), 1);
        assert_eq!((scripts[0].dialect, scripts[0].text.as_str()), ("dash", "# shellcheck disable=SC2086\nexport B a\necho $a   $B\n"));
    }

    #[test]
    fn the_shell_decides_whether_and_how_a_script_is_read() {
        let dialects = |text: &str| analyse(text).shell_scripts().iter().map(|script| script.dialect).collect::<Vec<_>>();
        assert_eq!(dialects("FROM debian\nRUN a\nSHELL [\"/bin/bash\", \"-c\"]\nRUN b\nRUN [\"c\"]\nSHELL [\"pwsh\"]\nRUN d\n"), ["dash", "bash"]);
        assert_eq!(dialects("FROM debian\nRUN <<E\n#!/usr/bin/env bash\na\nE\nRUN <<E\n#!/usr/bin/python3\nb\nE\n"), ["bash"]);
    }

    #[test]
    fn comments_come_back_to_their_place_through_continuations_and_heredocs() {
        let text = "FROM debian\nRUN a 漢 \\\n  && echo $x\nRUN cat <<E > f\n$y\nE\nRUN <<E\n#!/bin/sh\necho $z\nE\n";
        let analysis = analyse(text);
        let scripts = analysis.shell_scripts();
        assert_eq!(scripts[0].text, "a 漢   && echo $x\n");
        assert_eq!(scripts[1].text, "cat <<E > f\n$y\nE\n");
        assert_eq!(scripts[2].text, "echo $z\n");
        for (script, comment, expected) in [
            (0, comment(1, (15, 17), 2154), "$x"),
            (1, comment(2, (1, 3), 2154), "$y"),
            (2, comment(1, (6, 8), 2154), "$z"),
            (0, comment(1, (1, 1), 1000), "a"),
        ] {
            let found = analysis.shell_findings([(&scripts[script], &[comment][..])]);
            assert_eq!(&text[found[0].span.range()], expected);
        }
    }

    #[test]
    fn comments_of_the_file_silence_them() {
        let finds = |above: &str| {
            let analysis = analyse(&format!("FROM debian\n{above}RUN echo $x\n"));
            let scripts = analysis.shell_scripts();
            let found = analysis.shell_findings([(&scripts[0], &[comment(1, (6, 8), 2086)][..])]);
            found.iter().map(|finding| (code(finding), finding.severity)).collect::<Vec<_>>()
        };
        assert_eq!(finds(""), [("SC2086", Severity::Information)]);
        assert_eq!(finds("# hadolint ignore=SC2086\n"), []);
        assert_eq!(finds("# stagewright ignore=SC2086 -- meant\n"), []);
        assert_eq!(finds("# hadolint ignore=SC2046\n").len(), 1);
    }
}
