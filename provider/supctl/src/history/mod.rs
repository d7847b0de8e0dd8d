//! The history of changes.

mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use clap::builder::RangedU64ValueParser;
use hierarchy::{Hierarchy, HistoryFilter};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::change::Change;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::room::Wide;
use crate::shared::since::Since;

const EXAMPLES: &str = "Examples:
  supctl history --limit 10
  supctl history --site PS1 --since 2026-11-01
  supctl history --object PS1/wsus01.contoso.com
  supctl history --actor ci/pull-request-42 --json";

/// Show who changed what and when, oldest change first
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Only changes of this site and the objects on it.
    #[arg(long, value_name = "CODE")]
    site: Option<String>,

    /// Only changes of objects with this id, such as PS1, PS1/wsus01.contoso.com or CONTOSO\svc-wsus.
    #[arg(long, value_name = "ID")]
    object: Option<String>,

    /// Only changes by this actor.
    #[arg(long, value_name = "NAME")]
    actor: Option<String>,

    /// Only changes since this time: 2026-11-22T18:00:00Z, the day 2026-11-22 (UTC), or an age such as 90m, 2h or 3d.
    #[arg(long, value_name = "TIME")]
    since: Option<Since>,

    /// At most this many changes, the newest; at least 1.
    #[arg(long, value_name = "COUNT", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    limit: Option<usize>,

    #[command(flatten)]
    wide: Wide,
}

/// What `supctl history --json` prints, oldest change first.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct History {
    pub(crate) changes: Vec<Change>,
}

impl History {
    fn of(hierarchy: &Hierarchy, arguments: &Arguments) -> Result<Self> {
        let filter = HistoryFilter {
            site: arguments.site.clone(),
            id: arguments.object.clone(),
            actor: arguments.actor.clone(),
            since: arguments.since.as_ref().map(|since| hierarchy.now().map(|now| since.before(now))).transpose()?,
            limit: arguments.limit,
            ..HistoryFilter::default()
        };
        let entries = hierarchy.history(&filter)?;
        Ok(Self { changes: entries.into_iter().map(Change::from).collect() })
    }
}

/// Shows the matching changes.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let history = History::of(&cli.open()?, arguments)?;
    if cli.json {
        print_json(out, &history)?;
    } else {
        text::print(out, &history, arguments)?;
    }
    Ok(ExitCode::SUCCESS)
}
