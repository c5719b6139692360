//! An archive that is copied in and unpacked by a later RUN.

use super::copies::{copies, file_name};
use super::{Check, Context, Finding, Profile, Rule, Severity};
use crate::syntax::{Command, Keyword};

/// See the page.
pub static RULE: Rule = Rule {
    id: "add-unpack",
    severity: Severity::Information,
    aliases: &["DL3010"],
    profiles: &[Profile::Strict, Profile::Hadolint],
    docs: include_str!("../../docs/rules/add-unpack.md"),
    check: Check::File(check),
};

fn check(context: &Context, out: &mut Vec<Finding>) {
    let shipped: Vec<usize> = context.shipped().iter().map(|stage| stage.index).collect();
    for copy in copies(context).filter(|copy| copy.item.keyword == Keyword::Copy && copy.is_from_context() && shipped.contains(&copy.stage)) {
        for source in copy.paths().filter(|source| is_archive(&source.text)) {
            // The destination may give it another name.
            let target = file_name(copy.destination.text.trim_matches(['"', '\'']));
            let name = if is_archive(target) { target } else { file_name(&source.text) };
            let later = context.runs().filter(|run| run.stage.index == copy.stage && run.index > copy.index);
            let unpacked = later.flat_map(|run| run.script.commands.iter().map(move |command| (run, command))).find(|(_, command)| unpacks(command, name));
            let Some((run, command)) = unpacked else { continue };
            let message = "the archive stays in this layer although it is unpacked later; ADD unpacks it right away and leaves no archive";
            out.push(RULE.finding(copy.item.absolute(source.span), message).related(run.item.absolute(command.span), "unpacked here"));
        }
    }
}

/// What ADD unpacks, by its name.
fn is_archive(path: &str) -> bool {
    const ENDINGS: [&str; 10] = [".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".tar.zst", ".tzst"];
    let path = path.trim_matches(['"', '\'']);
    ENDINGS.iter().any(|ending| path.ends_with(ending)) && !path.contains(['$', '*', '?'])
}

/// Whether a command unpacks all of that archive as ADD would do it.
fn unpacks(command: &Command, archive: &str) -> bool {
    let arguments = command.arguments();
    let extracts = arguments.first().is_some_and(|word| !word.text.starts_with("--") && word.text.contains('x'))
        || arguments.iter().any(|word| word.is("--extract") || word.is("--get") || (word.text.starts_with('-') && !word.text.starts_with("--") && word.text.contains('x')));
    let changes = ["--strip", "--transform", "--exclude", "--wildcards", "--one-top-level", "--no-same-owner", "--xform"];
    let as_it_is = !arguments.iter().any(|word| changes.iter().any(|option| word.text.starts_with(option)));
    command.name() == "tar" && extracts && as_it_is && arguments.iter().any(|word| file_name(&word.text) == archive)
}
