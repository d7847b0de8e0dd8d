use super::Hierarchy;
use crate::facts::Moment;
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

    /// The status of synchronization as of a view in which all due events have happened.
    pub(super) fn status_in(&self, view: &dyn View) -> Result<SyncStatus, StoreError> {
        let (clock, time) = self.clock_in(view)?;
        let now = Moment::of(time);
        SyncStatus::of(view, now, Snapshot::of(view, &clock, now)?)
    }

    /// Reads the hierarchy after all due events have happened. A hierarchy that cannot be written shows what would be
    /// stored.
    pub(crate) fn look<T>(
        &self,
        look: impl FnOnce(&dyn View, Moment, Snapshot) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.run_due_events()?;
        self.read(|view| {
            let (clock, time) = self.clock_in(view)?;
            let now = Moment::of(time);
            look(view, now, Snapshot::of(view, &clock, now)?)
        })
    }
}
