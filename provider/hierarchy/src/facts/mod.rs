//! What the simulation stores beside the configured objects: their state.

mod attempt;
mod clock;
mod content;
mod failure;
mod fault;
mod faults;
mod import;
mod intention;
mod json;
mod moment;
mod replication;
mod server;
mod site;
mod subscription;
mod sup;
mod sync_state;

pub(crate) use attempt::{Attempt, CompletedPhase, MAX_ATTEMPTS, Maintenance, push_attempt, steps_of_oldest};
pub use attempt::{Extent, Phase, Trigger};
pub(crate) use clock::{ClockState, LAST_YEAR, is_too_far};
pub(crate) use content::{Content, Count, KeptRunTime, Leaving, SEED};
pub use failure::Failure;
pub use fault::{Fault, FaultKind, Scope};
pub(crate) use faults::Faults;
pub(crate) use import::Import;
pub use intention::Intention;
pub(crate) use intention::PlannedIntention;
pub(crate) use json::{all, read, readable, write};
pub(crate) use moment::Moment;
pub use replication::ReplicationState;
pub(crate) use replication::replication_of;
pub(crate) use server::{Downloads, ServerFacts};
pub(crate) use site::{Notice, Running, SiteState, has_synchronized};
pub(crate) use subscription::{Subscription, product_key};
pub(crate) use sup::SupState;
pub use sync_state::SyncState;
