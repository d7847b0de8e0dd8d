//! wsyncmgr.log: synchronization, at the site server.

use super::entry::LogEntry;
use super::file::LogFile;
use super::maintenance;
use super::run::Run;
use super::scene::Scene;

pub(super) fn entries(scene: &Scene<'_>) -> Vec<LogEntry> {
    let mut pen = scene.pen(LogFile::Wsyncmgr, &scene.object.server_fqdn, "");
    let mut entries = Vec::new();
    let state = &scene.node.state;
    let mut attempts = state.attempts.iter().peekable();
    while let Some(attempt) = attempts.next() {
        let running = state.running.as_ref().filter(|_| attempts.peek().is_none());
        Run { scene, attempt, running }.write(&mut pen);
        entries.extend(maintenance::entries(scene, attempt));
    }
    entries.extend(pen.entries);
    entries
}
