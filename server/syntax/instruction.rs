//! Owns the typed form of one instruction: what BuildKit's parser makes of it, with the place of every part.

use std::ops::Range;

use super::commands::Script;
use super::keyword::Keyword;
use super::lazily::Lazily;
use super::logical_line::LogicalLine;
use super::mount::Mount;
use super::shell::{Bashism, ShellTree};
use super::shell_reads::ShellRead;
use crate::text::Span;

/// One instruction. It belongs to its text, not to its place in a file: all spans are relative to its first byte,
/// so an instruction that merely moved is shared between two versions of a file.
#[derive(Debug)]
pub struct Instruction {
    /// The source text, continuation lines and heredoc bodies included.
    pub text: Box<str>,
    /// What it is.
    pub keyword: Keyword,
    /// The first word.
    pub keyword_span: Span,
    /// The first word in the joined line.
    pub keyword_range: Range<usize>,
    /// The joined line that words are cut from.
    pub line: LogicalLine,
    /// Leading `--flags`.
    pub flags: Vec<Flag>,
    /// Everything behind keyword and flags.
    pub arguments: Arguments,
    /// Joined bytes of everything behind keyword and flags, trimmed.
    pub rest: Range<usize>,
    /// Heredocs in the order of their bodies.
    pub heredocs: Vec<Heredoc>,
    /// Why BuildKit's parser refuses it, if it does.
    pub error: Option<SyntaxError>,
    /// Empty lines inside a continuation: each one's text with its line end.
    pub empty_lines: Vec<Span>,
    /// The instruction that ONBUILD stores, if it can be one.
    pub trigger: Option<Box<Instruction>>,
    /// The escape character that was in force.
    pub escape: char,
    pub(super) shell: Lazily<Option<ShellTree>>,
    pub(super) script: Lazily<Script>,
    pub(super) reads: Lazily<Vec<ShellRead>>,
    pub(super) bashisms: Lazily<Vec<(Bashism, Span)>>,
    pub(super) mounts: Lazily<Vec<Mount>>,
}

/// A piece of an instruction: text as BuildKit's parser hands it on, and its place in the joined line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Quotes and escapes are still in it, except in flags and the JSON form.
    pub text: Box<str>,
    /// Bytes of the joined line.
    pub joined: Range<usize>,
    /// Bytes of the instruction's source.
    pub span: Span,
    /// True when `text` is the joined text byte for byte, so that places in it can be mapped back.
    pub verbatim: bool,
}

impl Word {
    /// True when the word stands in the source as it is, in one piece: only then may an edit replace a part of it, or all of it without a loss.
    pub fn is_plain_source(&self) -> bool {
        self.verbatim && self.span.len() == self.text.len()
    }
}

/// `--name` or `--name=value`.
#[derive(Clone, Debug)]
pub struct Flag {
    /// The whole flag.
    pub word: Word,
    /// Name without the dashes.
    pub name: Box<str>,
    /// The name with its dashes.
    pub name_span: Span,
    /// What stands behind `=`; not there for `--name`.
    pub value: Option<Word>,
}

/// The arguments in the shape that the keyword gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arguments {
    /// Nothing behind the keyword.
    None,
    /// One piece of text: shell text, a user, a path.
    Text(Word),
    /// Words split at blanks, or at blanks outside quotes for ARG.
    Words(Vec<Word>),
    /// A JSON array of strings.
    Json(Vec<Word>),
    /// ENV and LABEL.
    Pairs(Vec<Pair>),
    /// `HEALTHCHECK TYPE command`, the command in one of the other shapes.
    Check(Word, Box<Arguments>),
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// What is set.
    pub key: Word,
    /// To what, quotes and escapes as written.
    pub value: Word,
    /// The old form: a key, a blank, and the rest of the line.
    pub legacy: bool,
}

/// A heredoc of an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc {
    /// The end word, quotes taken out.
    pub name: Box<str>,
    /// The `<<EOF` word.
    pub marker: Span,
    /// Whether variables in the body are expanded: not when a part of the end word is quoted.
    pub expand: bool,
    /// `<<-`: leading tabs of body and end line do not count.
    pub chomp: bool,
    /// Body without the end line.
    pub body: Span,
    /// The end line's word; none when the file ended first.
    pub end: Option<Span>,
}

/// Why BuildKit's parser refuses an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxError {
    /// `ENV key` or `LABEL key` without a value.
    MissingValue(Span),
    /// A later word of ENV or LABEL without `=`.
    MissingEquals(Span),
    /// A JSON array with other things than strings in it.
    JsonNotStrings(Span),
    /// No end line before the end of the file.
    UnterminatedHeredoc(Span),
    /// A physical line longer than BuildKit reads (65,535 bytes).
    LineTooLong(Span),
}

impl Instruction {
    /// The flag of that name, if it is given (the first one).
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().find(|flag| &*flag.name == name)
    }

    /// All flags of that name.
    pub fn flags_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Flag> {
        self.flags.iter().filter(move |flag| &*flag.name == name)
    }

    /// Words of the `Words` or `Json` shape; none for the other shapes.
    pub fn words(&self) -> &[Word] {
        self.arguments.words()
    }

    /// Pairs of ENV or LABEL.
    pub fn pairs(&self) -> &[Pair] {
        match &self.arguments {
            Arguments::Pairs(pairs) => pairs,
            _ => &[],
        }
    }

    /// The single text of the `Text` shape.
    pub fn argument_text(&self) -> Option<&Word> {
        match &self.arguments {
            Arguments::Text(word) => Some(word),
            _ => None,
        }
    }

    /// True for the JSON (exec) form, also of a health check's command.
    pub fn is_json(&self) -> bool {
        match &self.arguments {
            Arguments::Json(_) => true,
            Arguments::Check(_, command) => matches!(**command, Arguments::Json(_)),
            _ => false,
        }
    }

    /// The keyword as it is written, joined over continuations.
    pub fn keyword_text(&self) -> &str {
        &self.line.text()[self.keyword_range.clone()]
    }

    /// Everything behind keyword and flags as joined text.
    pub fn rest_text(&self) -> &str {
        &self.line.text()[self.rest.clone()]
    }

    /// Source span of everything behind keyword and flags, up to the end of the joined line.
    pub fn rest_span(&self) -> Span {
        self.line.source_span(self.rest.clone())
    }

    /// Source span from the keyword to the end of the joined line, heredoc bodies left out.
    pub fn header_span(&self) -> Span {
        Span::new(0, self.line.source_span(0..self.line.text().trim_end().len()).end as usize)
    }

    /// The instruction that runs when the image is used: the trigger of ONBUILD, else itself.
    pub fn effective(&self) -> &Instruction {
        self.trigger.as_deref().unwrap_or(self)
    }

    /// Source span of a part of a word, given as byte offsets into the word's text.
    pub fn span_in(&self, word: &Word, part: Range<usize>) -> Span {
        if !word.verbatim {
            return word.span;
        }
        self.line.source_span(word.joined.start + part.start..word.joined.start + part.end)
    }
}

impl Arguments {
    /// Words of the `Words` or `Json` shape; none for the other shapes.
    pub fn words(&self) -> &[Word] {
        match self {
            Self::Words(words) | Self::Json(words) => words,
            _ => &[],
        }
    }
}
