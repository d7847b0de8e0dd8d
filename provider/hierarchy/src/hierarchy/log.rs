use super::Hierarchy;
use crate::sync::{LogEntry, LogError, LogFile, log};

impl Hierarchy {
    /// A log of a site, or of the top-level site, as it is now: in the order of time, as far back as the simulation
    /// remembers. Of logs that each server has, those of all servers of the site are put together.
    ///
    /// # Errors
    /// When there is no such site, or the store cannot be read.
    pub fn log(&self, file: LogFile, site_code: Option<&str>) -> Result<Vec<LogEntry>, LogError> {
        self.look(|view, now, _| Ok(log::entries(view, file, site_code, now, self.time_in(view)?)))?
    }
}
