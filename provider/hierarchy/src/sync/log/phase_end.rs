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
            Some(failure) if !failure.is_partial() => return self.failure_lines(failure, step),
            _ => self.success_lines(step.phase, server),
        };
        if step.failure == Some(Failure::UpdateFailed) {
            let [update, saved] = ["update", "saved update"].map(|what| self.guid(what));
            lines.push(
                format!(
                    "Failed to sync update {update}. Error: Failed to save update {saved}. CCISource error: -1. Source: \
                     Microsoft.SystemsManagementServer.SoftwareUpdatesManagement.UpdatesManager.\
                     UpdatesManagerClass.DefineUpdate"
                )
                .into(),
            );
            lines.push(Self::unlogged_failure(Failure::UpdateFailed));
        } else if step.failure.is_some() {
            let update = self.guid("update");
            lines.extend(lines![
                format!(
                    "Failed to sync update {update}. Error: The Microsoft Software License Terms have not been \
                     completely downloaded and~~cannot be accepted. Source: \
                     Microsoft.UpdateServices.Internal.BaseApi.LicenseAgreement.GetById"
                ),
                LICENSE_TERMS_PENDING,
            ]);
            lines.push(Line::Unlogged(StatusMessage::about(SyncState::LicenseTermsPending.code(), 'W', server)));
        } else if step.phase == Phase::Database {
            let Attempt { version, added, .. } = self.attempt;
            lines.extend(self.succeeded());
            lines.extend(lines![
                format!("Updated {added} items in SMS database, new update source content version is {version}"),
                self.sync_time(step.ended),
            ]);
            lines.extend(self.removal());
        }
        lines
    }

    fn success_lines(&self, phase: Phase, server: &str) -> Vec<Line> {
        match phase {
            Phase::Wsus => lines![
                format!("Done synchronizing WSUS Server {}", self.attempt.actor()),
                "Sleeping 2 more minutes for WSUS server sync results to become available",
            ],
            Phase::Wait if self.is_of_child() => lines![self.content_version(self.attempt.version)],
            // Before its first synchronization, the number that the product logs is unknown.
            Phase::Wait if self.attempt.version_before == 0 => Vec::new(),
            Phase::Wait => lines![self.content_version(self.attempt.version_before)],
            Phase::Database => {
                let added = self.attempt.added;
                let items = format!("sync: SMS synchronizing updates, processed {added} out of {added} items (100%)");
                let mut lines = Vec::new();
                lines.extend((added > 0).then(|| Line::from(items)));
                lines.extend(lines![format!("Done synchronizing SMS with WSUS Server {server}")]);
                let Attempt { version_before, version, .. } = *self.attempt;
                lines.extend((version_before != version).then(|| Line::from(self.content_version(version))));
                lines
            }
            Phase::Replica => lines![format!("Done synchronizing WSUS Server {server}")],
        }
    }

    fn failure_lines(&self, failure: Failure, step: &CompletedPhase) -> Vec<Line> {
        let attempt = self.attempt;
        let source = if step.server.is_none() { &attempt.source } else { &attempt.server };
        let server = attempt.server_of(step);
        let Some(line) = failure_line(failure, server, source) else { return vec![Self::unlogged_failure(failure)] };
        let mut lines = lines![line];
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

    /// The message about a failure whose text is unknown.
    fn unlogged_failure(failure: Failure) -> Line {
        Line::Unlogged(StatusMessage::error(failure.state().code(), ["", ""], failure.code()))
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
        let is_retried = |step: &CompletedPhase| !matches!(step.failure, None | Some(Failure::LicenseTermsPending));
        if attempt.steps.iter().any(is_retried) {
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

    /// Expired updates are removed ("Software updates maintenance in Configuration Manager").
    fn removal(&self) -> Vec<Line> {
        let removed = self.attempt.removed;
        if removed == 0 {
            return Vec::new();
        }
        lines![
            "Deleting old expired updates...",
            format!("Deleted {removed} expired updates"),
            format!("Deleted {removed} expired updates total"),
        ]
    }

    fn succeeded(&self) -> Vec<Line> {
        lines![
            StatusMessage::information(SyncState::Succeeded.code()),
            format!("Sync succeeded. Setting sync alert to canceled state on site {}", self.context.node.code),
        ]
    }

    fn content_version(&self, version: u64) -> String {
        let code = &self.context.node.code;
        let source = self.guid("update source").to_uppercase();
        format!("Set content version of update source {{{source}}} for site {code} to {version}")
    }

    /// The id of something that all sites know.
    fn guid(&self, what: &str) -> String {
        let world = self.context.world;
        let top = world.top.as_ref().and_then(|top| world.site(top.site)).map(|top| &*top.code).unwrap_or_default();
        let [one, other] = [0, 1].map(|salt| pseudo_random(0, what, top, salt));
        let digits = format!("{one:016x}{other:016x}");
        let span = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
        format!("{}-{}-{}-{}-{}", span(0, 8), span(8, 12), span(12, 16), span(16, 20), span(20, 32))
    }

    fn sync_time(&self, end: Moment) -> String {
        let seconds = end.since(self.attempt.began).as_secs();
        let [days, hours, minutes] = [seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60];
        format!("Sync time: {days}d{hours:02}h{minutes:02}m{:02}s", seconds % 60)
    }
}
