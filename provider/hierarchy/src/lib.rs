//! A simulated Configuration Manager hierarchy: what it holds, the rules it obeys, where it is kept, who changed it.
//!
//! [`Hierarchy`] is the way in. Every change goes through [`Hierarchy::apply`]: one transaction of rules, the object, what
//! comes and goes with it, and the history of all that.

pub mod catalog;
mod change;
mod clock;
pub mod environment;
mod facts;
mod hierarchy;
mod history;
mod judgement;
mod model;
mod rehearsal;
pub mod rules;
pub mod schedule;
mod store;
pub mod sync;
#[cfg(test)]
mod tests;
pub mod wording;
mod write;

pub use change::{Applied, ApplyError, Author, Change, Conditions};
pub use clock::{Clock, ManualClock, SystemClock};
pub use hierarchy::Hierarchy;
pub use history::{Action, AttributeChange, Difference, HistoryEntry, HistoryFilter};
pub use judgement::{Finding, Order, RuleId, Severity};
pub use model::*;
pub use rehearsal::{Audit, Audited, Part, Rehearsal};
pub use rules::Circumstances;
pub use store::{FactKind, Lookup, StoreError, View};
