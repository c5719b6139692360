//! A mounted secret that a command writes into the layer.

use super::mount_targets::mount_targets;
use super::{Check, Context, Finding, Profile, Rule, Run, Severity};
use crate::model::copies::is_below;
use crate::syntax::{Command, ShellWord};

/// See the page.
pub static RULE: Rule = Rule {
    id: "secret-mount-leak",
    severity: Severity::Error,
    aliases: &[],
    profiles: &[Profile::Recommended, Profile::Strict],
    docs: include_str!("../../docs/rules/secret-mount-leak.md"),
    check: Check::File(check),
};

/// A secret that is mounted: the file, or the variable.
struct Secret {
    path: String,
    variable: Option<String>,
}

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        let secrets = secrets(context, &run);
        if secrets.is_empty() {
            continue;
        }
        let commands = &run.script.commands;
        for (index, command) in commands.iter().enumerate() {
            let Some((place, target)) = leak(context, &run, &secrets, index) else { continue };
            let removed = |path: &str| {
                commands[index + 1..].iter().any(|later| {
                    matches!(later.name(), "rm" | "shred" | "unlink") && later.arguments().iter().any(|word| context.model.absolute(run.index, later, &word.text).is_some_and(|gone| is_below(path, &gone)))
                })
            };
            let mounted = |path: &str| mount_targets(context, &run).any(|mount| mount.kind != "cache" && mount.target.as_deref().is_some_and(|target| is_below(path, target)));
            let cached = |path: &str| mount_targets(context, &run).any(|mount| mount.kind == "cache" && mount.target.as_deref().is_some_and(|target| is_below(path, target)));
            let Some(path) = target.as_deref().and_then(|target| context.model.absolute(run.index, command, target)) else {
                if target.is_none() {
                    let message = format!("`{}` writes the secret into a configuration file, which stays in the layer", super::build_signals::shown(command));
                    out.push(RULE.finding(run.item.absolute(place.span), message));
                }
                continue;
            };
            if removed(&path) || mounted(&path) || path.starts_with("/dev/") {
                continue;
            }
            if cached(&path) {
                let message = format!("this writes the secret to `{path}`, which stays in the cache of the builder");
                out.push(RULE.finding(run.item.absolute(place.span), message).severity(Severity::Warning));
            } else {
                out.push(RULE.finding(run.item.absolute(place.span), format!("this writes the secret to `{path}`, which stays in the layer")));
            }
        }
    }
}

fn secrets<'a>(context: &Context<'a>, run: &Run<'a>) -> Vec<Secret> {
    let mounts = mount_targets(context, run).filter(|mount| mount.kind == "secret");
    mounts
        .map(|mount| {
            let id = mount.field(&["id"]).unwrap_or_default();
            let variable = mount.field(&["env"]).map(str::to_owned);
            Secret { path: mount.target.clone().unwrap_or_else(|| format!("/run/secrets/{id}")), variable }
        })
        .collect()
}

/// The word that a secret is written to, and its text; no text when the file is one that the tool chooses.
fn leak<'a>(context: &Context, run: &'a Run, secrets: &[Secret], index: usize) -> Option<(&'a ShellWord, Option<String>)> {
    let commands = &run.script.commands;
    let command: &'a Command = &commands[index];
    let names_file = |command: &Command, word: &ShellWord| {
        word.literal().is_some_and(|text| secrets.iter().any(|secret| context.model.absolute(run.index, command, text).as_deref() == Some(&*secret.path)))
    };
    let reads = |command: &Command| command.arguments().iter().any(|word| names_file(command, word)) || command.redirects.iter().any(|redirect| redirect.operator == "<" && names_file(command, &redirect.target));
    let has_variable = |word: &ShellWord| word.variables().any(|name| secrets.iter().any(|secret| secret.variable.as_deref() == Some(name)));
    let nested = commands.iter().any(|inner| inner.inside == Some(index) && inner.name() == "cat" && reads(inner));
    let carries = command.arguments().iter().any(has_variable) || nested;
    if matches!(command.name(), "cp" | "mv" | "install" | "ln") && command.arguments().iter().any(|word| names_file(command, word)) {
        let target = command.arguments().iter().rfind(|word| !word.text.starts_with('-'))?;
        return (!names_file(command, target) && command.name() != "ln").then(|| (target, Some(target.text.to_string())));
    }
    let shows = matches!(command.name(), "cat" | "echo" | "printf" | "sed" | "envsubst" | "base64") && (carries || reads(command));
    if shows {
        if let Some(redirect) = command.redirects.iter().find(|redirect| matches!(redirect.operator.as_str(), ">" | ">>" | "1>")) {
            return redirect.target.literal().map(|text| (&redirect.target, Some(text.to_owned())));
        }
        let next = commands.get(index + 1).filter(|next| next.joint == crate::syntax::Joint::Pipe && next.name() == "tee")?;
        let target = next.arguments().iter().find(|word| !word.text.starts_with('-'))?;
        return target.literal().map(|text| (target, Some(text.to_owned())));
    }
    let words: Vec<&str> = command.argv().iter().map(|word| &*word.text).collect();
    let configures = matches!(
        &*words,
        ["npm" | "yarn" | "pnpm" | "pip" | "pip3", "config", "set", ..]
            | ["aws", "configure", "set", ..]
            | ["git" | "poetry" | "composer" | "bundle", "config", ..]
    );
    let undone = commands[index + 1..].iter().any(|later| later.name() == command.name() && later.arguments().iter().any(|word| matches!(&*word.text, "delete" | "unset" | "--unset" | "--unset-all" | "rm")))
        || commands[index + 1..].iter().any(|later| later.name() == "rm");
    (configures && carries && !undone).then(|| (command.argv().first().unwrap_or(&command.words[0]), None))
}
