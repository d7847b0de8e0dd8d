//! The state of synchronization.

mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use hierarchy::messages::{FailedComponent, failed_components};
use hierarchy::sync::{FailedDownload, SupStatus};
use hierarchy::{AsFound, Hierarchy};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::room::Wide;
use crate::shared::sites::require_site;
use crate::shared::summary::{Summary, is_failure};

/// The exit code of `--check` when a software update point needs attention.
const NEEDS_ATTENTION: u8 = 2;

const EXAMPLES: &str = "Examples:
  supctl status                    every software update point
  supctl status --site EUR         those of one site
  supctl status --failed           those that failed
  supctl status --check --failed   for monitoring, by its exit code
  supctl status --json |
    jq -r '.software_update_points[] | select(.error_code != 0) | .id'

Exit codes:
  0  success
  1  the hierarchy cannot be read
  2  with --check: one has failed, has never synchronized, or does not replicate";

/// Show the state of synchronization, and how to fix failures
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Only software update points of this site.
    #[arg(long, value_name = "CODE")]
    site: Option<String>,

    /// Only software update points that have failed.
    #[arg(long)]
    failed: bool,

    /// Exit with 2 if one has failed, has never synchronized, or does not replicate.
    #[arg(long)]
    check: bool,

    #[command(flatten)]
    wide: Wide,
}

/// What `supctl status --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Status {
    /// Hierarchy time.
    pub(crate) time: Timestamp,
    /// When the schedule starts the next synchronization; null without a schedule.
    pub(crate) next_scheduled: Option<Timestamp>,
    /// The top-level site, if its synchronization alert is active; null otherwise.
    pub(crate) alert: Option<String>,
    /// The sites whose automatic deployment rules cannot download, by site.
    pub(crate) failed_downloads: Vec<FailedDownload>,
    /// The components that report errors about the software update points below, by component and site.
    pub(crate) failed_components: Vec<FailedComponent>,
    /// Counts all software update points, or those of `--site`, even with `--failed`.
    pub(crate) summary: Summary,
    /// One row per software update point, by site and server; the first one of a site comes first.
    pub(crate) software_update_points: Vec<SupStatus>,
    #[serde(skip)]
    as_found: Option<AsFound>,
}

impl Status {
    fn of(hierarchy: &Hierarchy, arguments: &Arguments) -> Result<Self> {
        if let Some(wanted) = &arguments.site {
            require_site(hierarchy, wanted)?;
        }
        let status = hierarchy.sync_status()?;
        let is_wanted = |code: &str| arguments.site.as_ref().is_none_or(|site| code.eq_ignore_ascii_case(site));
        let (mut rows, mut failed_downloads) = (status.software_update_points, status.failed_downloads);
        rows.retain(|row| is_wanted(&row.site_code));
        failed_downloads.retain(|failed| is_wanted(&failed.site_code));
        let summary = Summary::of(&rows);
        rows.retain(|row| !arguments.failed || row.state.is_some_and(is_failure));
        Ok(Self {
            time: status.time,
            next_scheduled: status.next_scheduled,
            alert: status.alert,
            failed_downloads,
            failed_components: failed_components(&rows),
            summary,
            software_update_points: rows,
            as_found: hierarchy.as_found()?,
        })
    }
}

/// Shows the state of software update points.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let status = Status::of(&cli.open()?, arguments)?;
    if cli.json {
        print_json(out, &status)?;
    } else {
        text::print(out, arguments.wide.room(), &status)?;
    }
    let is_fine = !arguments.check || status.summary.is_fine();
    Ok(if is_fine { ExitCode::SUCCESS } else { ExitCode::from(NEEDS_ATTENTION) })
}
