//! Synchronization: how updates reach all sites of the hierarchy ("Track the software update synchronization process").
//!
//! Nothing runs in the background. Events that are due happen when the hierarchy is read, in hierarchy time: a
//! [`World`] is loaded, an [`Engine`] runs its events one after the other, and the result is stored.

pub(crate) mod faults;
pub(crate) mod log;
pub(crate) mod metadata_package;

mod catalog;
mod catch_up;
mod clock;
mod engine;
mod error;
mod failure_report;
mod found;
mod initial_sync;
mod not_found;
mod request;
mod settled;
mod snapshot;
mod status;
#[cfg(test)]
mod tests;
mod timing;
mod updates;
mod world;

pub use catalog::{Catalog, ClassificationRow, LanguageRow, MaxRunTimeRow, ProductRow, UpdateCount};
pub(crate) use catch_up::{after_change, before_change, save_world, world_at};
pub use clock::{Advanced, ClockError, ClockReading};
pub(crate) use engine::Engine;
pub use engine::event::{Event, EventKind, start_message};
pub use error::SyncError;
pub use failure_report::{FailureReport, failure_reports};
pub(crate) use faults::after_move;
pub use faults::{AddedFault, InjectedFault};
pub use initial_sync::{FailedSync, InitialSyncError};
pub(crate) use initial_sync::{failed_sync, synchronize_with};
pub use log::{LogEntry, LogFile};
pub(crate) use log::{StatusMessage as SentMessage, status_messages};
pub use metadata_package::{MetadataPackage, PackageError, PackedUpdates, SettingDifference};
pub use not_found::{LookupError, NotFound};
pub(crate) use request::run_until_idle;
pub use request::{FinishedSync, Idle, StartedSync};
pub(crate) use settled::Settled;
pub(crate) use snapshot::Snapshot;
pub use status::{ConfigurationState, FailedDownload, SupStatus, SyncStatus};

pub use crate::facts::{Extent, Failure, Fault, FaultKind, Phase, ReplicationState, Scope, SyncState, Trigger};
