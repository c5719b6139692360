//! Owns `stagewright check`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::Outcome;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files and folders; `-` reads standard input.
    paths: Vec<PathBuf>,
}

/// Runs the command.
pub fn run(_: &CheckArgs, _: &mut dyn Write) -> Result<Outcome, String> {
    Ok(Outcome::Clean)
}
