use super::Hierarchy;
use crate::facts::{Moment, Timekeeping};
use crate::store::{StoreError, View};
use crate::sync::{Snapshot, SyncStatus};

impl Hierarchy {
    /// How synchronisation stands, after all that was due has happened.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn sync_status(&self) -> Result<SyncStatus, StoreError> {
        self.look(SyncStatus::of)
    }

    /// Shows the hierarchy after all that was due has happened. A hierarchy that cannot be written shows what would be kept.
    pub(crate) fn look<T>(
        &self,
        look: impl FnOnce(&dyn View, Moment, Snapshot) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self.settle() {
            Ok(()) | Err(StoreError::ReadOnly { .. } | StoreError::Locked { .. }) => {}
            Err(error) => return Err(error),
        }
        self.read(|view| {
            let time = Timekeeping::of(view)?;
            let now = Moment::of(time.now(self.machine_time()));
            look(view, now, Snapshot::of(view, &time, now)?)
        })
    }
}
