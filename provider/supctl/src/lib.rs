//! `supctl`, the operator's console on a simulated Configuration Manager hierarchy: what it holds, what is wrong with it, who
//! changed it, and a hand to change it.
//!
//! Exit codes: 0 fine, 1 failed, 2 warnings or failures where they are not wanted.

mod catalog;
mod check;
mod cli;
mod clock;
mod completions;
pub mod describe;
mod export;
mod fault;
mod history;
mod init;
mod logs;
mod set;
mod shared;
mod status;
mod sync;
mod tree;
mod updates;

use std::process::ExitCode;

use clap::Parser;

use cli::Cli;
use shared::diagnostic;
use shared::error::Error;

/// Does what the command line asks for, and says so on standard output and standard error.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => return print_usage(&answer),
    };
    match cli.run(&mut anstream::stdout().lock()) {
        Ok(code) => code,
        Err(Error::OutputClosed) => ExitCode::SUCCESS,
        Err(Error::Diagnostics(diagnostics)) => {
            // A terminal that is gone needs no answer.
            let _ = diagnostic::print(&mut anstream::stderr().lock(), &diagnostics);
            ExitCode::FAILURE
        }
    }
}

/// Help and version go to stdout and are fine; wrong usage is a failure like any other, since 2 means differences.
fn print_usage(answer: &clap::Error) -> ExitCode {
    // A terminal that is gone needs no answer.
    let _ = answer.print();
    if answer.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
