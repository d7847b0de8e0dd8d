use std::time::Duration;

use crate::history::HistoryEntry;
use crate::judgement::{Finding, Order, Severity};
use crate::model::{Object, ObjectId};
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
    /// What was taken over before through the same [`crate::Hierarchy`] value ([`Applied::taken_over`]) stays: one run
    /// renames it, and its removal under the former name comes last.
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

/// On what conditions a change is made. The default has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// How long to wait for others that write; without one, as long as is usual for the store.
    pub patience: Option<Duration>,
    /// The object's revision when the change was decided on. What others did to it since speaks against the change (V126);
    /// what was done through the same [`crate::Hierarchy`] value does not.
    pub seen: Option<u64>,
    /// How an order is taken that the product does not enforce.
    pub order: Order,
    /// The other half of a replacement ([`crate::rules::Circumstances::counterpart`]).
    pub counterpart: Option<ObjectId>,
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
    /// Somebody changed the object after it was decided on ([`Conditions::seen`], V126).
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
