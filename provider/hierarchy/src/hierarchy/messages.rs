use super::Hierarchy;
use crate::facts::AsFound;
use crate::messages::{StatusMessage, messages};
use crate::store::StoreError;

impl Hierarchy {
    /// The status messages of all sites, or of one, until now: oldest first, as far back as the simulation
    /// remembers. None of a hierarchy that was read from a real site: they are in its database.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn status_messages(&self, site_code: Option<&str>) -> Result<Vec<StatusMessage>, StoreError> {
        self.look(|view, now, _| match AsFound::is(view)? {
            true => Ok(Vec::new()),
            false => messages(view, site_code, now, self.time_in(view)?),
        })
    }
}
