//! Owns `stagewright lsp`, which is also what happens without a command.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Args;

/// Arguments of `lsp`.
#[derive(Debug, Args)]
pub struct LspArgs {
    /// Talk over standard input and output, which is the only way; editors like to say so
    #[arg(long)]
    stdio: bool,
}

/// Runs the server. Its exit codes are those of the protocol.
pub fn run() -> ExitCode {
    if std::io::stdin().is_terminal() {
        super::report(
            "this is the language server, and it waits for an editor on standard input\n\n\
             To check Dockerfiles from here, run `stagewright check`; `stagewright --help` shows all commands.",
        );
        return ExitCode::from(2);
    }
    crate::lsp::serve_stdio().unwrap_or_else(|error| {
        super::report(&error.to_string());
        ExitCode::from(2)
    })
}
