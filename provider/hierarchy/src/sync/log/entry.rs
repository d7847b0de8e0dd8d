use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// A line of a log.
///
/// It is shown in the format of the product's server logs, which `CMTrace` opens. The time there is the server's with its
/// distance to UTC in minutes; servers of a simulated hierarchy are in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct LogEntry {
    /// When, on the hierarchy's clock, to the millisecond.
    pub time: Timestamp,
    /// Who writes it.
    pub component: &'static str,
    /// In which thread.
    pub thread: u32,
    /// What. As in the product, `~` stands for a new line within it.
    pub message: String,
}

impl fmt::Display for LogEntry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { time, component, thread, message } = self;
        let time = time.strftime("%m-%d-%Y %H:%M:%S%.3f");
        write!(out, "{message}  $$<{component}><{time}+00><thread={thread} (0x{thread:X})>")
    }
}
