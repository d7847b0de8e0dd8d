//! A synchronization on request.

mod progress;
mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use hierarchy::Hierarchy;
use hierarchy::sync::{Event, Extent, Idle, StartedSync, SupStatus, SyncError, start_message};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::room::Room;
use crate::shared::summary::Summary;
use crate::shared::times::minute;
use crate::shared::{diagnostic, failures};
use progress::{Spinner, note};

const EXAMPLES: &str =
    "A synchronization starts at the top-level site; each child site follows when its parent has finished. It \
     takes time on the hierarchy's clock. --wait advances that clock to the end.

Examples:
  supctl sync                      start one; follow it with supctl status
  supctl sync --wait               start one, and wait for the end
  supctl sync --full --wait        synchronize everything, not only changes
  supctl sync --wait --json |
    jq -r '.events[] | select(.event == \"failed\") | .server_fqdn'

Exit codes:
  0  success
  1  it cannot be started, or with --wait: a software update point has failed";

/// Start a synchronization, and wait for its end with --wait
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Where to start: the top-level site (default).
    #[arg(long, value_name = "CODE")]
    site: Option<String>,

    /// Synchronize everything, not only what changed since the last time.
    #[arg(long)]
    full: bool,

    /// Advance the hierarchy's clock until all sites have finished; also waits for a running synchronization.
    #[arg(long)]
    wait: bool,
}

/// What `supctl sync --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Synchronization {
    /// When it started, in hierarchy time.
    pub(crate) began: Timestamp,
    /// Whether it was already running before the command.
    pub(crate) was_running: bool,
    /// When the last site finished; null without `--wait`.
    pub(crate) ended: Option<Timestamp>,
    /// What happened during `--wait`.
    pub(crate) events: Vec<Event>,
    /// Software update points by state.
    pub(crate) summary: Summary,
    /// One row per software update point, as in `supctl status --json`.
    pub(crate) software_update_points: Vec<SupStatus>,
}

/// Starts a synchronization, and waits for its end with `--wait`.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let hierarchy = cli.open()?;
    let extent = if arguments.full { Extent::Full } else { Extent::Delta };
    let (began, was_running, under_way, started) = match hierarchy.synchronize(arguments.site.as_deref(), extent) {
        Ok(StartedSync { time, site_code, extent, status }) => {
            (time, false, format!("{} {}", minute(time), start_message(&site_code, extent)), Some(status))
        }
        Err(SyncError::Running { since, site_code, .. }) if arguments.wait => {
            let again = if arguments.full { "; for a full one, run this command again" } else { "" };
            let waiting =
                format!("{site_code} is already synchronizing, since {} UTC: waiting for it{again}", minute(since));
            (since, true, waiting, None)
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let (ended, status, events) = match started.filter(|_| !arguments.wait) {
        Some(status) => (None, status, Vec::new()),
        None => {
            let (Idle { time, status }, events) = wait(&hierarchy, &under_way, cli.json)?;
            (Some(time), status, events)
        }
    };
    let rows = status.software_update_points;
    let outcome = Synchronization {
        began,
        was_running,
        ended,
        events,
        summary: Summary::of(&rows),
        software_update_points: rows,
    };
    if cli.json {
        print_json(out, &outcome)?;
    } else {
        text::print(out, &outcome)?;
    }
    if ended.is_none() {
        return Ok(ExitCode::SUCCESS);
    }
    if !cli.json {
        let diagnostics = failures::diagnostics(&outcome.software_update_points);
        diagnostic::print(&mut anstream::stderr().lock(), Room::of_messages(), &diagnostics)?;
    }
    Ok(if outcome.summary.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Advances the clock to the end, and tells what happened. Nothing is printed before the hierarchy is free again: a paused
/// terminal or pager must not keep others from it.
fn wait(hierarchy: &Hierarchy, under_way: &str, json: bool) -> Result<(Idle, Vec<Event>)> {
    if !json {
        note(under_way);
    }
    let spinner = Spinner::start();
    let mut events = Vec::new();
    let idle = hierarchy.wait_until_idle(&mut |event| events.push(event.clone()))?;
    drop(spinner);
    if !json {
        events.iter().filter_map(progress::line).for_each(|line| note(&line));
    }
    Ok((idle, events))
}
