//! wsyncmgr.log: synchronization, at the site server.

use super::attempt_log::AttemptLog;
use super::entry::LogEntry;
use super::file::LogFile;
use super::maintenance;
use super::site_context::SiteContext;

pub(super) fn entries(context: &SiteContext<'_>) -> Vec<LogEntry> {
    let mut writer = context.writer(LogFile::Wsyncmgr, &context.object.server_fqdn, "");
    let mut entries = Vec::new();
    let state = &context.node.state;
    let mut attempts = state.attempts.iter().peekable();
    while let Some(attempt) = attempts.next() {
        let running = state.running.as_ref().filter(|_| attempts.peek().is_none());
        AttemptLog { context, attempt, running }.write(&mut writer);
        entries.extend(maintenance::entries(context, attempt));
    }
    entries.extend(writer.entries);
    entries
}
