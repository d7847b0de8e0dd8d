//! What goes wrong on purpose.

mod kind;
mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use hierarchy::Hierarchy;
use hierarchy::sync::{Fault, FaultKind, Scope};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::actor::Actor;
use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use text::Outcome;

const EXAMPLES: &str =
    "Synchronisation meets a fault until it is cleared: who fails says why, and tries again every hour.

Examples:
  supctl fault add no-internet --server wsus01.contoso.com
  supctl fault add replication-degraded --site EUR
  supctl fault list
  supctl fault clear http-503
  supctl fault clear --server wsus01.contoso.com
  supctl fault clear --all

Exit codes: 0 fine, also where there was nothing to do; 1 failed.";

/// Make things go wrong on purpose, and well again.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
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
        actor: Actor,
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
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let hierarchy = cli.open()?;
    let (faults, outcome) = match &arguments.command {
        Command::Add { kind, target, actor } => {
            let target = target.of(*kind)?;
            let is_new = hierarchy.add_fault(*kind, target, &actor.name())?;
            let is_it = |fault: &Fault| fault.kind == *kind && fault.target.eq_ignore_ascii_case(target);
            let added = hierarchy.faults()?.into_iter().find(is_it);
            let added = added.ok_or_else(|| Diagnostic::error("somebody cleared it at once", ""))?;
            (vec![added], if is_new { Outcome::Added } else { Outcome::AlreadyActive })
        }
        Command::List => (hierarchy.faults()?, Outcome::Listed),
        Command::Clear { kind, target, all } => {
            let place = target.server.as_deref().or(target.site.as_deref());
            if kind.is_none() && place.is_none() && !all {
                let hint = "Name a kind, --server FQDN or --site CODE, or clear everything with --all.";
                return Err(Diagnostic::error("what is to be cleared is not said", hint).into());
            }
            (hierarchy.clear_faults(*kind, place)?, Outcome::Cleared)
        }
    };
    let faults = Faults::of(&hierarchy, faults)?;
    if cli.json {
        print_json(out, &faults)?;
    } else {
        text::print(out, &faults, outcome)?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Target {
    /// The server or site, as a fault of a kind needs it.
    fn of(&self, kind: FaultKind) -> Result<&str, Diagnostic> {
        let named = match kind.scope() {
            Scope::Server => &self.server,
            Scope::Site => &self.site,
        };
        let (option, noun) = (kind::option(kind.scope()), kind::noun(kind.scope()));
        named.as_deref().ok_or_else(|| {
            Diagnostic::error(
                format!("{kind} goes wrong at {noun}, and none is named"),
                format!("Name it with {option}."),
            )
        })
    }
}
