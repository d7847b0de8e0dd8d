use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// A line of a log.
///
/// It is displayed in the format of the product's server logs, which `CMTrace` opens. There the time is that of the
/// server, with its offset from UTC in minutes; servers of a simulated hierarchy are in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct LogEntry {
    /// The hierarchy time, with milliseconds.
    pub time: Timestamp,
    /// The component that writes it.
    pub component: &'static str,
    /// The number of the thread.
    pub thread: u32,
    /// The message. As in the product, `~` stands for a line break in it.
    pub message: String,
}

impl fmt::Display for LogEntry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { time, component, thread, message } = self;
        let time = time.strftime("%m-%d-%Y %H:%M:%S%.3f");
        write!(out, "{message}  $$<{component}><{time}+00><thread={thread} (0x{thread:X})>")
    }
}
