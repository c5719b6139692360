//! Owns the command line: arguments in, text or JSON out, exit codes. stdout carries only the result.

mod check;
mod parse;

use std::ffi::OsString;
use std::io::{BufWriter, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "stagewright", version, about = "A language server and linter for Dockerfiles that knows stages", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check Dockerfiles and report what is wrong
    Check(Box<check::CheckArgs>),
    /// Print the instructions of files as JSON lines
    Parse(parse::ParseArgs),
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
    let mut out = BufWriter::new(std::io::stdout().lock());
    let result = match cli.command {
        None => Ok(Outcome::Clean),
        Some(Command::Check(args)) => check::run(&args, &mut out),
        Some(Command::Parse(args)) => parse::run(&args, &mut out),
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
