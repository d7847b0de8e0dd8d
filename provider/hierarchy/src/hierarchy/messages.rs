use super::Hierarchy;
use crate::messages::{StatusMessage, messages};
use crate::store::StoreError;

impl Hierarchy {
    /// The status messages of all sites, or of one, until now: oldest first, as far back as the simulation remembers.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn status_messages(&self, site_code: Option<&str>) -> Result<Vec<StatusMessage>, StoreError> {
        self.look(|view, now, _| messages(view, site_code, now, self.time_in(view)?))
    }
}
