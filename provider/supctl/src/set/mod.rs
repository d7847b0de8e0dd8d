//! Changes outside Terraform.

mod assignment;
mod edit;
mod subscription;
mod target;
mod text;
mod value;

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use hierarchy::{ApplyError, Author, Finding, Hierarchy, View};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::actor::Actor;
use crate::shared::change::Change;
use crate::shared::diagnostic::{Diagnostic, print_findings};
use crate::shared::error::{Error, Result};
use crate::shared::json::print_json;
use crate::shared::reference::Reference;
use crate::shared::room::Room;
use assignment::Assignment;
use target::target;

const EXAMPLES: &str =
    "All attributes of one command change together or not at all. The history shows who changed them, \
     and the next plan shows the difference.

OBJECT is a kind and an id, as in the history: site/PS1, site_system/PS1/wsus01.contoso.com, \
     sup_role/PS1/wsus01.contoso.com, sync_settings/PS1, account/CONTOSO\\svc-wsus. The id alone is enough where the \
     attributes tell which object is meant.

VALUE is text, a number, true or false, JSON, or null for \"not set\". An object given as JSON replaces the \
     previous one; attributes it leaves out get their defaults.

Examples:
  supctl set sup_role/PS1/wsus01.contoso.com http_port=80 https_port=443
  supctl set PS1/wsus01.contoso.com wsus.http_port=80 wsus.https_port=443
  supctl set CAS 'products+=Windows 11' 'products-=Windows 10'
  supctl set CAS schedule.weekly.day=tuesday schedule.start=2026-11-24T03:00:00Z
  supctl set CAS 'schedule={\"interval\":{\"days\":1}}'
  supctl set CAS 'languages.update_files=[\"en\",\"de\"]'
  supctl set CAS schedule=null
  supctl set 'CONTOSO\\svc-wsus' password_version=2 --actor ci/pull-request-42";

/// Change attributes of one object outside Terraform, under the same rules
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The object, such as sup_role/PS1/wsus01.contoso.com.
    #[arg(value_name = "OBJECT")]
    object: Reference,

    /// An attribute or a dotted path, and its new value; sets also accept += and -=.
    #[arg(value_name = "ATTRIBUTE=VALUE", required = true)]
    assignments: Vec<Assignment>,

    #[command(flatten)]
    actor: Actor,
}

/// The origin that the history shows.
const ORIGIN: &str = "supctl";

/// What `supctl set --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Outcome {
    /// The revision of the change; null if nothing changed.
    pub(crate) revision: Option<u64>,
    /// The changed objects: the object itself, and those that changed with it.
    pub(crate) changes: Vec<Change>,
    /// Findings of the rules; an error among them means that the change was refused.
    pub(crate) findings: Vec<Finding>,
}

/// Why a change was not made.
enum Rejection {
    ByRules(Vec<Finding>),
    Failed(Error),
}

impl From<Error> for Rejection {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<ApplyError> for Rejection {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Refused(findings) => Self::ByRules(findings),
            ApplyError::Store(error) => Self::Failed(error.into()),
            ApplyError::Stale { .. } => Self::Failed(Diagnostic::error(error.to_string(), "").into()),
        }
    }
}

impl Outcome {
    /// Makes the change, unless a rule refuses it or nothing changes.
    fn of(hierarchy: &Hierarchy, arguments: &Arguments) -> Result<Self> {
        let author = Author { actor: arguments.actor.name(), origin: ORIGIN.to_owned() };
        let nothing = Self { revision: None, changes: Vec::new(), findings: Vec::new() };
        match hierarchy.revise(&author, |view| arguments.change(view)) {
            Ok(Some(applied)) => Ok(Self {
                revision: Some(applied.revision),
                changes: applied.changes.into_iter().map(Change::from).collect(),
                findings: applied.warnings,
            }),
            Ok(None) => Ok(nothing),
            Err(Rejection::ByRules(findings)) => Ok(Self { findings, ..nothing }),
            Err(Rejection::Failed(error)) => Err(error),
        }
    }

    /// Whether a rule refused the change.
    fn is_refused(&self) -> bool {
        self.revision.is_none() && !self.findings.is_empty()
    }
}

impl Arguments {
    /// The change; `None` if the object already has these values.
    fn change(&self, view: &dyn View) -> Result<Option<hierarchy::Change>, Rejection> {
        let object = target(&self.object, view, &self.assignments)?;
        let edited = edit::edited(&object, &self.assignments).map_err(Error::from)?;
        let unlisted = subscription::unlisted_products(&object, &edited);
        if !unlisted.is_empty() {
            return Err(Rejection::ByRules(unlisted));
        }
        Ok((edited != object).then_some(hierarchy::Change::Update(edited)))
    }
}

/// Changes the object, and shows the changes.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let outcome = Outcome::of(&cli.open()?, arguments)?;
    if cli.json {
        print_json(out, &outcome)?;
    } else {
        text::print(out, &outcome, &arguments.object)?;
        print_findings(&mut anstream::stderr().lock(), Room::of_messages(), &outcome.findings)?;
    }
    Ok(if outcome.is_refused() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
