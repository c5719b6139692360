//! Parses the command line and calls one subcommand.

use std::process::ExitCode;

fn main() -> ExitCode {
    stagewright::cli::run(std::env::args_os())
}
