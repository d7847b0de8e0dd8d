//! A synchronisation on request.

mod progress;
mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use hierarchy::Hierarchy;
use hierarchy::sync::{Begun, Event, Extent, SupStatus, SyncError};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::summary::Summary;
use crate::shared::times::minute;
use crate::shared::{diagnostic, failures};
use progress::Progress;

const EXAMPLES: &str =
    "A synchronisation begins at the top-level site; the others follow, each when its parent is done. It
takes its time on the hierarchy's clock. With --wait, that clock is put forward to the end.

Examples:
  supctl sync                      start one, and look at it with supctl status
  supctl sync --wait               start one, and see it through
  supctl sync --full --wait        go through everything, not only what changed
  supctl sync --wait --json | jq -r '.events[] | select(.event == \"failed\") | .server_fqdn'

Exit codes: 0 fine, 1 it cannot be started, or with --wait a software update point has failed.";

/// Start a synchronisation, and see it through with --wait.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Where to start: the top-level site, which is the default.
    #[arg(long, value_name = "CODE")]
    site: Option<String>,

    /// Go through everything, not only what changed since the last time.
    #[arg(long)]
    full: bool,

    /// Put the hierarchy's clock forward until all sites are done; one that is under way is waited for.
    #[arg(long)]
    wait: bool,
}

/// What `supctl sync --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Synchronization {
    /// When it began, on the hierarchy's clock.
    pub(crate) began: Timestamp,
    /// Whether it was under way already, before the command.
    pub(crate) was_running: bool,
    /// When the last site was done; null without `--wait`.
    pub(crate) ended: Option<Timestamp>,
    /// What happened, from when `--wait` began.
    pub(crate) events: Vec<Event>,
    /// How many software update points are how far.
    pub(crate) summary: Summary,
    /// As `supctl status` has them.
    pub(crate) software_update_points: Vec<SupStatus>,
}

/// Starts a synchronisation, and sees it through where that is wanted.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let hierarchy = cli.open()?;
    let extent = if arguments.full { Extent::Full } else { Extent::Delta };
    let (began, was_running, under_way) = match hierarchy.synchronise(arguments.site.as_deref(), extent) {
        Ok(Begun { time, site_code, extent }) => {
            (time, false, format!("{} {}", minute(time), progress::beginning(&site_code, extent)))
        }
        Err(SyncError::Running { since, site_code, .. }) if arguments.wait => {
            let again = if arguments.full { "; run this again for a full one" } else { "" };
            let told = format!("{site_code} is synchronising already, since {}: waiting for it{again}", minute(since));
            (since, true, told)
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let (ended, events) = if arguments.wait { wait(&hierarchy, &under_way, cli.json)? } else { (None, Vec::new()) };
    let status = hierarchy.sync_status()?;
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
        diagnostic::print(&mut anstream::stderr().lock(), &diagnostics)?;
    }
    Ok(if outcome.summary.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Puts the clock forward to the end, and shows how far it is.
fn wait(hierarchy: &Hierarchy, under_way: &str, json: bool) -> Result<(Option<Timestamp>, Vec<Event>)> {
    let total = hierarchy.sync_status()?.software_update_points.len();
    let progress = Progress::of(total, json);
    progress.note(under_way);
    let mut events = Vec::new();
    let ended = hierarchy.wait_for_rest(&mut |event| {
        progress.record(event);
        if json {
            events.push(event.clone());
        }
    })?;
    Ok((Some(ended), events))
}
