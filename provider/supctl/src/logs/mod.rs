//! The product's logs of a site.

mod follow;
mod reader;
mod text;

use std::io::Write;

use anyhow::Result;
use clap::Args;
use clap::builder::{PossibleValuesParser, RangedU64ValueParser, TypedValueParser};
use hierarchy::Hierarchy;
use hierarchy::sync::{LogEntry, LogError, LogFile};

use crate::set::{Mistake, Mistakes};
use crate::since::Since;

pub(crate) const EXAMPLES: &str =
    "Lines are in the format of the product's server logs, which CMTrace opens. They tell what is
simulated, in the product's words where these are known.

  wsyncmgr    synchronisation, at the site server
  WCM         configuration of WSUS, at the site server
  WSUSCtrl    health of WSUS, at the servers of the site's software update points
  SUPSetup    installation of the role, at the same servers
  ruleengine  automatic deployment rules, at the site server

Examples:
  supctl logs wsyncmgr
  supctl logs wsyncmgr --follow
  supctl logs WCM --site PS1 --since 2h --tail 20
  supctl logs wsyncmgr > wsyncmgr.log
  supctl logs wsyncmgr --json | jq -r '.[] | select(.message | contains(\"Sync failed\")).time'";

/// Which lines to show.
#[derive(Args, Clone, Debug)]
pub(crate) struct Reading {
    /// The log, in any case.
    #[arg(value_name = "LOG", value_parser = log_file(), ignore_case = true)]
    file: LogFile,

    /// The site it is of; without it, the top-level site.
    #[arg(long, value_name = "CODE")]
    site: Option<String>,

    /// The newest so many lines, at least 1.
    #[arg(long, value_name = "COUNT", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    tail: Option<usize>,

    /// Lines from this time on: 2026-11-22T18:00:00Z, the day 2026-11-22 (UTC), or an age on the hierarchy's clock such as
    /// 90m, 2h or 3d.
    #[arg(long, value_name = "TIME", value_parser = clap::value_parser!(Since))]
    since: Option<Since>,

    /// Show what is there, and go on with what comes until interrupted; with --json, one entry a line.
    #[arg(long)]
    follow: bool,
}

fn log_file() -> impl TypedValueParser<Value = LogFile> {
    PossibleValuesParser::new(LogFile::ALL.map(LogFile::as_str)).try_map(|name| {
        LogFile::ALL.into_iter().find(|file| file.as_str().eq_ignore_ascii_case(&name)).ok_or("there is no such log")
    })
}

/// Shows a log, as text or as JSON.
pub(crate) fn show(out: &mut impl Write, hierarchy: &Hierarchy, reading: &Reading, as_json: bool) -> Result<()> {
    if reading.follow {
        return follow::follow(out, hierarchy, reading, as_json);
    }
    let entries = reading.entries(hierarchy)?;
    if entries.is_empty() {
        text::explain_nothing(&mut anstream::stderr().lock(), reading)?;
    }
    if as_json {
        return crate::print_json(out, &entries);
    }
    Ok(text::print(out, &entries)?)
}

impl Reading {
    /// The lines that are there.
    fn entries(&self, hierarchy: &Hierarchy) -> Result<Vec<LogEntry>> {
        let mut entries = self.all(hierarchy)?;
        if let Some(since) = &self.since {
            let since = since.before(hierarchy.now()?);
            entries.retain(|entry| entry.time >= since);
        }
        if let Some(tail) = self.tail {
            entries.drain(..entries.len().saturating_sub(tail));
        }
        Ok(entries)
    }

    /// The whole log.
    fn all(&self, hierarchy: &Hierarchy) -> Result<Vec<LogEntry>> {
        hierarchy.log(self.file, self.site.as_deref()).map_err(|error| match error {
            LogError::Store(error) => error.into(),
            other => Mistakes::from(Mistake::new(other.to_string(), other.way_out())).into(),
        })
    }
}
