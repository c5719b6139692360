//! Owns the finding of what package managers leave behind in a RUN: lists and caches that nothing in the RUN removes.

use super::mount_targets::{MountTarget, mount_targets};
use super::{Context, Run};
use crate::knowledge::managers;
use crate::knowledge::managers::Manager;
use crate::model::copies::is_below;
use crate::model::steps::{PackageAction, package_command, step};
use crate::syntax::{Command, Joint};
use crate::text::Span;

/// Something that a command leaves behind.
pub struct Leftover {
    /// Whose it is.
    pub manager: &'static Manager,
    /// The program, as named.
    pub program: String,
    /// The command; relative to the instruction.
    pub span: Span,
    /// Its subcommand, behind which an option can go.
    pub verb: Span,
    /// Whether all commands of the RUN are joined by `&&`.
    pub is_chain: bool,
    /// A later RUN that removes it: its index, and the command relative to it.
    pub cleaned_later: Option<(usize, Span)>,
}

/// What a RUN leaves behind, one entry for each manager.
pub fn leftovers<'a>(context: &Context<'a>, run: &Run<'a>) -> Vec<Leftover> {
    let commands = &run.script.commands;
    let mut found: Vec<Leftover> = Vec::new();
    // Of a script that is not read to its end the end may be what cleans up.
    if !run.script.understood {
        return found;
    }
    for (index, command) in commands.iter().enumerate() {
        let Some((manager, verb)) = fills(command) else { continue };
        if found.iter().any(|known| known.manager.id == manager.id) || manager.leftovers.is_empty() {
            continue;
        }
        let lean = command.arguments().iter().any(|word| manager.lean.iter().any(|option| **option == *word.text))
            || manager.lean_env.iter().any(|name| {
                command.assigned(name).is_some() || context.model.variable_before(run.index, name).is_some() || is_exported(commands, name)
            });
        let clean = commands[index + 1..].iter().any(|later| cleans(later, manager));
        // A mount that covers one of the places keeps that one out of the layer; the first is the one that counts.
        let mounted = mount_targets(context, run)
            .filter(MountTarget::is_scratchpad)
            .any(|mount| manager.leftovers.iter().chain(&manager.caches).any(|place| mount.covers(place)));
        if lean || clean || mounted {
            continue;
        }
        let is_chain = commands.iter().all(|command| {
            matches!(command.joint, Joint::First | Joint::And) && !command.conditional && command.inside.is_none() && command.heredoc.is_none()
        }) && run.item.instruction.heredocs.is_empty()
            && !run.item.instruction.is_json();
        found.push(Leftover {
            manager,
            program: command.name().to_owned(),
            span: command.span,
            verb,
            is_chain,
            cleaned_later: cleaned_later(context, run, manager),
        });
    }
    found
}

/// The manager whose cache a command fills, and the subcommand.
fn fills(command: &Command) -> Option<(&'static Manager, Span)> {
    if let Some(package) = package_command(command) {
        let fills = match package.manager.id.as_str() {
            // Installing needs the lists, which only the update brings.
            "apt" => package.action == PackageAction::Update,
            "npm" | "pnpm" => false,
            // An upgrade of apk downloads packages, but does not keep them.
            "apk" => matches!(package.action, PackageAction::Install | PackageAction::Update),
            _ => {
                package.action == PackageAction::Install
                    || (package.manager.system && matches!(package.action, PackageAction::Update | PackageAction::Upgrade))
            }
        };
        if fills || package.manager.id != "yarn" {
            return fills.then_some((package.manager, package.verb.span));
        }
    }
    let step = step(command).filter(|step| step.ecosystem == "yarn" && !step.caches.is_empty())?;
    Some((managers::by_id(&step.ecosystem)?, command.name_span()))
}

fn is_exported(commands: &[Command], name: &str) -> bool {
    commands.iter().any(|command| command.assignments.iter().any(|assignment| assignment.name == name))
}

/// Whether a command removes what a manager left.
fn cleans(command: &Command, manager: &Manager) -> bool {
    let words: Vec<&str> = command.argv().iter().map(|word| &*word.text).collect();
    let named = manager
        .clean
        .iter()
        .any(|clean| clean.first().map(String::as_str) == Some(command.name()) && clean[1..].iter().all(|word| words.contains(&word.as_str())));
    let removed = |path: &str| {
        let folder = path.trim_end_matches(['*', '/']);
        manager.leftovers.iter().any(|place| is_below(place, folder) || (is_below(folder, place) && path.len() > place.len()) || folder == place)
    };
    let recursive = |word: &&str| word.starts_with('-') && word.contains(['r', 'R']);
    named
        || (command.name() == "rm"
            && (words.iter().any(recursive) || words.iter().any(|word| word.ends_with('*')))
            && words.iter().any(|word| removed(word)))
        || (command.name() == "find" && words.iter().any(|word| matches!(*word, "-delete" | "rm")) && words.iter().any(|word| removed(word)))
}

fn cleaned_later(context: &Context, run: &Run, manager: &Manager) -> Option<(usize, Span)> {
    let shipped = context.shipped();
    // A RUN that installs as well cleans up behind itself.
    let own = |later: &Run| later.script.commands.iter().any(|command| fills(command).is_some_and(|(other, _)| other.id == manager.id));
    let later = context.runs_of(&shipped).filter(|later| later.index > run.index && !own(later));
    later
        .flat_map(|later| later.script.commands.iter().map(move |command| (later.index, command)))
        .find(|(_, command)| cleans(command, manager))
        .map(|(item, command)| (item, command.span))
}
