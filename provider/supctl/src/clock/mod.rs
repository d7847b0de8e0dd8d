//! The clock of the hierarchy.

mod activity;
mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use hierarchy::Hierarchy;
use hierarchy::sync::{Advanced, ClockError, ClockReading};
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
    "The hierarchy has a clock of its own. It runs with the machine's clock and can be advanced, not set back. \
     Everything that is due until the new time happens: scheduled synchronizations, retries, and what follows from \
     them.

Examples:
  supctl clock                     show hierarchy time and machine time
  supctl clock advance 2h30m
  supctl clock advance 1w          a week of synchronizations
  supctl clock advance 1mo         to the same day of the next month

Exit codes:
  0  success
  1  the time is invalid or out of range, or another failure";

/// Show or advance the clock of the hierarchy
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Show hierarchy time and machine time (default)
    Show,
    /// Advance the clock; everything that is due until then happens
    Advance {
        /// How far to advance: 90m, 2h30m, 8d, 1w or 1mo.
        #[arg(value_name = "TIME", allow_hyphen_values = true, value_parser = span)]
        by: Span,
    },
}

/// What `supctl clock advance --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Advance {
    /// The clock after the advance.
    pub(crate) clock: ClockReading,
    /// The sites that synchronized until then, in the order of their first start.
    pub(crate) sites: Vec<SiteRuns>,
    /// Software update points by state.
    pub(crate) summary: Summary,
}

/// Shows or advances the clock.
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
    text.parse().map_err(|_| "write a duration such as 90m, 2h30m, 8d, 1w or 1mo")
}

fn advance(hierarchy: &Hierarchy, by: Span) -> Result<Advance> {
    // How long a month is depends on where it starts.
    let now = hierarchy.now()?.to_zoned(TimeZone::UTC);
    let by = by.to_duration(&now).map_err(|_| ClockError::TooFar)?;
    let mut activity = SiteActivity::default();
    let Advanced { clock, status } = hierarchy.pass_time(by, &mut |event| activity.record(event))?;
    Ok(Advance { clock, sites: activity.sites, summary: Summary::of(&status.software_update_points) })
}
