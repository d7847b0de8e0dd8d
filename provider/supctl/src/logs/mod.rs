//! Logs of the product at a site.

mod follow;
mod output;
mod server;
mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use clap::builder::{PossibleValuesParser, RangedU64ValueParser, TypedValueParser};
use hierarchy::Hierarchy;
use hierarchy::sync::{LogEntry, LogFile};

use crate::cli::Cli;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::room::Wide;
use crate::shared::since::Since;

const EXAMPLES: &str =
    "Lines have the format of the product's server logs, which CMTrace opens. They describe the simulation, in \
     the product's words where these are known.

  wsyncmgr    synchronization, at the site server
  WCM         configuration of WSUS, at the site server
  WSUSCtrl    health of WSUS, at each server of a software update point
  SUPSetup    installation of the role, at the same servers
  ruleengine  automatic deployment rules, at the site server

Examples:
  supctl logs wsyncmgr
  supctl logs wsyncmgr --follow
  supctl logs WCM --site PS1 --since 2h --tail 20
  supctl logs wsyncmgr > wsyncmgr.log
  supctl logs WSUSCtrl --server wsus01.contoso.com
  supctl logs wsyncmgr --json |
    jq -r '.[] | select(.message | contains(\"Sync failed\")).time'";

/// Show a log of the product: what synchronization did, and why it failed
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The log (case-insensitive).
    #[arg(value_name = "LOG", value_parser = log_file(), ignore_case = true)]
    file: LogFile,

    /// The site; default: that of --server, or the top-level site.
    #[arg(long, value_name = "CODE")]
    site: Option<String>,

    /// Only lines that are written at this server.
    #[arg(long, value_name = "FQDN")]
    server: Option<String>,

    /// At most this many lines, the newest; at least 1.
    #[arg(long, value_name = "COUNT", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    tail: Option<usize>,

    /// Only lines since this time: 2026-11-22T18:00:00Z, the day 2026-11-22 (UTC), or an age on the hierarchy's clock such as
    /// 90m, 2h or 3d.
    #[arg(long, value_name = "TIME", value_parser = clap::value_parser!(Since))]
    since: Option<Since>,

    /// Print new lines as they come until interrupted; with --json, one entry per line.
    #[arg(long)]
    follow: bool,

    #[command(flatten)]
    wide: Wide,
}

fn log_file() -> impl TypedValueParser<Value = LogFile> {
    PossibleValuesParser::new(LogFile::ALL.map(LogFile::as_str)).try_map(|name| {
        LogFile::ALL.into_iter().find(|file| file.as_str().eq_ignore_ascii_case(&name)).ok_or("unknown log")
    })
}

/// Shows a log.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let hierarchy = cli.open()?;
    if arguments.follow {
        follow::follow(out, &hierarchy, arguments, cli.json)?;
        return Ok(ExitCode::SUCCESS);
    }
    let entries = arguments.entries(&hierarchy)?;
    if entries.is_empty() {
        text::explain_empty(&mut anstream::stderr().lock(), arguments, hierarchy.as_found()?.as_ref())?;
    }
    if cli.json {
        print_json(out, &entries)?;
    } else {
        text::print(out, arguments.wide.room(), &entries)?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Arguments {
    /// The matching lines.
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

    /// The whole log, of all servers or of one.
    fn all(&self, hierarchy: &Hierarchy) -> Result<Vec<LogEntry>> {
        let Some(server) = &self.server else { return Ok(hierarchy.log(self.file, self.site.as_deref())?) };
        let site = match &self.site {
            Some(site) => site.clone(),
            None => server::site_of(hierarchy, server)?,
        };
        let mut entries = hierarchy.log(self.file, Some(&site))?;
        entries.retain(|entry| entry.server_fqdn.eq_ignore_ascii_case(server));
        Ok(entries)
    }
}
