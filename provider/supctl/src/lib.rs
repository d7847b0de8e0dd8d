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
mod findings;
mod history;
mod logs;
mod set;
mod since;
mod status;
mod style;
mod sync;
mod table;
mod times;
mod tree;
mod updates;

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use clap::Parser;
use hierarchy::sync::{ClockError, FaultError, PackageError, SyncError};
use hierarchy::{Hierarchy, Severity, StoreError, SystemClock};
use serde::Serialize;

use cli::{Checking, Cli, Command, Exporting};
use set::Mistakes;

/// Does what the command line asks for, and says so on standard output and standard error.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => return answer_usage(&answer),
    };
    match run(&cli).or_else(is_reader_gone) {
        Ok(code) => code,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<ExitCode> {
    let mut out = anstream::stdout().lock();
    let open = || Hierarchy::open_existing(&cli.path, Arc::new(SystemClock));
    match &cli.command {
        Command::Status(arguments) => return status::run(&mut out, &open()?, arguments, cli.json),
        Command::Sync(arguments) => return sync::run(&mut out, &open()?, arguments, cli.json),
        Command::Clock(arguments) => return clock::run(&mut out, &open()?, arguments, cli.json),
        Command::Fault(arguments) => return fault::run(&mut out, &open()?, arguments, cli.json),
        Command::Catalog(arguments) => return catalog::run(&mut out, &open()?, arguments, cli.json),
        Command::ExportUpdates(exporting) => return updates::export(&mut out, &open()?, exporting, cli.json),
        Command::ImportUpdates(importing) => return updates::import(&mut out, &open()?, importing, cli.json),
        Command::Check(checking) => return check(&mut out, checking, cli),
        Command::Completions { shell } => completions::print(&mut out, *shell)?,
        Command::Export(exporting) => export(&mut out, &open()?, exporting, cli)?,
        Command::Tree => {
            let hierarchy = open()?;
            let status = hierarchy.sync_status()?;
            let tree = hierarchy.read(|view| tree::Tree::of(view, status))?;
            if cli.json {
                print_json(&mut out, &tree)?;
            } else {
                tree::text::print(&mut out, &tree, &cli.path)?;
            }
        }
        Command::History(query) => {
            let history = history::History::of(&open()?, query)?;
            if cli.json {
                print_json(&mut out, &history)?;
            } else {
                history::text::print(&mut out, &history, query)?;
            }
        }
        Command::Logs(reading) => logs::show(&mut out, &open()?, reading, cli.json)?,
        Command::Set(setting) => {
            let outcome = set::Outcome::of(&open()?, setting)?;
            if cli.json {
                print_json(&mut out, &outcome)?;
            } else {
                set::text::print(&mut out, &outcome, &setting.object)?;
                findings::print(&mut anstream::stderr().lock(), &outcome.findings)?;
            }
            if outcome.is_refused() {
                return Ok(ExitCode::FAILURE);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn check(out: &mut impl Write, checking: &Checking, cli: &Cli) -> Result<ExitCode> {
    let report = check::Report::of(checking, &cli.path)?;
    if checking.sarif {
        print_json(out, &check::sarif::Sarif::of(&report))?;
    } else if cli.json {
        print_json(out, &report)?;
    } else {
        check::text::print(out, &report)?;
    }
    Ok(match (report.errors, report.warnings) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::from(if checking.strict { 2 } else { 0 }),
        _ => ExitCode::FAILURE,
    })
}

fn export(out: &mut impl Write, hierarchy: &Hierarchy, exporting: &Exporting, cli: &Cli) -> Result<()> {
    let mut notes = anstream::stderr().lock();
    if !exporting.hcl && exporting.out.is_none() {
        let export = hierarchy.read(export::Export::of)?;
        if export.is_empty() {
            export::text::print_empty(&mut notes, &cli.path)?;
        }
        return print_json(out, &export);
    }
    let configuration = hierarchy.read(export::Configuration::of)?;
    if configuration.len() == 0 {
        export::text::print_empty(&mut notes, &cli.path)?;
    }
    export::text::print_unsayable(&mut notes, &configuration)?;
    match &exporting.out {
        Some(folder) => {
            let files = export::files::write(&configuration, folder, &cli.path)?;
            export::text::print(out, &configuration, &files, folder)?;
        }
        None => out.write_all(configuration.text(&cli.path.to_string_lossy()).as_bytes())?,
    }
    Ok(())
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
fn is_reader_gone(error: anyhow::Error) -> Result<ExitCode> {
    let of_io = error.downcast_ref::<io::Error>().map(io::Error::kind);
    let of_json = error.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
    if of_io.or(of_json) == Some(io::ErrorKind::BrokenPipe) { Ok(ExitCode::SUCCESS) } else { Err(error) }
}

fn complain(error: &anyhow::Error) {
    let mut out = anstream::stderr().lock();
    // A terminal that is gone needs no answer.
    let _ = if let Some(Mistakes(mistakes)) = error.downcast_ref() {
        let messages = mistakes.iter().map(|mistake| (Severity::Error, mistake.what.as_str(), mistake.way_out.clone()));
        findings::print_messages(&mut out, messages)
    } else {
        findings::print_messages(&mut out, [(Severity::Error, format!("{error:#}").as_str(), way_out(error))])
    };
}

/// What the reader of an error can do about it.
fn way_out(error: &anyhow::Error) -> String {
    let of_store = || error.downcast_ref().map(|error: &StoreError| error.way_out().to_owned());
    let of_sync = || error.downcast_ref().map(SyncError::way_out);
    let of_clock = || error.downcast_ref().map(ClockError::way_out);
    let of_fault = || error.downcast_ref().map(FaultError::way_out);
    let of_package = || error.downcast_ref().map(|error: &PackageError| error.way_out().to_owned());
    of_store().or_else(of_sync).or_else(of_clock).or_else(of_fault).or_else(of_package).unwrap_or_default()
}
