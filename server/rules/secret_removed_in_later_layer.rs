//! A secret that is removed by another layer than the one that brought it.

use super::{Check, Context, Finding, Profile, Rule, Run, Severity};
use crate::knowledge::secrets::{Level, secret_file};
use crate::model::copies::{CopiedFrom, basename, is_below};
use crate::syntax::Command;
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
    path: String,
    span: Span,
    /// Whether the place is the source of a COPY, of which another rule speaks as well.
    copied: bool,
}

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        for command in run.script.commands.iter().filter(|command| matches!(command.name(), "rm" | "shred" | "unlink" | "truncate")) {
            for word in command.arguments().iter().filter(|word| !word.text.starts_with('-')) {
                let Some(path) = context.model.resolved(run.index, &run.script.commands, word).and_then(|path| context.model.absolute(run.index, command, &path)) else { continue };
                let path = path.trim_end_matches("/*").trim_end_matches("/.").to_owned();
                let Some(brought) = brought(context, &run, &path) else { continue };
                let shipped = context.is_shipped(run.stage);
                let keeps = if shipped { "everybody who can pull the image can take it out of the earlier layer" } else { "the earlier layer stays in the build cache" };
                let message = format!("this does not remove `{}`: {keeps}; use RUN --mount=type=secret", brought.path);
                let severity = if shipped { Severity::Error } else { Severity::Warning };
                let mut finding = RULE.finding(run.item.absolute(word.span), message).severity(severity).related(brought.span, "it comes into the image here");
                if brought.copied {
                    finding = finding.replacing(&["secret-file-copied"], Some(brought.span));
                }
                out.push(finding);
            }
        }
    }
}

/// What an earlier instruction brought to a path or below it, if that is a secret. Keys of others, in `.gnupg`, are public.
fn brought(context: &Context, run: &Run, removed: &str) -> Option<Brought> {
    if removed == "/" || removed.contains(".gnupg") {
        return None;
    }
    let hits = |path: &str| is_below(path, removed);
    let (chain, _) = context.model.base_chain(run.stage);
    for copied in context.model.copies(context.file, run.stage.index).iter().filter(|copied| copied.item < run.index && copied.from == CopiedFrom::Context) {
        for (word, source) in &copied.sources {
            let Some(source) = source else { continue };
            let Some(target) = copied.lands_at(source, false) else { continue };
            let secret = [source.as_str(), &target].iter().any(|path| secret_file(path).is_some_and(|row| row.level != Level::None));
            // A folder of secrets, such as `.ssh`, lands with what is in it.
            let folder = matches!(basename(source), ".ssh" | ".aws" | ".kube" | ".docker") || matches!(basename(&target), ".ssh" | ".aws" | ".kube");
            if (secret || folder) && (hits(&target) || (folder && is_below(removed, &target))) {
                let span = context.file.items()[copied.item].absolute(word.span);
                return Some(Brought { path: target, span, copied: true });
            }
        }
    }
    let earlier = context.runs().filter(|earlier| earlier.index < run.index && chain.iter().any(|stage| stage.index == earlier.stage.index));
    for earlier in earlier {
        for command in &earlier.script.commands {
            for path in written(context, &earlier, command) {
                if hits(&path) && secret_file(&path).is_some_and(|row| row.level != Level::None) {
                    return Some(Brought { path, span: earlier.item.absolute(command.span), copied: false });
                }
            }
        }
    }
    None
}

/// Paths that a command writes to by redirection.
fn written<'a>(context: &'a Context, run: &'a Run, command: &'a Command) -> impl Iterator<Item = String> + 'a {
    command.redirects.iter().filter(|redirect| redirect.operator.contains('>')).filter_map(move |redirect| {
        let path = context.model.resolved(run.index, &run.script.commands, &redirect.target)?;
        context.model.absolute(run.index, command, &path)
    })
}
