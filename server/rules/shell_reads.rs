//! Owns the variables that the scripts of RUN read from outside: neither set by the script nor the shell's own.

use super::Run;
use crate::syntax::ShellTree;
use crate::text::Span;

/// A variable that a script reads.
pub struct ShellRead {
    /// Its name.
    pub name: String,
    /// The name alone, relative to the instruction.
    pub span: Span,
    /// `${NAME:-default}` and its like.
    pub has_default: bool,
}

/// What a RUN reads, in the order of the text. Empty when a part of its script cannot be read.
pub fn shell_reads(run: &Run) -> Vec<ShellRead> {
    let instruction = &*run.item.instruction;
    if instruction.is_json() || !run.script.understood {
        return Vec::new();
    }
    let bodies: Vec<ShellTree> = (0..instruction.heredocs.len())
        .filter(|index| instruction.heredocs[*index].expand || is_script(run, *index))
        .filter_map(|index| instruction.heredoc_tree(index))
        .collect();
    let trees: Vec<&ShellTree> = instruction.shell_tree().into_iter().chain(&bodies).collect();
    let text = &instruction.text;
    let mut set: Vec<String> = trees.iter().flat_map(|tree| tree.assigned(text)).collect();
    for command in run
        .script
        .commands
        .iter()
        .filter(|command| matches!(command.name(), "read" | "getopts" | "mapfile" | "readarray" | "printf" | "local" | "for"))
    {
        set.extend(command.arguments().iter().map(|word| word.text.to_string()));
    }
    // A script that is read in may set anything.
    if run.script.commands.iter().any(|command| matches!(command.name(), "." | "source" | "eval")) {
        return Vec::new();
    }
    let reads = trees.iter().flat_map(|tree| tree.variables(text)).filter(|found| !set.contains(&found.name));
    let defaulted =
        |end: usize| text.get(end..).is_some_and(|rest| [":-", "-", ":+", "+", ":=", "="].iter().any(|operator| rest.starts_with(operator)));
    let mut reads: Vec<_> = reads
        .map(|found| {
            let braced = text[..found.span.start as usize].ends_with('{');
            ShellRead { has_default: braced && defaulted(found.span.end as usize), name: found.name, span: found.span }
        })
        .collect();
    reads.sort_by_key(|read| read.span);
    reads
}

/// Whether the body of a heredoc is what runs.
fn is_script(run: &Run, index: usize) -> bool {
    let body = run.item.instruction.heredocs[index].body;
    run.script.commands.iter().any(|command| body.contains(command.span))
}
