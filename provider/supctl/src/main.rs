//! `supctl`, the operator's console on a simulated Configuration Manager hierarchy: what it holds, who changed it.
//!
//! Exit codes: 0 fine, 1 failed.

mod cli;
mod history;
mod style;
mod tree;

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use clap::Parser;
use hierarchy::{Hierarchy, StoreError, SystemClock};
use serde::Serialize;

use cli::{Cli, Command};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => return answer_usage(&answer),
    };
    match run(&cli).or_else(is_reader_gone) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<()> {
    let hierarchy = Hierarchy::open_existing(&cli.path, Arc::new(SystemClock))?;
    let mut out = anstream::stdout().lock();
    match &cli.command {
        Command::Tree => {
            let tree = hierarchy.read(tree::Tree::of)?;
            if cli.json { print_json(&mut out, &tree) } else { Ok(tree::text::print(&mut out, &tree, &cli.path)?) }
        }
        Command::History(query) => {
            let history = history::History::of(&hierarchy, query)?;
            if cli.json { print_json(&mut out, &history) } else { Ok(history::text::print(&mut out, &history, query)?) }
        }
    }
}

fn print_json(out: &mut impl Write, value: &impl Serialize) -> Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    Ok(writeln!(out)?)
}

/// Help and version go to stdout and are fine; wrong usage is a failure like any other, since 2 means differences.
fn answer_usage(answer: &clap::Error) -> ExitCode {
    // A terminal that is gone needs no answer.
    let _ = answer.print();
    if answer.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// `supctl history | head` closes the pipe before the end, and that is fine.
fn is_reader_gone(error: anyhow::Error) -> Result<()> {
    let of_io = error.downcast_ref::<io::Error>().map(io::Error::kind);
    let of_json = error.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
    if of_io.or(of_json) == Some(io::ErrorKind::BrokenPipe) { Ok(()) } else { Err(error) }
}

fn complain(error: &anyhow::Error) {
    let bad = style::BAD;
    let mut out = anstream::stderr().lock();
    let way_out = error.downcast_ref::<StoreError>().map(StoreError::way_out);
    let _ = writeln!(out, "{bad}error{bad:#}: {error:#}");
    if let Some(way_out) = way_out {
        let _ = writeln!(out, "\n{way_out}");
    }
}
