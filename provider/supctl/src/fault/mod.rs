//! What goes wrong on purpose.

mod kind;
mod text;

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use hierarchy::Hierarchy;
use hierarchy::sync::{Fault, FaultKind, Scope};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::By;
use crate::set::{Mistake, Mistakes};

/// Examples of the command.
pub(crate) const EXAMPLES: &str =
    "Synchronisation meets a fault until it is cleared: who fails says why, and tries again every hour.

Examples:
  supctl fault add no-internet --server wsus01.contoso.com
  supctl fault add replication-degraded --site EUR
  supctl fault list
  supctl fault clear http-503
  supctl fault clear --server wsus01.contoso.com
  supctl fault clear --all

Exit codes: 0 fine, also where there was nothing to do; 1 failed.";

/// What to do with faults.
#[derive(Args, Clone, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Make something go wrong at a server or a site.
    Add {
        /// What goes wrong.
        #[arg(value_name = "KIND", value_parser = kind::parser())]
        kind: FaultKind,

        #[command(flatten)]
        target: Target,

        #[command(flatten)]
        by: By,
    },
    /// Show what goes wrong on purpose, since when, and who wanted it.
    List,
    /// Let it go well again: one kind, all at a server or site, or everything.
    Clear {
        /// What no longer goes wrong.
        #[arg(value_name = "KIND", value_parser = kind::parser(), hide_possible_values = true)]
        kind: Option<FaultKind>,

        #[command(flatten)]
        target: Target,

        /// Everything.
        #[arg(long, conflicts_with_all = ["kind", "server", "site"])]
        all: bool,
    },
}

#[derive(Args, Clone, Debug)]
struct Target {
    /// At this server, which hosts a software update point.
    #[arg(long, value_name = "FQDN")]
    server: Option<String>,

    /// At this site.
    #[arg(long, value_name = "CODE", conflicts_with = "server")]
    site: Option<String>,
}

/// What `supctl fault … --json` prints: the faults there are, or those that were added or cleared.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Faults {
    pub(crate) faults: Vec<FaultRow>,
}

/// A fault.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FaultRow {
    #[serde(flatten)]
    pub(crate) fault: Fault,
    /// What it means.
    pub(crate) meaning: &'static str,
    /// Why it changes nothing where it is; null where it changes something.
    pub(crate) without_effect: Option<&'static str>,
}

impl Faults {
    fn of(hierarchy: &Hierarchy, faults: Vec<Fault>) -> Result<Self> {
        let row = |fault: Fault| -> Result<_> {
            let without_effect = hierarchy.why_without_effect(&fault)?;
            Ok(FaultRow { meaning: fault.kind.meaning(), without_effect, fault })
        };
        Ok(Self { faults: faults.into_iter().map(row).collect::<Result<_>>()? })
    }
}

/// Adds, lists or clears.
pub(crate) fn run(out: &mut impl Write, hierarchy: &Hierarchy, arguments: &Arguments, json: bool) -> Result<ExitCode> {
    let (faults, done) = match &arguments.command {
        Command::Add { kind, target, by } => {
            let target = target.of(*kind)?;
            let is_new = hierarchy.add_fault(*kind, target, &by.name())?;
            let is_it = |fault: &Fault| fault.kind == *kind && fault.target.eq_ignore_ascii_case(target);
            let added = hierarchy.faults()?.into_iter().find(is_it).context("somebody cleared it at once")?;
            (vec![added], if is_new { text::Done::Added } else { text::Done::ThereAlready })
        }
        Command::List => (hierarchy.faults()?, text::Done::Listed),
        Command::Clear { kind, target, all } => {
            let place = target.server.as_deref().or(target.site.as_deref());
            if kind.is_none() && place.is_none() && !all {
                let way_out = "Name a kind, --server FQDN or --site CODE, or clear everything with --all.";
                return Err(Mistakes::from(Mistake::new("what is to be cleared is not said", way_out)).into());
            }
            (hierarchy.clear_faults(*kind, place)?, text::Done::Cleared)
        }
    };
    let faults = Faults::of(hierarchy, faults)?;
    if json {
        crate::print_json(out, &faults)?;
    } else {
        text::print(out, &faults, done)?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Target {
    /// The server or site, as a fault of a kind needs it.
    fn of(&self, kind: FaultKind) -> Result<&str, Mistakes> {
        let named = match kind.scope() {
            Scope::Server => &self.server,
            Scope::Site => &self.site,
        };
        let (option, place) = (kind::option(kind.scope()), kind::place(kind.scope()));
        named.as_deref().ok_or_else(|| {
            Mistake::new(format!("{kind} goes wrong at {place}, and none is named"), format!("Name it with {option}."))
                .into()
        })
    }
}
