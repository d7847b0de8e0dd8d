//! Synchronisation: how updates come down the hierarchy ("Track the software update synchronization process").
//!
//! Nothing runs in the background. What was due since somebody last looked happens when somebody looks, on the hierarchy's
//! clock: a [`world::World`] is loaded, an [`engine::Engine`] lets things happen in it one after the other, and what has
//! become of it is kept.

mod attempt;
mod catalogue;
mod cause;
mod content;
mod decisions;
mod effect;
mod engine;
mod event;
mod failure;
mod fault;
mod faults;
mod first_sync;
mod import;
mod load;
mod log;
mod moment;
mod package;
mod settle;
mod source;
mod state;
mod status;
mod subscription;
mod sync_error;
mod synchronise;
#[cfg(test)]
mod tests;
mod timekeeping;
mod timing;
mod updates;
mod vain;
mod world;

use crate::model::key;
use crate::store::{FactKind, StoreError, View};
pub use attempt::{Extent, Phase, Trigger};
pub use catalogue::{Catalogue, ClassificationRow, LanguageRow, ProductRow, UpdateCount};
pub use event::{Event, Happening};
pub use failure::Failure;
pub use fault::{Fault, FaultKind, Scope};
pub use faults::FaultError;
pub use first_sync::{FailedSync, FirstSyncError};
pub use log::{LogEntry, LogError, LogFile};
pub(crate) use moment::Moment;
pub use package::{MetadataPackage, PackageError, PackedUpdates};
pub(crate) use settle::{after_change, before_change};
pub use state::SyncState;
pub(crate) use state::Timekeeping;
pub(crate) use status::replication_of;
pub use status::{ConfigurationState, ReplicationState, SupStatus, SyncStatus};
pub use sync_error::SyncError;
pub use synchronise::Begun;
pub use timekeeping::{ClockError, ClockReading};

/// Whether a site has ever synchronised, so that it has the whole update catalogue.
pub(crate) fn has_synchronised(view: &dyn View, site_code: &str) -> Result<bool, StoreError> {
    let state: Option<state::SiteState> = state::read(view, FactKind::Site, &key(site_code))?;
    Ok(state.is_some_and(|state| state.last_full.is_some()))
}
