//! Owns `stagewright parse`: the instructions of files as JSON lines. The format is a contract.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::Outcome;
use crate::syntax::{Arguments, Instruction, Item, Keyword, ParsedFile};
use crate::text::{LineIndex, Source};

/// Arguments of `parse`.
#[derive(Debug, Args)]
pub struct ParseArgs {
    /// Files to parse.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Output format.
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Json,
}

#[derive(Serialize)]
struct FileLine<'a> {
    path: String,
    errors: usize,
    escape: char,
    instructions: Vec<InstructionLine<'a>>,
}

#[derive(Serialize)]
struct InstructionLine<'a> {
    keyword: String,
    start_line: usize,
    end_line: usize,
    form: &'static str,
    flags: Vec<&'a str>,
    words: Vec<&'a str>,
    heredocs: Vec<HeredocLine<'a>>,
    trigger: Option<Box<InstructionLine<'a>>>,
    stage: Option<usize>,
}

#[derive(Serialize)]
struct HeredocLine<'a> {
    name: &'a str,
    expand: bool,
    chomp: bool,
    content: &'a str,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or the output cannot be written.
pub fn run(args: &ParseArgs, out: &mut dyn Write) -> Result<Outcome, String> {
    let Format::Json = args.format;
    for path in &args.paths {
        let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let file = ParsedFile::new(Source::from_bytes(&bytes));
        let lines = LineIndex::new(file.source());
        let mut stage = None;
        let instructions = file.items().iter().map(|item| instruction_line(item, &lines, &mut stage)).collect();
        let line = FileLine { path: path.display().to_string(), errors: file.tree().errors(), escape: file.directives().escape(), instructions };
        serde_json::to_writer(&mut *out, &line).map_err(|error| error.to_string())?;
        writeln!(out).map_err(|error| error.to_string())?;
    }
    Ok(Outcome::Clean)
}

fn instruction_line<'a>(item: &'a Item, lines: &LineIndex, stage: &mut Option<usize>) -> InstructionLine<'a> {
    if item.keyword == Keyword::From {
        *stage = Some(stage.map_or(0, |stage| stage + 1));
    }
    let span = item.span();
    let place = (lines.line(span.start as usize), lines.line((span.end as usize).saturating_sub(1).max(span.start as usize)));
    line_of(&item.instruction, place, *stage)
}

fn line_of(instruction: &Instruction, (start_line, end_line): (usize, usize), stage: Option<usize>) -> InstructionLine<'_> {
    let is_shell = matches!(instruction.keyword, Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell);
    let (form, words) = words(&instruction.arguments, is_shell);
    // BuildKit's parser keeps nothing of an instruction that it does not know but one empty word.
    let words = if instruction.keyword == Keyword::Unknown { vec![""] } else { words };
    InstructionLine {
        keyword: instruction.keyword_text().to_uppercase(),
        start_line,
        end_line,
        form,
        flags: instruction.flags.iter().map(|flag| &*flag.word.text).collect(),
        words,
        heredocs: instruction
            .heredocs
            .iter()
            .map(|heredoc| HeredocLine {
                name: &heredoc.name,
                expand: heredoc.expand,
                chomp: heredoc.chomp,
                content: instruction.text.get(heredoc.body.range()).unwrap_or_default(),
            })
            .collect(),
        trigger: instruction.trigger.as_deref().map(|trigger| Box::new(line_of(trigger, (start_line, end_line), stage))),
        stage,
    }
}

/// Form and words as BuildKit's parser has them: ENV and LABEL as triples of key, value and separator.
fn words(arguments: &Arguments, is_shell: bool) -> (&'static str, Vec<&str>) {
    match arguments {
        Arguments::None => ("words", Vec::new()),
        Arguments::Text(word) => (if is_shell { "shell" } else { "words" }, vec![&*word.text]),
        Arguments::Words(words) => ("words", words.iter().map(|word| &*word.text).collect()),
        Arguments::Json(words) => ("json", words.iter().map(|word| &*word.text).collect()),
        Arguments::Pairs(pairs) => {
            ("words", pairs.iter().flat_map(|pair| [&*pair.key.text, &*pair.value.text, if pair.legacy { "" } else { "=" }]).collect())
        }
        Arguments::Check(kind, command) => {
            let (form, rest) = words(command, true);
            (form, std::iter::once(&*kind.text).chain(rest).collect())
        }
    }
}
