use jiff::Timestamp;

use super::Hierarchy;
use crate::change::Change;
use crate::facts::{Installation, PendingInstallations, WorldSettings};
use crate::model::ObjectId;
use crate::store::StoreError;

/// How long installing takes, and what is being installed.
impl Hierarchy {
    /// How long things take.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn world_settings(&self) -> Result<WorldSettings, StoreError> {
        self.read(|view| WorldSettings::of(view))
    }

    /// Sets how long things take from now on. What is being installed goes on as it began.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn set_world_settings(&self, settings: WorldSettings) -> Result<(), StoreError> {
        let mut transaction = self.begin_simulated()?;
        settings.save(&mut *transaction)?;
        transaction.commit()
    }

    /// All pending sites and software update points.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn pending_installations(&self) -> Result<PendingInstallations, StoreError> {
        self.read(|view| PendingInstallations::of(view, self.time_in(view)?))
    }

    /// Until when a site or a software update point is pending; `None` if it is installed.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn pending_until(&self, id: &ObjectId) -> Result<Option<Timestamp>, StoreError> {
        self.read(|view| Installation::pending(id, self.time_in(view)?, view))
    }

    /// What a change needs and is still pending, until when: a site (V30, V32), and the software update point of new settings.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn awaited_installation(&self, change: &Change) -> Result<Option<(ObjectId, Timestamp)>, StoreError> {
        self.read(|view| match change {
            Change::Create(object) => Installation::awaited_by(object, self.time_in(view)?, view),
            Change::Update(_) | Change::Delete(_) => Ok(None),
        })
    }
}
