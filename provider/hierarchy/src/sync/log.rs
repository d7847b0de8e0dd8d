//! What the product's logs would say, made out of what the simulation remembers.

use jiff::Timestamp;

use super::failure::Failure;
use crate::hierarchy::Hierarchy;
use crate::store::StoreError;

/// A log of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFile {
    /// Synchronisation, at the site server.
    Wsyncmgr,
    /// Configuration of WSUS, at the site server.
    Wcm,
    /// Health of WSUS, at the server of the software update point.
    WsusCtrl,
    /// Installation of the role, at its server.
    SupSetup,
    /// Automatic deployment rules, at the site server.
    RuleEngine,
}

/// A line of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// When, on the hierarchy's clock.
    pub time: Timestamp,
    /// What.
    pub message: String,
}

/// The line a failure leaves.
pub(crate) fn failure_line(failure: Failure, source: &str) -> String {
    format!("{failure:?} {source}")
}

impl Hierarchy {
    /// Placeholder.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn log(&self, _file: LogFile, _site_code: Option<&str>) -> Result<Vec<LogEntry>, StoreError> {
        Ok(Vec::new())
    }
}
