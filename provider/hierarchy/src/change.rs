use std::time::Duration;

use crate::history::HistoryEntry;
use crate::model::{Object, ObjectId};
use crate::rules::{Finding, Order, Severity};
use crate::store::StoreError;

/// Who changes the hierarchy, and with which tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The person or pipeline.
    pub actor: String,
    /// The tool: `terraform`, `supctl`.
    pub origin: String,
}

/// One change of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Creates the object, or adopts one that a role created implicitly.
    Create(Object),
    /// Changes attributes of the object.
    Update(Object),
    /// Removes the object; with a site, also everything on it. Does nothing if the object does not exist.
    ///
    /// An object adopted through the same [`crate::Hierarchy`] value ([`Applied::taken_over`]) stays: a run that
    /// renames it creates it under the new name first, and removes it under the former name last.
    ///
    /// A server or settings that a role still needs are reset to their defaults instead, as if created implicitly.
    Delete(ObjectId),
}

impl Change {
    /// The changed object.
    #[must_use]
    pub fn id(&self) -> ObjectId {
        match self {
            Self::Create(object) | Self::Update(object) => object.id(),
            Self::Delete(id) => id.clone(),
        }
    }
}

/// The conditions of a change. The default has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// How long to wait for other writers. `None`: the default of the store.
    pub patience: Option<Duration>,
    /// The revision of the object when the change was planned. Changes made by others since then refuse the change
    /// (V126); changes made through the same [`crate::Hierarchy`] value do not.
    pub seen: Option<u64>,
    /// How installation-order mistakes are handled.
    pub order: Order,
    /// The other half of a replacement ([`crate::rules::Circumstances::counterpart`]).
    pub counterpart: Option<ObjectId>,
}

/// The result of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The new revision of the object; for a removed object, of the hierarchy.
    pub revision: u64,
    /// Warnings of the rules.
    pub warnings: Vec<Finding>,
    /// Set if the object to be created already exists with the same attributes, created by the same author: its
    /// creation. This happens if a run was interrupted before it could report the creation.
    pub taken_over: Option<HistoryEntry>,
}

/// Why a change was not made. The hierarchy is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Rules refuse it. The findings contain at least one error, and also warnings.
    #[error("{}", summaries(.0))]
    Refused(Vec<Finding>),
    /// The object was changed after the change was planned ([`Conditions::seen`], V126).
    #[error("{object}: changed since it was read (V126)")]
    Stale {
        /// The object.
        object: ObjectId,
        /// The changes since then, oldest first; empty if the hierarchy is older than the planned revision.
        since: Vec<HistoryEntry>,
    },
    /// The store could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn summaries(findings: &[Finding]) -> String {
    let errors: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.summary.as_str())
        .collect();
    errors.join("\n")
}
