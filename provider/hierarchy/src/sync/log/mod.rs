//! The logs of the product, generated from the state of the simulation. Nothing is stored for them.
//!
//! Microsoft documents every text, or real sites have logged it ("Track software update synchronization", "Troubleshoot
//! software update synchronization", "Software update point installation and configuration", "Use a shared database for
//! WSUS", "Software updates maintenance"). If the text for an event is unknown, no line is written.

mod attempt_log;
mod attempt_start;
mod entry;
mod error;
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
pub use error::LogError;
pub(crate) use failure::failure_line;
pub use file::LogFile;

use jiff::Timestamp;
use site_context::SiteContext;

use super::catch_up::world_at;
use crate::facts::Moment;
use crate::store::View;

/// A log of a site, or of the top-level site, up to `time`, which is in the moment `now`.
pub(crate) fn entries(
    view: &dyn View,
    file: LogFile,
    site_code: Option<&str>,
    now: Moment,
    time: Timestamp,
) -> Result<Vec<LogEntry>, LogError> {
    let world = world_at(view, now, None)?;
    let site = match site_code {
        Some(code) => world.site_of_code(code),
        None => world.top.as_ref().map(|top| top.site),
    };
    let site = site.ok_or_else(|| LogError::no_site(&world, site_code))?;
    let context = SiteContext::of(view, &world, site, now)?;
    let mut entries = match file {
        LogFile::Wsyncmgr => wsyncmgr::entries(&context),
        LogFile::Wcm => wcm::entries(&context),
        LogFile::WsusCtrl => wsusctrl::entries(&context),
        LogFile::SupSetup => supsetup::entries(&context),
        LogFile::RuleEngine => ruleengine::entries(&context),
    };
    entries.retain(|entry| entry.time <= time);
    entries.sort_by_key(|entry| entry.time);
    Ok(entries)
}
