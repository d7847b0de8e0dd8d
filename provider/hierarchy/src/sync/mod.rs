//! Synchronisation: how updates come down the hierarchy ("Track the software update synchronization process").
//!
//! Nothing runs in the background. What was due since somebody last looked happens when somebody looks, on the hierarchy's
//! clock: a [`World`] is loaded, an [`Engine`] lets things happen in it one after the other, and what has
//! become of it is kept.

pub(crate) mod faults;
pub(crate) mod log;
pub(crate) mod metadata_package;

mod catalog;
mod clock;
mod engine;
mod error;
mod initial_sync;
mod request;
mod settle;
mod snapshot;
mod status;
#[cfg(test)]
mod tests;
mod timing;
mod updates;
mod world;

pub use catalog::{Catalogue, ClassificationRow, LanguageRow, ProductRow, UpdateCount};
pub(crate) use clock::LAST_YEAR;
pub use clock::{ClockError, ClockReading};
pub(crate) use engine::Engine;
pub use engine::event::{Event, Happening};
pub use error::SyncError;
pub use faults::FaultError;
pub use initial_sync::{FailedSync, FirstSyncError};
pub(crate) use initial_sync::{fail_with, trial};
pub use log::{LogEntry, LogError, LogFile};
pub use metadata_package::{MetadataPackage, PackageError, PackedUpdates};
pub use request::Begun;
pub(crate) use request::rest;
pub(crate) use settle::{after_change, before_change, keep, settled};
pub(crate) use snapshot::Snapshot;
pub use status::{ConfigurationState, SupStatus, SyncStatus};

pub use crate::facts::{Extent, Failure, Fault, FaultKind, Phase, ReplicationState, Scope, SyncState, Trigger};
