//! Writes lines in the order of time.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::entry::LogEntry;
use super::status_message::{Sender, StatusMessage};
use crate::facts::Moment;

/// The time between two consecutive lines, in milliseconds: a tick of the Windows clock.
const TICK: i64 = 16;

/// A line to write.
pub(super) enum Line {
    Text(String),
    /// A status message, which contains the time it is sent.
    Status(StatusMessage),
    /// A status message whose line in the log is unknown.
    Unlogged(StatusMessage),
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<StatusMessage> for Line {
    fn from(message: StatusMessage) -> Self {
        Self::Status(message)
    }
}

/// Writes the lines of one thread of a component, in the order of time.
pub(super) struct LogWriter {
    sender: Sender,
    thread: u32,
    last: Timestamp,
    pub(super) entries: Vec<LogEntry>,
}

impl LogWriter {
    pub(super) fn new(sender: Sender, thread: u32) -> Self {
        Self { sender, thread, last: Timestamp::MIN, entries: Vec::new() }
    }

    /// Lines from a moment on, for what begins then.
    pub(super) fn starting_at(&mut self, at: Moment, lines: Vec<Line>) {
        self.write(at.timestamp(), lines);
    }

    /// Lines up to a moment, for what ends then.
    pub(super) fn ending_at(&mut self, at: Moment, lines: Vec<Line>) {
        let logged = lines.iter().filter(|line| !matches!(line, Line::Unlogged(_))).count();
        let before = i64::try_from(logged).unwrap_or_default().saturating_sub(1).saturating_mul(TICK);
        self.write(later(at.timestamp(), -before), lines);
    }

    fn entry(&self, time: Timestamp, message: String, sent: Option<StatusMessage>) -> LogEntry {
        let Sender { component, system, .. } = &self.sender;
        LogEntry { time, server_fqdn: Arc::clone(system), component, thread: self.thread, message, sent }
    }

    fn write(&mut self, first: Timestamp, lines: Vec<Line>) {
        let mut time = first;
        for line in lines {
            let next = time.max(later(self.last, TICK));
            let (text, sent) = match line {
                Line::Text(text) => (text, None),
                Line::Status(message) => (message.text(&self.sender, self.thread, next), Some(message)),
                Line::Unlogged(message) => {
                    self.entries.push(self.entry(time.max(self.last), String::new(), Some(message)));
                    continue;
                }
            };
            self.entries.push(self.entry(next, text, sent));
            (time, self.last) = (next, next);
        }
    }
}

fn later(time: Timestamp, milliseconds: i64) -> Timestamp {
    time.checked_add(SignedDuration::from_millis(milliseconds)).unwrap_or(time)
}

/// Lines of texts and status messages.
macro_rules! lines {
    ($($line:expr),* $(,)?) => { vec![$($crate::sync::log::writer::Line::from($line)),*] };
}
pub(super) use lines;
