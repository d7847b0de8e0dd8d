//! The logs of the product, generated from the state of the simulation. Nothing is stored for them.
//!
//! Microsoft documents every text, or real sites have logged it ("Track software update synchronization", "Troubleshoot
//! software update synchronization", "Software update point installation and configuration", "Use a shared database for
//! WSUS", "Software updates maintenance"). If the text for an event is unknown, no line is written.

mod attempt_log;
mod attempt_start;
mod entry;
mod failure;
mod faults;
mod file;
mod maintenance;
mod phase_end;
mod phase_start;
mod ruleengine;
mod site_context;
mod status_message;
mod subscription;
mod supsetup;
mod wcm;
mod writer;
mod wsus_check;
mod wsusctrl;
mod wsyncmgr;

pub use entry::LogEntry;
pub(crate) use failure::failure_line;
pub use file::LogFile;
pub(crate) use status_message::StatusMessage;

use std::sync::Arc;

use jiff::Timestamp;
use site_context::SiteContext;

use super::catch_up::world_at;
use super::not_found::{LookupError, NotFound};
use crate::facts::Moment;
use crate::store::{StoreError, View};

/// A log of a site, or of the top-level site, up to `time`, which is in the moment `now`.
pub(crate) fn entries(
    view: &dyn View,
    file: LogFile,
    site_code: Option<&str>,
    now: Moment,
    time: Timestamp,
) -> Result<Vec<LogEntry>, LookupError> {
    let world = world_at(view, now, None)?;
    let site = match site_code {
        Some(code) => world.site_of_code(code),
        None => world.top.as_ref().map(|top| top.site),
    };
    let site = site.ok_or_else(|| {
        let known = world.sites.iter().map(|site| site.code.to_string()).collect();
        NotFound::site(site_code.unwrap_or_default(), known)
    })?;
    let context = SiteContext::of(view, &world, site, now)?;
    let mut entries = written(&context, file);
    entries.retain(|entry| entry.is_logged() && entry.time <= time);
    entries.sort_by_key(|entry| entry.time);
    Ok(entries)
}

/// The entries of the logs of all sites, or of one, with a status message, by site.
pub(crate) fn status_messages(
    view: &dyn View,
    site_code: Option<&str>,
    now: Moment,
) -> Result<Vec<(Arc<str>, LogEntry)>, StoreError> {
    let world = world_at(view, now, None)?;
    let mut sent = Vec::new();
    for (site, node) in world.sites.iter().enumerate() {
        if node.first.is_none() || site_code.is_some_and(|code| !node.code.eq_ignore_ascii_case(code)) {
            continue;
        }
        let context = SiteContext::of(view, &world, site, now)?;
        let entries = LogFile::ALL.into_iter().flat_map(|file| written(&context, file));
        let entries = entries.filter(|entry| entry.sent.is_some());
        sent.extend(entries.map(|entry| (Arc::clone(&node.code), entry)));
    }
    Ok(sent)
}

/// What is written to a log.
fn written(context: &SiteContext<'_>, file: LogFile) -> Vec<LogEntry> {
    match file {
        LogFile::Wsyncmgr => wsyncmgr::entries(context),
        LogFile::Wcm => wcm::entries(context),
        LogFile::WsusCtrl => wsusctrl::entries(context),
        LogFile::SupSetup => supsetup::entries(context),
        LogFile::RuleEngine => ruleengine::entries(context),
    }
}
