//! What the simulation keeps beside the objects people configure, from one look to the next: what has become of them.

mod attempt;
mod body;
mod clock;
mod content;
mod failure;
mod fault;
mod faults;
mod import;
mod moment;
mod replication;
mod site;
mod subscription;
mod sup;
mod sync_state;

pub(crate) use attempt::{Attempt, Maintenance, REMEMBERED, Step, remember};
pub use attempt::{Extent, Phase, Trigger};
pub(crate) use body::{all, keep, read, readable};
pub(crate) use clock::Timekeeping;
pub(crate) use content::{Content, SEED};
pub use failure::Failure;
pub use fault::{Fault, FaultKind, Scope};
pub(crate) use faults::Faults;
pub(crate) use import::Import;
pub(crate) use moment::Moment;
pub use replication::ReplicationState;
pub(crate) use replication::replication_of;
pub(crate) use site::{Notice, Running, SiteState, has_synchronised};
pub(crate) use subscription::{Subscription, product_key};
pub(crate) use sup::SupState;
pub use sync_state::SyncState;
