//! Owns the question whether the shell of a RUN stops at the first command that fails.

use super::{Context, Run};
use crate::syntax::Command;

/// Whether SHELL, the first line of a heredoc or a `set` of the script says so.
pub fn stops_at_failure(context: &Context, run: &Run) -> bool {
    let shell = context.model.situation(run.index).and_then(|situation| situation.shell.as_ref());
    let instruction = &run.item.instruction;
    let first_lines = instruction.heredocs.iter().filter_map(|heredoc| instruction.text[heredoc.body.range()].lines().next());
    shell.is_some_and(|shell| shell.iter().skip(1).any(|word| is_option(word)))
        || first_lines.filter(|line| line.starts_with("#!")).any(|line| line.split_whitespace().skip(1).any(is_option))
        || run.script.commands.iter().any(sets_it)
}

/// `set -e`, `set -eux`, `set -o errexit`; also as options of a shell that runs the script: `bash -ec '…'`.
fn sets_it(command: &Command) -> bool {
    matches!(command.name(), "set" | "sh" | "bash" | "ash" | "dash") && command.arguments().iter().any(|word| is_option(&word.text))
}

fn is_option(word: &str) -> bool {
    word == "errexit" || word.strip_prefix('-').is_some_and(|letters| letters.contains('e') && letters.bytes().all(|byte| byte.is_ascii_lowercase()))
}
