//! The beginning of each phase of a synchronization.

use jiff::SignedDuration;

use super::attempt_log::{AttemptLog, PhaseSpan};
use super::status_message::StatusMessage;
use super::writer::{LogWriter, lines};
use crate::facts::{Phase, SyncState};
use crate::model::SiteType;

/// After this time, WSUS continues from categories to updates, unless it fails.
const CATEGORIES: SignedDuration = SignedDuration::from_secs(70);
/// After this time, the site database does the same.
const DATABASE_CATEGORIES: SignedDuration = SignedDuration::from_secs(20);

impl AttemptLog<'_> {
    pub(super) fn write_phase_start(&self, span: &PhaseSpan<'_>, writer: &mut LogWriter) {
        if span.is_refused() {
            return;
        }
        match span.phase {
            Phase::Wsus => self.enter_wsus(span, writer),
            Phase::Wait => {}
            Phase::Database => self.enter_database(span, writer),
            Phase::Replica => {
                let mut lines = Vec::new();
                if span.is_first_replica {
                    lines = lines!["Synchronizing replica WSUS servers", phase_message(SyncState::Replica)];
                }
                lines.extend(lines![
                    format!("Synchronizing WSUS server {} ...", span.server),
                    "sync: Starting Replica WSUS synchronization",
                    "sync: Replica WSUS synchronizing other items",
                ]);
                writer.starting_at(span.from, lines);
            }
        }
    }

    fn enter_wsus(&self, span: &PhaseSpan<'_>, writer: &mut LogWriter) {
        let server = self.attempt.actor();
        writer.starting_at(
            span.from,
            lines![phase_message(SyncState::Wsus), format!("Synchronizing WSUS server {server} ...")],
        );
        // The log of a secondary site is unknown here: its WSUS is a replica.
        if self.context.object.r#type == SiteType::Secondary {
            return;
        }
        writer.starting_at(
            span.from,
            lines!["sync: Starting WSUS synchronization", "sync: WSUS synchronizing categories"],
        );
        let at = span.from.after(CATEGORIES);
        if at < span.until && span.failure.is_none() {
            writer.starting_at(at, lines!["sync: WSUS synchronizing updates"]);
        }
    }

    fn enter_database(&self, span: &PhaseSpan<'_>, writer: &mut LogWriter) {
        let mut lines = lines![
            phase_message(SyncState::Database),
            format!("Synchronizing SMS database with WSUS server {} ...", span.server),
        ];
        if self.attempt.unsubscribed {
            lines.extend(["classifications", "categories"].map(|what| {
                format!("WARNING: Request filter does not contain any known {what}. Sync will do nothing.").into()
            }));
        }
        lines.push("sync: SMS synchronizing categories".into());
        writer.starting_at(span.from, lines);
        let at = span.from.after(DATABASE_CATEGORIES);
        if at < span.until {
            writer.starting_at(at, lines!["sync: SMS synchronizing updates"]);
        }
    }
}

/// The status message at the beginning of a phase.
fn phase_message(state: SyncState) -> StatusMessage {
    StatusMessage::information(state.code())
}
