use std::path::Path;

use super::Hierarchy;
use crate::backup::{self, CopyError};
use crate::store::{DatabaseAccess, Standby, StoreError};
use crate::verification::{Verification, verify};

impl Hierarchy {
    /// Verifies the whole hierarchy, as of one moment: that its store is not damaged, that the history leads from nothing to
    /// the objects, and that everything the simulation keeps can be read. Writes nothing.
    ///
    /// # Errors
    /// If the store cannot be read at all. What is damaged in it is reported as a flaw.
    pub fn verify(&self) -> Result<Verification, StoreError> {
        let (mut found, _) = verify(&*self.store)?;
        if found.flaws.is_empty() {
            self.now().map(drop).or_else(|error| found.note(error))?;
        }
        Ok(found)
    }

    /// Who this process is to the database of the hierarchy, and who else is connected; `None` for a file.
    ///
    /// # Errors
    /// If the database cannot be asked.
    pub fn database_access(&self) -> Result<Option<DatabaseAccess>, StoreError> {
        self.store.access()
    }

    /// How far the server is behind, if it is a standby of the database.
    ///
    /// # Errors
    /// If the database cannot be asked.
    pub fn standby(&self) -> Result<Option<Standby>, StoreError> {
        self.store.standby()
    }

    /// Writes everything, as of one moment, into a new file that only this user can read, and verifies that file. Others may
    /// write meanwhile.
    ///
    /// # Errors
    /// If the file exists or cannot be written, or the hierarchy cannot be read or is damaged. Then there is no file.
    pub fn back_up(&self, file: &Path) -> Result<Verification, CopyError> {
        backup::back_up(&*self.store, file)
    }
}
