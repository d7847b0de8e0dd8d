//! The texts of status messages.

use crate::sync::SentMessage;

/// The text of a message, with what it inserts.
pub(super) fn text(message: &SentMessage) -> String {
    let [one, other] = &message.insertions;
    match message.id {
        1015 => format!("Site Component Manager successfully installed this component on {one}."),
        6600 => format!("WSUS Configuration Manager cannot configure the WSUS of {one}: it {other}."),
        6607 => format!("WSUS Configuration Manager found no supported version of the WSUS console on {one}."),
        6701 => "WSUS Synchronization started.".to_owned(),
        6702 => "WSUS Synchronization done.".to_owned(),
        6703 if other.is_empty() => "WSUS Synchronization failed.".to_owned(),
        6703 if one.is_empty() => format!("WSUS Synchronization failed. Message: {other}."),
        6703 => format!("WSUS Synchronization failed. Message: {other}. Source: {one}."),
        6704 => phase("WSUS Server"),
        6705 => phase("site database"),
        6706 => phase("Internet facing WSUS Server"),
        6707 => format!("Content of WSUS Server {one} is out of sync with upstream server {other}."),
        6708 => "WSUS synchronization complete, with pending license terms downloads.".to_owned(),
        7000 => format!("WSUS Control Manager failed to configure proxy settings on WSUS Server \"{one}\"."),
        id => format!("Status message {id}."),
    }
}

fn phase(what: &str) -> String {
    format!("WSUS Synchronization in progress. Current phase: Synchronizing {what}.")
}
