use super::Hierarchy;
use crate::facts::AsFound;
use crate::sync::{LogEntry, LogFile, LookupError, log};

impl Hierarchy {
    /// A log of a site, or of the top-level site, until now: in the order of time, as far back as the simulation
    /// remembers. Logs that each server writes are combined for all servers of the site. Nothing of a hierarchy that was read
    /// from a real site: its logs are on its servers.
    ///
    /// # Errors
    /// If the site does not exist, or the store cannot be read.
    pub fn log(&self, file: LogFile, site_code: Option<&str>) -> Result<Vec<LogEntry>, LookupError> {
        self.look(|view, now, _| match AsFound::is(view)? {
            true => Ok(Ok(Vec::new())),
            false => Ok(log::entries(view, file, site_code, now, self.time_in(view)?)),
        })?
    }
}
