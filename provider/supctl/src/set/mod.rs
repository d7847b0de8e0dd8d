//! A change by hand.

mod assignment;
mod attributes;
mod edit;
mod mistake;
mod reference;
pub(crate) mod text;
mod value;

use anyhow::Result;
use hierarchy::{ApplyError, Author, Finding, Hierarchy, HistoryFilter};
use schemars::JsonSchema;
use serde::Serialize;

pub(crate) use assignment::Assignment;
pub(crate) use attributes::{Attribute, Type, joined};
pub(crate) use mistake::{Mistake, Mistakes};
pub(crate) use reference::Reference;

use crate::cli::Setting;
use crate::history::Change;

/// Through what the history says a change came.
const ORIGIN: &str = "supctl";

/// What `supctl set --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Outcome {
    /// The revision the change made; null where nothing changed.
    pub(crate) revision: Option<u64>,
    /// What changed: the object, and what followed from it.
    pub(crate) changes: Vec<Change>,
    /// What rules have to say; with an error among them, the change was refused.
    pub(crate) findings: Vec<Finding>,
}

impl Outcome {
    /// Makes the change, unless a rule refuses it or there is nothing to change.
    pub(crate) fn of(hierarchy: &Hierarchy, setting: &Setting) -> Result<Self> {
        let author = Author { actor: setting.by.name(), origin: ORIGIN.to_owned() };
        let applied = hierarchy.revise(&author, |view| -> Result<_> {
            let object = setting.object.resolve(view, &setting.assignments)?;
            let edited = edit::edited(&object, &setting.assignments)?;
            Ok((edited != object).then_some(hierarchy::Change::Update(edited)))
        });
        let applied = match applied.map_err(anyhow::Error::downcast::<ApplyError>) {
            Ok(applied) => applied,
            Err(Ok(ApplyError::Refused(findings))) => {
                return Ok(Self { revision: None, changes: Vec::new(), findings });
            }
            Err(Ok(ApplyError::Store(error))) => return Err(error.into()),
            Err(Ok(error)) => return Err(error.into()),
            Err(Err(error)) => return Err(error),
        };
        let Some(applied) = applied else {
            return Ok(Self { revision: None, changes: Vec::new(), findings: Vec::new() });
        };
        Ok(Self {
            revision: Some(applied.revision),
            changes: changes(hierarchy, applied.revision)?,
            findings: applied.warnings,
        })
    }

    /// Whether a rule refused the change.
    pub(crate) fn is_refused(&self) -> bool {
        self.revision.is_none() && !self.findings.is_empty()
    }
}

/// All that one revision changed.
fn changes(hierarchy: &Hierarchy, revision: u64) -> Result<Vec<Change>> {
    let filter = HistoryFilter { after_revision: revision.checked_sub(1), ..HistoryFilter::default() };
    let entries = hierarchy.history(&filter)?;
    Ok(entries.into_iter().filter(|entry| entry.revision == revision).map(Change::from).collect())
}
