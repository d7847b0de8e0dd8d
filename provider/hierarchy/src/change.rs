use crate::history::HistoryEntry;
use crate::model::{Object, ObjectId};
use crate::rules::{Finding, Severity};
use crate::store::StoreError;

/// Who changes the hierarchy, and through what.
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
    /// Adds the object, or takes over one that came along with a role.
    Create(Object),
    /// Gives the object new attributes.
    Update(Object),
    /// Removes the object, and with a site what is on it. One that is not there is fine.
    ///
    /// A server or settings that a role still needs go back to their defaults instead, as if they had only come along.
    Delete(ObjectId),
}

impl Change {
    /// The object it is about.
    #[must_use]
    pub fn id(&self) -> ObjectId {
        match self {
            Self::Create(object) | Self::Update(object) => object.id(),
            Self::Delete(id) => id.clone(),
        }
    }
}

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
