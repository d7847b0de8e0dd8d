use super::Hierarchy;
use crate::facts::{ClockState, Moment};
use crate::store::{StoreError, View};
use crate::sync::{Snapshot, SyncStatus};

impl Hierarchy {
    /// The status of synchronization, after all due events have happened.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn sync_status(&self) -> Result<SyncStatus, StoreError> {
        self.look(SyncStatus::of)
    }

    /// Reads the hierarchy after all due events have happened. A hierarchy that cannot be written shows what would be
    /// stored.
    pub(crate) fn look<T>(
        &self,
        look: impl FnOnce(&dyn View, Moment, Snapshot) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self.run_due_events() {
            Err(error) if !error.allows_reading() => return Err(error),
            Ok(()) | Err(_) => {}
        }
        self.read(|view| {
            let time = ClockState::of(view)?;
            let now = Moment::of(time.now(self.machine_time()));
            look(view, now, Snapshot::of(view, &time, now)?)
        })
    }
}
