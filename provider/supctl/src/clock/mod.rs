//! The hierarchy's clock.

mod activity;
mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use hierarchy::Hierarchy;
use hierarchy::sync::{ClockError, ClockReading};
use jiff::Span;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::summary::Summary;
use activity::SiteActivity;
pub(crate) use activity::SiteRuns;

const EXAMPLES: &str =
    "The hierarchy has a clock of its own, which runs with the machine's and can be put forward. Whatever
is due until then happens: what the schedule starts, what is tried again, what follows.

Examples:
  supctl clock                     what time it is in the hierarchy
  supctl clock advance 2h30m
  supctl clock advance 1w          a week of synchronisations
  supctl clock advance 1mo         to the same day of the next month

Exit codes: 0 fine, 1 it cannot be put so.";

/// Show the hierarchy's clock, or put it forward.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Show the time in the hierarchy and that of the machine; the default.
    Show,
    /// Put the hierarchy's clock forward; what is due until then happens.
    Advance {
        /// How far: 90m, 2h30m, 8d, 1w or 1mo.
        #[arg(value_name = "TIME", allow_hyphen_values = true, value_parser = span)]
        by: Span,
    },
}

/// What `supctl clock advance --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Advance {
    /// What the clock shows now.
    pub(crate) clock: ClockReading,
    /// The sites that synchronised meanwhile, in the order they began first.
    pub(crate) sites: Vec<SiteRuns>,
    /// How many software update points are how far now.
    pub(crate) summary: Summary,
}

/// Shows the clock, or puts it forward.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let hierarchy = cli.open()?;
    match &arguments.command {
        None | Some(Command::Show) => {
            let reading = hierarchy.clock()?;
            if cli.json { print_json(out, &reading)? } else { text::print(out, &reading)? }
        }
        Some(Command::Advance { by }) => {
            let advance = advance(&hierarchy, *by)?;
            if cli.json { print_json(out, &advance)? } else { text::print_advance(out, &advance)? }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn span(text: &str) -> Result<Span, &'static str> {
    text.parse().map_err(|_| "write how far it is to go on, such as 90m, 2h30m, 8d, 1w or 1mo")
}

fn advance(hierarchy: &Hierarchy, by: Span) -> Result<Advance> {
    // Months have their own lengths.
    let now = hierarchy.now()?.to_zoned(TimeZone::UTC);
    let by = by.to_duration(&now).map_err(|_| ClockError::TooFar)?;
    let mut activity = SiteActivity::default();
    let clock = hierarchy.pass_time(by, &mut |event| activity.record(event))?;
    let rows = hierarchy.sync_status()?.software_update_points;
    Ok(Advance { clock, sites: activity.sites, summary: Summary::of(&rows) })
}
