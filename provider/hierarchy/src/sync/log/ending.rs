//! Phases of a synchronisation as they end, and what follows the last.

use super::failure::{LICENCE_TERMS_PENDING, complaint, failure_line};
use super::pen::{Line, lines};
use super::run::{Run, is_good};
use super::status_message::StatusMessage;
use crate::facts::{Attempt, Failure, Moment, Phase, Step, SyncState};
use crate::sync::updates::draw;

impl Run<'_> {
    /// The end of a phase, good or bad.
    pub(super) fn leaving(&self, step: &Step, server: &str) -> Vec<Line> {
        let mut lines = match step.failure {
            Some(Failure::LicenceTermsPending) | None => self.done(step.phase, server),
            Some(failure) => return self.failing(failure, server),
        };
        if step.failure.is_some() {
            lines.push(LICENCE_TERMS_PENDING.into());
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

    fn done(&self, phase: Phase, server: &str) -> Vec<Line> {
        match phase {
            Phase::Wsus => lines![
                format!("Done synchronizing WSUS Server {}", self.going_out()),
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

    fn failing(&self, failure: Failure, server: &str) -> Vec<Line> {
        let source = if server == &*self.attempt.server { &self.attempt.source } else { &self.attempt.server };
        let mut lines = lines![failure_line(failure, server, source)];
        if failure.state() == SyncState::Failed {
            let complaint = complaint(failure, source);
            let insertions = [complaint.method, &complaint.text];
            lines.push(StatusMessage::error(6703, insertions, failure.code()).into());
        }
        lines
    }

    /// The end of it all.
    pub(super) fn closing(&self, at: Moment) -> Vec<Line> {
        let Self { scene, attempt, .. } = self;
        let mut lines = Vec::new();
        if self.is_of_child() && attempt.failure().is_none() {
            lines.extend(self.succeeded());
            let version = attempt.version;
            let synced = |parent| format!("Successfully synced site with parent {parent}, version {version}");
            lines.extend(scene.parent_code().map(synced).map(Line::from));
            lines.push(self.sync_time(at).into());
        }
        if !attempt.steps.iter().all(is_good) {
            lines.push("Sync failed. Will retry in 60 minutes".into());
        }
        let is_database = |step: &Step| step.phase == Phase::Database && is_good(step);
        let has_synchronised = self.is_of_child() || attempt.steps.iter().any(is_database);
        let children = scene.children_at(at).join(", ");
        if has_synchronised && !children.is_empty() {
            lines.push(format!("Sending sync notification to child site(s): {children}").into());
            if !self.is_of_child() {
                let (folder, code) = (&scene.object.install_directory, &scene.node.code);
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
            format!("Sync succeeded. Setting sync alert to canceled state on site {}", self.scene.node.code),
        ]
    }

    fn content_version(&self) -> String {
        let (code, version) = (&self.scene.node.code, self.attempt.version);
        format!("Set content version of update source {} for site {code} to {version}", self.update_source())
    }

    /// The id all sites know the catalogue by.
    fn update_source(&self) -> String {
        let world = self.scene.world;
        let top = world.top.as_ref().and_then(|top| world.site(top.site)).map(|top| &*top.code).unwrap_or_default();
        let [one, other] = [0, 1].map(|salt| draw(0, "update source", top, salt));
        let digits = format!("{one:016X}{other:016X}");
        let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
        format!("{{{}-{}-{}-{}-{}}}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
    }

    fn sync_time(&self, end: Moment) -> String {
        let seconds = end.since(self.attempt.began).as_secs();
        let [days, hours, minutes] = [seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60];
        format!("Sync time: {days}d{hours:02}h{minutes:02}m{:02}s", seconds % 60)
    }
}
