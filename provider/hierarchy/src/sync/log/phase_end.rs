//! The end of each phase of a synchronization, and what follows the last.

use super::attempt_log::{AttemptLog, is_good};
use super::failure::{LICENSE_TERMS_PENDING, complaint, failure_line};
use super::status_message::StatusMessage;
use super::writer::{Line, lines};
use crate::facts::{Attempt, CompletedPhase, Failure, Moment, Phase, SyncState};
use crate::sync::updates::pseudo_random;

impl AttemptLog<'_> {
    /// The end of a phase, successful or failed.
    pub(super) fn phase_end_lines(&self, step: &CompletedPhase, server: &str) -> Vec<Line> {
        let mut lines = match step.failure {
            Some(Failure::LicenseTermsPending) | None => self.success_lines(step.phase, server),
            Some(failure) => return self.failure_lines(failure, server),
        };
        if step.failure.is_some() {
            lines.push(LICENSE_TERMS_PENDING.into());
            lines.push(Line::Unlogged(StatusMessage::about(SyncState::LicenseTermsPending.code(), 'W', server)));
        } else if step.phase == Phase::Database {
            let Attempt { version, added, .. } = self.attempt;
            lines.extend(self.succeeded());
            lines.extend(lines![
                format!("Updated {added} items in SMS database, new update source content version is {version}"),
                self.sync_time(step.ended),
            ]);
        }
        lines
    }

    fn success_lines(&self, phase: Phase, server: &str) -> Vec<Line> {
        match phase {
            Phase::Wsus => lines![
                format!("Done synchronizing WSUS Server {}", self.syncing_server()),
                "Sleeping 2 more minutes for WSUS server sync results to become available",
            ],
            Phase::Wait if self.is_of_child() => lines![self.content_version()],
            Phase::Wait => Vec::new(),
            Phase::Database => {
                let added = self.attempt.added;
                let items = format!("sync: SMS synchronizing updates, processed {added} out of {added} items (100%)");
                let mut lines = Vec::new();
                lines.extend((added > 0).then(|| Line::from(items)));
                lines.extend(lines![
                    format!("Done synchronizing SMS with WSUS Server {server}"),
                    self.content_version(),
                ]);
                lines
            }
            Phase::Replica => lines![format!("Done synchronizing WSUS Server {server}")],
        }
    }

    fn failure_lines(&self, failure: Failure, server: &str) -> Vec<Line> {
        let source = if server == &*self.attempt.server { &self.attempt.source } else { &self.attempt.server };
        let mut lines = lines![failure_line(failure, server, source)];
        if failure.state() == SyncState::Failed {
            let complaint = complaint(failure, source);
            let insertions = [complaint.method, &complaint.text];
            lines.push(StatusMessage::error(6703, insertions, failure.code()).into());
        } else {
            let message = StatusMessage::error(failure.state().code(), [server, source], failure.code());
            lines.push(Line::Unlogged(message));
        }
        lines
    }

    /// The end of the attempt.
    pub(super) fn end_lines(&self, at: Moment) -> Vec<Line> {
        let Self { context, attempt, .. } = self;
        let mut lines = Vec::new();
        if self.is_of_child() && attempt.failure().is_none() {
            lines.extend(self.succeeded());
            let version = attempt.version;
            let synced = |parent| format!("Successfully synced site with parent {parent}, version {version}");
            lines.extend(context.parent_code().map(synced).map(Line::from));
            lines.push(self.sync_time(at).into());
        }
        if !attempt.steps.iter().all(is_good) {
            lines.push("Sync failed. Will retry in 60 minutes".into());
        }
        let is_database = |step: &CompletedPhase| step.phase == Phase::Database && is_good(step);
        let has_synchronized = self.is_of_child() || attempt.steps.iter().any(is_database);
        let children = context.children_at(at).join(", ");
        if has_synchronized && !children.is_empty() {
            lines.push(format!("Sending sync notification to child site(s): {children}").into());
            if !self.is_of_child() {
                let (folder, code) = (&context.object.install_directory, &context.node.code);
                lines.push(
                    format!(
                        r"SQL Replication type has not been set for {folder}\inboxes\WSyncMgr.box\outbox\{code}.SYN, replicating to ({children}), inbox: {folder}\inboxes\replmgr.box"
                    )
                    .into(),
                );
            }
        }
        lines
    }

    fn succeeded(&self) -> Vec<Line> {
        lines![
            StatusMessage::information(SyncState::Succeeded.code()),
            format!("Sync succeeded. Setting sync alert to canceled state on site {}", self.context.node.code),
        ]
    }

    fn content_version(&self) -> String {
        let (code, version) = (&self.context.node.code, self.attempt.version);
        format!("Set content version of update source {} for site {code} to {version}", self.update_source())
    }

    /// The id of the catalog at all sites.
    fn update_source(&self) -> String {
        let world = self.context.world;
        let top = world.top.as_ref().and_then(|top| world.site(top.site)).map(|top| &*top.code).unwrap_or_default();
        let [one, other] = [0, 1].map(|salt| pseudo_random(0, "update source", top, salt));
        let digits = format!("{one:016X}{other:016X}");
        let span = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
        format!("{{{}-{}-{}-{}-{}}}", span(0, 8), span(8, 12), span(12, 16), span(16, 20), span(20, 32))
    }

    fn sync_time(&self, end: Moment) -> String {
        let seconds = end.since(self.attempt.began).as_secs();
        let [days, hours, minutes] = [seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60];
        format!("Sync time: {days}d{hours:02}h{minutes:02}m{:02}s", seconds % 60)
    }
}
