//! A secret that is removed by another layer than the one that brought it.

use super::{Check, Context, Finding, Profile, Rule, Run, Severity};
use crate::knowledge::secrets::{Level, secret_file};
use crate::model::copies::{CopiedFrom, basename, is_below};
use crate::model::stage::Stage;
use crate::syntax::{Command, ShellWord};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "secret-removed-in-later-layer",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/secret-removed-in-later-layer.md"),
    check: Check::File(check),
};

/// Where a secret came into the stage.
struct Brought {
    item: usize,
    path: String,
    span: Span,
    /// Whether the place is the source of a COPY, of which another rule speaks as well.
    copied: bool,
    folder: bool,
}

fn check(context: &Context, out: &mut Vec<Finding>) {
    let mut known: Option<(usize, Vec<Brought>)> = None;
    for run in context.runs() {
        for command in run.script.commands.iter().filter(|command| matches!(command.name(), "rm" | "shred" | "unlink" | "truncate")) {
            for word in command.arguments().iter().filter(|word| !word.text.starts_with('-')) {
                let resolved = context.model.resolved(run.index, &run.script.commands, word);
                let Some(path) = resolved.and_then(|path| context.model.absolute(run.index, command, &path)) else { continue };
                let path = path.trim_end_matches("/*").trim_end_matches("/.").to_owned();
                // Keys of others, in `.gnupg`, are public.
                if path.is_empty() || path == "/" || path.contains(".gnupg") {
                    continue;
                }
                let (_, secrets) = known.take_if(|(stage, _)| *stage == run.stage.index).unwrap_or_else(|| (run.stage.index, brought(context, run.stage)));
                let found = secrets.iter().find(|secret| secret.item < run.index && secret.is_hit(&path));
                if let Some(secret) = found {
                    out.push(finding(context, &run, word, secret));
                }
                known = Some((run.stage.index, secrets));
            }
        }
    }
}

fn finding(context: &Context, run: &Run, word: &ShellWord, secret: &Brought) -> Finding {
    let shipped = context.is_shipped(run.stage);
    let keeps = if shipped { "everybody who can pull the image can take it out of the earlier layer" } else { "the earlier layer stays in the build cache" };
    let message = format!("this does not remove `{}`: {keeps}; use RUN --mount=type=secret", secret.path);
    let severity = if shipped { Severity::Error } else { Severity::Warning };
    let finding = RULE.finding(run.item.absolute(word.span), message).severity(severity).related(secret.span, "it comes into the image here");
    if secret.copied { finding.replacing(&["secret-file-copied"], Some(secret.span)) } else { finding }
}

impl Brought {
    fn is_hit(&self, removed: &str) -> bool {
        is_below(&self.path, removed) || (self.folder && is_below(removed, &self.path))
    }
}

/// The secrets that a stage and those below it bring, by COPY or by redirection.
fn brought(context: &Context, stage: &Stage) -> Vec<Brought> {
    let is_secret = |path: &str| secret_file(path).is_some_and(|row| row.level != Level::None);
    // A folder of secrets, such as `.ssh`, lands with what is in it.
    let is_folder = |path: &str| matches!(basename(path), ".ssh" | ".aws" | ".kube" | ".docker");
    let mut found = Vec::new();
    for copied in context.copies_of(stage.index).filter(|copied| copied.from == CopiedFrom::Context) {
        for (word, source) in &copied.sources {
            let Some(source) = source else { continue };
            let Some(path) = copied.lands_at(source, false) else { continue };
            let folder = is_folder(source) || is_folder(&path);
            if folder || is_secret(source) || is_secret(&path) {
                let span = context.file.items()[copied.item].absolute(word.span);
                found.push(Brought { item: copied.item, path, span, copied: true, folder });
            }
        }
    }
    let (chain, _) = context.model.base_chain(stage);
    for run in context.runs_of(&chain) {
        for command in &run.script.commands {
            for path in written(context, &run, command).filter(|path| is_secret(path)) {
                found.push(Brought { item: run.index, path, span: run.item.absolute(command.span), copied: false, folder: false });
            }
        }
    }
    found
}

/// Paths that a command writes to by redirection.
fn written<'a>(context: &'a Context, run: &'a Run, command: &'a Command) -> impl Iterator<Item = String> + 'a {
    command.redirects.iter().filter(|redirect| redirect.operator.contains('>')).filter_map(move |redirect| {
        let path = context.model.resolved(run.index, &run.script.commands, &redirect.target)?;
        context.model.absolute(run.index, command, &path)
    })
}
