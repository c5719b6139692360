//! Owns what the script of an instruction reads from outside, and what in it only bash understands.

use super::instruction::Instruction;
use super::shell::{Bashism, ShellTree};
use crate::text::Span;

/// A variable that a script reads: neither set by the script nor the shell's own.
#[derive(Debug)]
pub struct ShellRead {
    /// Its name.
    pub name: String,
    /// The name alone, relative to the instruction.
    pub span: Span,
    /// `${NAME:-default}` and its like.
    pub has_default: bool,
}

impl Instruction {
    /// What the script of a RUN reads, in the order of the text. Empty for the JSON form, and when a part of the script cannot be read.
    pub fn shell_reads(&self) -> &[ShellRead] {
        self.reads.get(|| self.read_variables())
    }

    /// What in the text for the instruction's own shell is bash's: bodies that another command or interpreter reads are left out.
    pub fn bashisms(&self) -> &[(Bashism, Span)] {
        self.bashisms.get(|| {
            if self.is_json() || self.shell_tree().is_none() && self.heredocs.is_empty() {
                return Vec::new();
            }
            let bodies: Vec<_> =
                (0..self.heredocs.len()).filter(|index| self.is_own_script(*index)).filter_map(|index| self.heredoc_tree(index)).collect();
            self.shell_tree().into_iter().chain(&bodies).flat_map(|tree| tree.bashisms()).collect()
        })
    }

    /// Whether the body of a heredoc is run by the very shell that runs the instruction.
    pub fn is_own_script(&self, index: usize) -> bool {
        let body = self.heredocs[index].body;
        let commands = &self.script().commands;
        let reader = commands.iter().any(|command| command.heredoc == Some(index));
        !reader && !self.text[body.range()].starts_with("#!") && commands.iter().any(|command| body.contains(command.span))
    }

    fn read_variables(&self) -> Vec<ShellRead> {
        let script = self.script();
        // A script that is read in may set anything.
        let reads_more = || script.commands.iter().any(|command| matches!(command.name(), "." | "source" | "eval"));
        if self.is_json() || !script.understood || !self.text.contains('$') || reads_more() {
            return Vec::new();
        }
        let is_script = |index: usize| script.commands.iter().any(|command| self.heredocs[index].body.contains(command.span));
        let read = (0..self.heredocs.len()).filter(|index| self.heredocs[*index].expand || is_script(*index));
        let bodies: Vec<ShellTree> = read.filter_map(|index| self.heredoc_tree(index)).collect();
        let trees: Vec<&ShellTree> = self.shell_tree().into_iter().chain(&bodies).collect();
        let text = &self.text;
        let mut set: Vec<String> = trees.iter().flat_map(|tree| tree.assigned(text)).collect();
        for command in
            script.commands.iter().filter(|command| matches!(command.name(), "read" | "getopts" | "mapfile" | "readarray" | "printf" | "local"))
        {
            set.extend(command.arguments().iter().map(|word| word.text.to_string()));
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
}
