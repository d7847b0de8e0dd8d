//! The product's logs, made out of what the simulation remembers. Nothing is kept for them.
//!
//! Every text is one that Microsoft documents or that real sites have logged ("Track software update synchronization",
//! "Troubleshoot software update synchronization", "Software update point installation and configuration", "Use a shared
//! database for WSUS", "Software updates maintenance"). Where the text for something is not known, nothing is written of it.

mod ending;
mod entry;
mod error;
mod failure;
mod file;
mod health;
mod maintenance;
mod opening;
mod pen;
mod phases;
mod ruleengine;
mod run;
mod scene;
mod status_message;
mod supsetup;
mod trouble;
mod wcm;
mod wsusctrl;
mod wsyncmgr;

pub use entry::LogEntry;
pub use error::LogError;
pub(crate) use failure::failure_line;
pub use file::LogFile;

use jiff::Timestamp;
use scene::Scene;

use super::settle::settled;
use crate::facts::Moment;
use crate::store::View;

/// A log of a site, or of the top-level site, as far as it is written at `time`, a moment of which is `now`.
pub(crate) fn entries(
    view: &dyn View,
    file: LogFile,
    site_code: Option<&str>,
    now: Moment,
    time: Timestamp,
) -> Result<Vec<LogEntry>, LogError> {
    let world = settled(view, now, None)?;
    let site = match site_code {
        Some(code) => world.site_of_code(code),
        None => world.top.as_ref().map(|top| top.site),
    };
    let site = site.ok_or_else(|| LogError::no_site(&world, site_code))?;
    let scene = Scene::of(view, &world, site, now)?;
    let mut entries = match file {
        LogFile::Wsyncmgr => wsyncmgr::entries(&scene),
        LogFile::Wcm => wcm::entries(&scene),
        LogFile::WsusCtrl => wsusctrl::entries(&scene),
        LogFile::SupSetup => supsetup::entries(&scene),
        LogFile::RuleEngine => ruleengine::entries(&scene),
    };
    entries.retain(|entry| entry.time <= time);
    entries.sort_by_key(|entry| entry.time);
    Ok(entries)
}
