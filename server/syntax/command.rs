//! Owns what a simple command of shell text is: its words, how it is joined to the one before, and where it runs.

use std::any::Any;
use std::sync::{Arc, OnceLock};

use super::shell_word::ShellWord;
use crate::text::Span;

/// A simple command.
#[derive(Clone, Debug)]
pub struct Command {
    /// Its words.
    pub words: Vec<ShellWord>,
    /// Index of the program's name among the words, behind `sudo`, `env` and the like.
    pub(super) program: usize,
    /// `NAME=value` before the command, or alone.
    pub assignments: Vec<Assignment>,
    /// Redirections, those of a group around it included.
    pub redirects: Vec<Redirect>,
    /// The command with assignments and redirections; relative to the instruction.
    pub span: Span,
    /// How it follows the command before it.
    pub joint: Joint,
    /// Where it runs.
    pub directory: Directory,
    /// True inside a condition, loop, function, or behind `||`: it may not run.
    pub conditional: bool,
    /// True when `&` puts it into the background.
    pub background: bool,
    /// Index of the command in whose substitution it stands.
    pub inside: Option<usize>,
    /// Index of the heredoc that it reads.
    pub heredoc: Option<usize>,
    pub(super) note: Note,
}

/// What another layer has worked out about a command from its words alone, kept so that it is worked out once.
#[derive(Clone, Default)]
pub(super) struct Note(OnceLock<Arc<dyn Any + Send + Sync>>);

impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("_")
    }
}

/// `NAME=value`.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// What is set.
    pub name: String,
    /// To what.
    pub value: Option<ShellWord>,
    /// All of it.
    pub span: Span,
}

/// `> file` and the like.
#[derive(Clone, Debug)]
pub struct Redirect {
    /// Such as `>`, `>>`, `<`, `2>`.
    pub operator: String,
    /// The file.
    pub target: ShellWord,
}

/// How a command follows the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// It is the first.
    First,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `;` or a line end.
    Then,
    /// `|`
    Pipe,
}

/// The directory of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directory {
    /// The instruction's working directory.
    Initial,
    /// A path as `cd` gave it: absolute, or relative to the instruction's working directory.
    Changed(String),
    /// It depends on something that is not known.
    Unknown,
}

impl Command {
    /// The program and its arguments, `sudo`, `env` and the like left out.
    pub fn argv(&self) -> &[ShellWord] {
        &self.words[self.program.min(self.words.len())..]
    }

    /// What stands before the program: `sudo`, `env` and the like with their options.
    pub fn wrappers(&self) -> &[ShellWord] {
        &self.words[..self.program.min(self.words.len())]
    }

    /// The arguments of the program.
    pub fn arguments(&self) -> &[ShellWord] {
        self.argv().get(1..).unwrap_or_default()
    }

    /// Name of the program without its folder; empty when there is none or it is not literal.
    pub fn name(&self) -> &str {
        let name = self.argv().first().and_then(ShellWord::literal).unwrap_or_default();
        name.rsplit('/').next().unwrap_or_default()
    }

    /// The program's name where it stands.
    pub fn name_span(&self) -> Span {
        self.argv().first().map_or(self.span, |word| word.span)
    }

    /// True when one of the arguments is literally that.
    pub fn has(&self, argument: &str) -> bool {
        self.arguments().iter().any(|word| word.is(argument))
    }

    /// What follows from the words of the command, worked out on first use and kept with it. There is room for one type.
    pub fn noted<T: Any + Send + Sync>(&self, work_out: impl Fn(&Self) -> T) -> Option<&T> {
        self.note.0.get_or_init(|| Arc::new(work_out(self))).downcast_ref()
    }

    /// The value of an assignment before the command.
    pub fn assigned(&self, name: &str) -> Option<&ShellWord> {
        self.assignments.iter().find(|assignment| assignment.name == name).and_then(|assignment| assignment.value.as_ref())
    }
}
