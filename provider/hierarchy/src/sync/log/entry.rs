use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::status_message::StatusMessage;

/// A line of a log.
///
/// It is displayed in the format of the product's server logs, which `CMTrace` opens. There the time is that of the
/// server, with its offset from UTC in minutes; servers of a simulated hierarchy are in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct LogEntry {
    /// The hierarchy time, with milliseconds.
    pub time: Timestamp,
    /// The server it is written at.
    pub server_fqdn: Arc<str>,
    /// The component that writes it.
    pub component: &'static str,
    /// The number of the thread.
    pub thread: u32,
    /// The message. As in the product, `~` stands for a line break in it.
    pub message: String,
    /// The status message that the component sends.
    #[serde(skip)]
    pub(crate) sent: Option<StatusMessage>,
}

impl LogEntry {
    /// Whether the log has the line: that of some status messages is unknown.
    pub(super) fn is_logged(&self) -> bool {
        !self.message.is_empty()
    }
}

impl fmt::Display for LogEntry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { time, component, thread, message, .. } = self;
        let time = time.strftime("%m-%d-%Y %H:%M:%S%.3f");
        write!(out, "{message}  $$<{component}><{time}+00><thread={thread} (0x{thread:X})>")
    }
}
