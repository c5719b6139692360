//! Owns the command line: arguments in, text or JSON out, exit codes. stdout carries only the result.

mod check;
mod explain;
mod lsp;
mod parse;
mod report;
mod walk;

use std::ffi::OsString;
use std::io::{BufWriter, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "stagewright", version, about = "A language server and linter for Dockerfiles that knows stages", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve an editor over standard input and output (also without any command)
    Lsp(lsp::LspArgs),
    /// Check Dockerfiles and report what is wrong
    Check(Box<check::CheckArgs>),
    /// Print the instructions of files as JSON lines
    Parse(parse::ParseArgs),
    /// Print the page of a rule
    Explain(explain::ExplainArgs),
    /// List all rules
    Rules(explain::RulesArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// How a command ended, when it could run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Clean,
    /// Exit code 1: something was found, or refused.
    Found,
}

/// Runs the program with the given arguments, the program's name first.
pub fn run(args: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are results; everything else could not run.
            _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    // The server writes to stdout on a thread of its own, so it must start before the lock below.
    let command = match cli.command {
        None | Some(Command::Lsp(_)) => return lsp::run(),
        Some(command) => command,
    };
    // The stream takes colours out unless it is a terminal that shows them.
    let mut out = BufWriter::new(anstream::stdout().lock());
    let result = match command {
        Command::Lsp(_) => Ok(Outcome::Clean),
        Command::Check(args) => check::run(&args, &mut out),
        Command::Parse(args) => parse::run(&args, &mut out),
        Command::Explain(args) => explain::explain(&args, &mut out),
        Command::Rules(args) => explain::list(&args, &mut out),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "stagewright", &mut out);
            Ok(Outcome::Clean)
        }
    };
    let result = result.and_then(|outcome| out.flush().map(|()| outcome).map_err(|error| error.to_string()));
    match result {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Err(message) => {
            report(&message);
            ExitCode::from(2)
        }
    }
}

#[allow(clippy::print_stderr, reason = "the one place that talks to a person about what went wrong")]
fn report(message: &str) {
    anstream::eprintln!("stagewright: {message}");
}
