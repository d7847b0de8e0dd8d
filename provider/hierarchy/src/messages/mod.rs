//! Status messages: what the components of the product report, and the console shows before any log.
//!
//! Only messages whose number a source names are reported. 6701 to 6708 are documented with the states of
//! synchronization, 1015 with the installation of components ("Install and configure the Exchange Server connector"),
//! 7000 with its text in public reports of WSUS that does not answer or has no proxy. 6600 is reported by sites whose WSUS
//! cannot be configured, and 6607 with it by those whose site server has no WSUS console; their texts here are this
//! project's.

mod component;
mod failed;
#[cfg(test)]
mod tests;
mod text;

pub use component::{Component, MessageSeverity};
pub use failed::{FailedComponent, failed_components};

use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::facts::Moment;
use crate::store::{StoreError, View};
use crate::sync::{LogEntry, status_messages};

/// A status message of a component.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StatusMessage {
    /// When it was sent, in hierarchy time.
    pub time: Timestamp,
    /// The site.
    pub site_code: Arc<str>,
    /// The server on which the component runs.
    pub server_fqdn: Arc<str>,
    /// The component.
    pub component: Component,
    /// The number of the message in the product.
    pub id: u16,
    /// The severity.
    pub severity: MessageSeverity,
    /// The text.
    pub text: String,
}

/// The status messages of all sites, or of one, up to `time`, which is in the moment `now`; oldest first.
pub(crate) fn messages(
    view: &dyn View,
    site_code: Option<&str>,
    now: Moment,
    time: Timestamp,
) -> Result<Vec<StatusMessage>, StoreError> {
    let sent = status_messages(view, site_code, now)?.into_iter();
    let mut messages: Vec<StatusMessage> = sent.filter_map(|(site, entry)| message(site, entry)).collect();
    messages.retain(|message| message.time <= time);
    messages.sort_by(|one, other| one.time.cmp(&other.time).then_with(|| one.site_code.cmp(&other.site_code)));
    Ok(messages)
}

fn message(site_code: Arc<str>, entry: LogEntry) -> Option<StatusMessage> {
    let sent = entry.sent?;
    Some(StatusMessage {
        time: entry.time,
        site_code,
        server_fqdn: entry.server_fqdn,
        component: Component::named(entry.component)?,
        id: sent.id,
        severity: MessageSeverity::of_letter(sent.severity),
        text: text::text(&sent),
    })
}
