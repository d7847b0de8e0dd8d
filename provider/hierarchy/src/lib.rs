//! A simulated Configuration Manager hierarchy: its objects, its rules, its store and its history.
//!
//! [`Hierarchy`] is the entry point. Every change goes through [`Hierarchy::apply`]: one transaction of rules, the
//! object, the consequences for other objects, and the history.

mod backup;
pub mod catalog;
mod change;
mod clock;
pub mod environment;
mod facts;
mod hierarchy;
mod history;
mod judgement;
pub mod messages;
mod model;
mod readiness;
mod rehearsal;
pub mod rules;
pub mod schedule;
mod store;
pub mod sync;
#[cfg(test)]
mod tests;
mod verification;
pub mod wording;
mod write;

pub use backup::{CopyError, Restored, copy, restore};
pub use change::{Applied, ApplyError, Change, Conditions, RestOfRun};
pub use clock::{Clock, ManualClock, SystemClock};
pub use facts::{
    AsFound, Categories, CategoryGroup, CategoryType, Found, FoundCatalog, FoundCategory, FoundStatus, Intention,
    NotKnown, PendingInstallations, Remark, WorldSettings,
};
pub use hierarchy::{Hierarchy, History};
pub use history::{Action, AttributeChange, Attributed, Author, Difference, HistoryEntry, HistoryFilter};
pub use judgement::{Finding, Order, RuleId, Severity};
pub use model::*;
pub use rehearsal::{Audit, AuditedObject, PlannedAction, Rehearsal, Trial};
pub use rules::Circumstances;
pub use store::{
    DatabaseAccess, DatabaseError, DatabaseProblem, DatabaseUrl, FactKind, Location, LocationError, Lookup, Owned,
    Standby, StoreError, UrlError, View,
};
pub use verification::{Flaw, Verification};
pub use write::{ImportError, ImportedSite};
