//! A write below a path that is declared as a volume before.

use super::{Check, Context, Finding, Profile, Rule, Run, Severity};
use crate::model::copies::is_below;
use crate::syntax::{Command, Keyword, ShellWord};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "volume-then-write",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/volume-then-write.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    for stage in &context.model.stages {
        let mut volumes: Vec<(String, Span)> = Vec::new();
        for index in stage.items.clone() {
            let item = &context.file.items()[index];
            if item.keyword == Keyword::Volume {
                for word in item.instruction.words() {
                    let path = context.model.expanded(index, word).filter(|path| path.certain).map(|path| path.text.into_owned());
                    volumes.extend(path.filter(|path| path.starts_with('/') && path.len() > 1).map(|path| (path, item.absolute(word.span))));
                }
                continue;
            }
            if volumes.is_empty() {
                continue;
            }
            let write = match item.keyword {
                Keyword::Copy | Keyword::Add => context.copied(index).and_then(|copied| Some((copied.destination.clone()?, item.absolute(copied.destination_word.span)))),
                Keyword::Run => context.run(index).and_then(|run| written(context, &run, &volumes)),
                _ => None,
            };
            let Some((path, span)) = write else { continue };
            if let Some((volume, declared)) = volumes.iter().find(|(volume, _)| is_below(&path, volume)) {
                let message = format!("`{volume}` is a volume already: the classic builder drops what is written here, and a container may start with another volume in its place");
                out.push(RULE.finding(span, message).related(*declared, "declared as a volume here"));
            }
        }
    }
}

/// The first path below a volume that a RUN writes.
fn written(context: &Context, run: &Run, volumes: &[(String, Span)]) -> Option<(String, Span)> {
    let hits = |command: &Command, word: &ShellWord| {
        let path = context.model.resolved(run.index, &run.script.commands, word)?;
        let path = context.model.absolute(run.index, command, &path)?;
        volumes.iter().any(|(volume, _)| is_below(&path, volume)).then(|| (path, run.item.absolute(word.span)))
    };
    run.script.commands.iter().find_map(|command| {
        let redirected = command.redirects.iter().filter(|redirect| redirect.operator.contains('>')).find_map(|redirect| hits(command, &redirect.target));
        let operands = || command.arguments().iter().filter(|word| !word.text.starts_with('-'));
        let changed = match command.name() {
            "mkdir" | "touch" | "chown" | "chmod" | "chgrp" | "rm" | "tee" => operands().find_map(|word| hits(command, word)),
            "cp" | "mv" | "install" | "ln" => operands().next_back().and_then(|word| hits(command, word)),
            _ => None,
        };
        redirected.or(changed)
    })
}
