//! `supctl`, the operator's console on a simulated Configuration Manager hierarchy: it shows, checks,
//! changes, synchronizes and exports what the provider manages.
//!
//! | exit code | meaning |
//! | --- | --- |
//! | 0 | success |
//! | 1 | failure |
//! | 2 | warnings with `check --strict` or `doctor --strict`, problems with `status --check`, or differences with `drift` or `compare` |

mod backup;
mod catalog;
mod check;
mod cli;
mod clock;
mod collector;
mod compare;
mod completions;
mod copy;
pub mod describe;
mod doctor;
mod drift;
mod export;
mod fault;
mod findings;
mod history;
mod import_site;
mod init;
mod install_mirror;
mod logs;
mod messages;
mod owners;
mod report;
mod restore;
mod runbook;
mod set;
mod shared;
mod status;
mod sync;
mod terraform;
mod tree;
mod updates;
mod world;

use std::process::ExitCode;

use clap::Parser;

#[cfg(any(test, feature = "fuzzing"))]
pub use check::fuzzing;
use cli::Cli;
use shared::diagnostic;
use shared::error::Error;
use shared::room::Room;

/// Runs the command of the command line: results go to standard output, messages to standard error.
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
            // Nothing can be done where standard error is closed.
            let _ = diagnostic::print(&mut anstream::stderr().lock(), Room::of_messages(), &diagnostics);
            ExitCode::FAILURE
        }
    }
}

/// Help and version go to standard output and succeed. Wrong usage fails with 1 like any other mistake, since 2 means
/// warnings.
fn print_usage(answer: &clap::Error) -> ExitCode {
    // Nothing can be done where the output is closed.
    let _ = answer.print();
    if answer.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
