//! The final image runs as root.

use super::build_signals::is_for_development;
use super::bases::certain_word;
use super::copies::file_name;
use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Severity};
use crate::knowledge::images;
use crate::knowledge::users::{is_root, users};
use crate::model::config::Command;
use crate::model::stage::{Base, Stage};
use crate::syntax::{Item, Keyword};
use crate::text::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "runtime-runs-as-root",
    severity: Severity::Warning,
    aliases: &["CIS-DI-0001", "CKV_DOCKER_3", "CKV_DOCKER_8", "DL3002", "DS-0002", "S6471"],
    profiles: &[Profile::Recommended, Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/runtime-runs-as-root.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let Some(last) = context.final_stage().filter(|_| !context.options.dev_image) else { return };
    let (chain, base) = context.model.base_chain(last);
    let items = || chain.iter().flat_map(|stage| context.model.stage_items(context.file, stage).iter().rev());
    let starts = items().any(|item| matches!(item.keyword, Keyword::Cmd | Keyword::Entrypoint));
    let set = chain.iter().flat_map(|stage| stage.items.clone().rev()).find(|index| context.file.items()[*index].keyword == Keyword::User);
    // Images to work in are nobody's service.
    let workshop = matches!(base, Base::Image(image) if image.familiar_name().contains("devcontainer"));
    if workshop || is_for_development(last) {
        return;
    }
    let place = match set {
        Some(index) => user_root(context, index),
        None if starts && !only_waits(last) => base_root(context, last, base),
        None => None,
    };
    let Some((span, message)) = place else { return };
    if items().any(drops_rights) || script_drops_rights(context, last) {
        return;
    }
    out.push(RULE.finding(span, message).maybe_fix(if starts { fix(context, last, base) } else { None }));
}

/// The USER in force, when it says root.
fn user_root(context: &Context, index: usize) -> Option<(Span, String)> {
    let item = &context.file.items()[index];
    let word = item.instruction.argument_text()?;
    let value = context.model.expanded(index, word).filter(|value| value.certain && is_root(&value.text))?;
    let message = format!("`{}` is the last word on the user: whoever breaks into the program is root in the container", value.text);
    Some((item.absolute(word.span), message))
}

/// The base, when it is known to run as root.
fn base_root(context: &Context, last: &Stage, base: &Base) -> Option<(Span, String)> {
    let word = certain_word(context, last)?;
    let name = match base {
        Base::Scratch => "scratch".to_owned(),
        Base::Image(image) => {
            let row = users(image);
            let user = images::lookup(image).and_then(|facts| facts.user.as_deref()).or(row.map(|row| row.user.as_str()))?;
            if !is_root(user) || row.is_some_and(|row| row.drops) || images::family(image).is_some_and(|family| family.os.is_some()) {
                return None;
            }
            image.as_str().to_owned()
        }
        _ => return None,
    };
    let message = format!("`{name}` runs as root and no USER changes that: whoever breaks into the program is root in the container");
    Some((context.file.items()[last.from].absolute(word.span), message))
}

/// An image that only starts a shell, or waits, is a tool and no service.
fn only_waits(stage: &Stage) -> bool {
    let program = |command: &Command| match command {
        Command::Exec(words) => words.first().map(|word| file_name(word).to_owned()).unwrap_or_default(),
        Command::Shell(text) => file_name(text.split_whitespace().next().unwrap_or_default()).to_owned(),
    };
    let more = |command: &Command| matches!(command, Command::Exec(words) if words.len() > 1) || matches!(command, Command::Shell(text) if text.trim().contains(' '));
    let waits = |command: &Command| match &*program(command) {
        "sh" | "bash" | "ash" | "zsh" | "fish" => !more(command),
        "tail" | "sleep" | "true" | "" => true,
        _ => false,
    };
    stage.config.entrypoint.as_ref().is_none_or(waits) && stage.config.cmd.as_ref().is_none_or(waits)
}

/// Programs that change to another user themselves, or that start others as whom they like.
const DROPPERS: [&str; 20] = [
    "gosu", "su-exec", "setpriv", "s6", "s6-svscan", "s6-overlay", "chpst", "runuser", "setuidgid", "supervisord", "systemd", "init", "sshd", "crond", "cron",
    "dockerd", "nginx", "httpd", "apache2", "php-fpm",
];

fn drops_rights(item: &Item) -> bool {
    let list = match item.keyword {
        Keyword::Cmd | Keyword::Entrypoint => &DROPPERS[..],
        Keyword::Run | Keyword::Copy | Keyword::Add | Keyword::Env => &DROPPERS[..8],
        _ => return false,
    };
    names_dropper(&item.instruction.text, list)
}

fn names_dropper(text: &str, list: &[&str]) -> bool {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    words.into_iter().any(|word| list.contains(&word) || (word.starts_with("s6-") && list.contains(&"s6")))
}

/// The start script, if the folder has it.
fn script_drops_rights(context: &Context, stage: &Stage) -> bool {
    let commands = [&stage.config.entrypoint, &stage.config.cmd];
    let names: Vec<&str> = commands
        .into_iter()
        .flatten()
        .filter_map(|command| match command {
            Command::Exec(words) => words.first().map(|word| file_name(word)),
            Command::Shell(text) => text.split_whitespace().next().map(file_name),
        })
        .collect();
    let scripts = context.workspace.paths().into_iter().flatten().filter(|path| names.contains(&file_name(path)));
    scripts.into_iter().any(|path| context.workspace.text(path).is_some_and(|text| names_dropper(&text, &DROPPERS) || text.contains("su -")))
}

/// Sets a user in front of the first CMD or ENTRYPOINT, unless something still has to be done as root behind it.
fn fix(context: &Context, stage: &Stage, base: &Base) -> Option<Fix> {
    let items = context.model.stage_items(context.file, stage);
    let first = items.iter().position(|item| matches!(item.keyword, Keyword::Cmd | Keyword::Entrypoint))?;
    if items[first..].iter().any(|item| matches!(item.keyword, Keyword::Run | Keyword::Workdir | Keyword::User)) {
        return None;
    }
    let account = match base {
        Base::Image(image) => users(image).and_then(|row| row.account.as_deref()).unwrap_or("65532:65532"),
        _ => "65532:65532",
    };
    let before = if first == 0 { &context.file.items()[stage.from] } else { &items[first - 1] };
    let text = format!("{}USER {account}", context.file.source().line_ending());
    Some(Fix::review(format!("Run as {account}"), vec![replace(Span::new(before.end, before.end), text)]))
}
