//! A manifest that is copied without the lock file that lies beside it.

use super::installations::{binds, installs};
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::patterns::fits;
use crate::model::copies::{Copied, CopiedFrom, basename, is_below};

/// See the page.
pub static RULE: Rule = Rule {
    id: "deps-manifest-missing-lockfile",
    severity: Severity::Information,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/deps-manifest-missing-lockfile.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(paths) = context.workspace.paths() else { return };
    let exists = |path: &str| paths.iter().any(|known| **known == *path) && !context.workspace.dockerignore().is_some_and(|ignore| ignore.excludes(path));
    let mut told = Vec::new();
    for run in context.runs().filter(|run| !binds(run)) {
        let Some((command, step)) = run.script.commands.iter().find_map(|command| Some((command, installs(command)?))) else { continue };
        let Some((manifest, locks)) = step.manifests.split_first().filter(|(manifest, _)| !manifest.contains('*')) else { continue };
        let before = context.copies_of(run.stage.index).take_while(|copied| copied.item < run.index);
        let copies: Vec<&Copied> = before.filter(|copied| copied.from == CopiedFrom::Context).collect();
        for copied in &copies {
            for (word, source) in &copied.sources {
                let Some(source) = source.as_deref().map(|source| source.trim_start_matches("./").trim_start_matches('/')) else { continue };
                let folder = &source[..source.len() - basename(source).len()];
                let Some(lock) = locks.iter().map(|lock| format!("{folder}{lock}")).find(|lock| exists(lock)) else { continue };
                if basename(source) != manifest || told.contains(&(copied.item, word.span)) || copies.iter().any(|other| brings(other, &lock)) {
                    continue;
                }
                told.push((copied.item, word.span));
                let item = &context.file.items()[copied.item];
                let message = format!("`{lock}` lies beside `{source}` but is not copied, so that `{}` takes whatever versions are the newest", super::build_signals::shown(command));
                let end = item.absolute(word.span);
                let fix = (copied.into_directory && !item.instruction.is_json() && word.is_plain_source()).then(|| {
                    let written = format!("{}{}", &word.text[..word.text.len() - manifest.len()], basename(&lock));
                    Fix::review(format!("Copy {} as well", basename(&lock)), vec![replace(end, format!("{} {written}", word.text))])
                });
                out.push(RULE.finding(end, message).maybe_fix(fix));
            }
        }
    }
}

/// Whether a COPY brings a file, or may do so.
fn brings(copied: &Copied, path: &str) -> bool {
    copied.sources.iter().any(|(_, source)| match source.as_deref().map(|source| source.trim_start_matches("./").trim_matches('/')) {
        None => true,
        Some("" | "." | "*") => true,
        Some(source) => is_below(path, source) || fits(source, path),
    })
}
