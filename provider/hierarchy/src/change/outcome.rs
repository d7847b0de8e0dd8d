use jiff::Timestamp;

use crate::history::HistoryEntry;
use crate::judgement::{Finding, Severity};
use crate::model::{Object, ObjectId, Ownership, Stored};
use crate::store::StoreError;

/// The result of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The new revision of the object; for a removed object, of the hierarchy.
    pub revision: u64,
    /// Warnings of the rules.
    pub warnings: Vec<Finding>,
    /// Set if the object to be created already exists with the same attributes, created and managed by the same author:
    /// its creation. This happens if a run was interrupted before it could report the creation.
    pub adopted: Option<HistoryEntry>,
    /// The object after the change, read in the same transaction; `None` if it no longer exists.
    pub stored: Option<Stored<Object>>,
    /// What the change recorded in the history: the object, and those that changed with it.
    pub changes: Vec<HistoryEntry>,
    /// Who owns the object. If others do, a removal did not remove the object: it removed only the manager from its
    /// owners.
    pub ownership: Ownership,
    /// Until when a created object is pending; `None` if it is installed, or its kind is not installed at all.
    pub pending_until: Option<Timestamp>,
}

/// Why a change was not made. The hierarchy is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Rules refuse it. The findings contain at least one error, and also warnings.
    #[error("{}", summaries(.0))]
    Refused(Vec<Finding>),
    /// The object was changed after the change was planned ([`super::Conditions::expected_revision`], V126).
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
