//! An installation that does not hold on to the lock file.

use super::rule::replace;
use super::{Check, Context, Finding, Fix, Profile, Rule, Run, Severity};
use crate::model::copies::basename;
use crate::text::{Edit, Span};

/// See the page.
pub static RULE: Rule = Rule {
    id: "npm-install-vs-ci",
    severity: Severity::Warning,
    aliases: &[],
    profiles: &[Profile::Strict],
    docs: include_str!("../../docs/rules/npm-install-vs-ci.md"),
    check: Check::File(check),
};

/// A package manager: the verb, its lock files, the option that holds on to them, and other options that do so as well.
struct Frozen {
    program: &'static str,
    verbs: &'static [&'static str],
    locks: &'static [&'static str],
    option: &'static str,
    also: &'static [&'static str],
}

const FROZEN: [Frozen; 4] = [
    Frozen { program: "npm", verbs: &["install", "i"], locks: &["package-lock.json", "npm-shrinkwrap.json"], option: "ci", also: &[] },
    Frozen { program: "yarn", verbs: &["install"], locks: &["yarn.lock"], option: "--frozen-lockfile", also: &["--immutable", "--pure-lockfile", "--immutable-cache"] },
    Frozen { program: "pnpm", verbs: &["install", "i"], locks: &["pnpm-lock.yaml"], option: "--frozen-lockfile", also: &["--offline"] },
    Frozen { program: "bun", verbs: &["install", "i"], locks: &["bun.lock", "bun.lockb"], option: "--frozen-lockfile", also: &["--ci"] },
];

fn check(context: &Context, out: &mut Vec<Finding>) {
    for run in context.runs() {
        for command in &run.script.commands {
            let Some(manager) = FROZEN.iter().find(|manager| manager.program == command.name()) else { continue };
            let plain: Vec<_> = command.arguments().iter().filter(|word| !word.text.starts_with('-')).collect();
            let [verb] = &*plain else { continue };
            let held = command.arguments().iter().any(|word| manager.also.iter().chain([&manager.option]).any(|option| word.text.starts_with(option)) || matches!(&*word.text, "-g" | "--global" | "--no-package-lock" | "--no-lockfile" | "--package-lock-only"));
            if held || !manager.verbs.contains(&&*verb.text) {
                continue;
            }
            let Some(lock) = manager.locks.iter().find(|lock| brings(context, &run, lock)) else { continue };
            let how = if manager.option == "ci" { "npm ci".to_owned() } else { format!("{} install {}", manager.program, manager.option) };
            let message = format!("this may install other versions than `{lock}` says, and changes it; use `{how}`");
            out.push(RULE.finding(run.item.absolute(command.span), message).fix(Fix::review(format!("Use {how}"), vec![edit(&run, verb.span, manager)])));
        }
    }
}

fn edit(run: &Run, verb: Span, manager: &Frozen) -> Edit {
    let verb = run.item.absolute(verb);
    if manager.option == "ci" { replace(verb, "ci") } else { replace(Span::new(verb.end as usize, verb.end as usize), format!(" {}", manager.option)) }
}

/// Whether the stage has the lock file: a COPY names it, or takes a folder or pattern that has it.
fn brings(context: &Context, run: &Run, lock: &str) -> bool {
    let in_folder = |folder: &str| {
        let path = if folder.is_empty() { lock.to_owned() } else { format!("{folder}/{lock}") };
        context.workspace.paths().is_some_and(|paths| paths.iter().any(|known| **known == *path))
    };
    let copies = context.copies_of(run.stage.index).filter(|copied| copied.item < run.index);
    copies.flat_map(|copied| &copied.sources).filter_map(|(_, source)| source.as_deref()).any(|source| {
        let name = basename(source);
        let folder = source.trim_start_matches("./").trim_end_matches('/').strip_suffix(name).unwrap_or_default().trim_end_matches('/');
        let pattern = name.split_once('*').is_some_and(|(start, end)| lock.starts_with(start) && lock.ends_with(end)) && in_folder(folder);
        name == lock || pattern || in_folder(if matches!(source, "." | "./") { "" } else { source.trim_start_matches("./").trim_end_matches('/') })
    })
}
