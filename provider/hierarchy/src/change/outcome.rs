use crate::history::HistoryEntry;
use crate::judgement::{Finding, Severity};
use crate::model::ObjectId;
use crate::store::StoreError;

/// What came of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The object's revision from now on; of a removed object, the hierarchy's.
    pub revision: u64,
    /// What the rules have to say, short of refusing.
    pub warnings: Vec<Finding>,
    /// Set where the object to be created was there already, just so, by the same author: its creation. A run that was
    /// cut off before it could say so leaves that behind.
    pub taken_over: Option<HistoryEntry>,
}

/// Why a change did not happen. The hierarchy is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Rules speak against it; the findings hold at least one error, and the warnings beside it.
    #[error("{}", summaries(.0))]
    Refused(Vec<Finding>),
    /// Somebody changed the object after it was decided on ([`super::Conditions::seen`], V126).
    #[error("{object}: it changed since it was looked at (V126)")]
    Stale {
        /// The object.
        object: ObjectId,
        /// What happened to it since, oldest first; empty where the hierarchy is older than what was seen.
        since: Vec<HistoryEntry>,
    },
    /// It could not be read or written.
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
