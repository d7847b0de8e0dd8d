//! Phases of a synchronisation as they begin.

use jiff::SignedDuration;

use super::pen::{Pen, lines};
use super::run::{Part, Run};
use super::status_message::StatusMessage;
use crate::facts::{Phase, SyncState};
use crate::model::SiteType;

/// WSUS goes from categories to updates after so long; what goes wrong has gone wrong by then.
const CATEGORIES: SignedDuration = SignedDuration::from_secs(70);
/// The site database does so after so long.
const DATABASE_CATEGORIES: SignedDuration = SignedDuration::from_secs(20);

impl Run<'_> {
    pub(super) fn enter(&self, part: &Part<'_>, pen: &mut Pen) {
        if part.is_refused {
            return;
        }
        match part.phase {
            Phase::Wsus => self.enter_wsus(part, pen),
            Phase::Wait => {}
            Phase::Database => self.enter_database(part, pen),
            Phase::Replica => {
                let mut lines = Vec::new();
                if part.is_first_replica {
                    lines = lines!["Synchronizing replica WSUS servers", phase_message(SyncState::Replica)];
                }
                lines.extend(lines![
                    format!("Synchronizing WSUS server {} ...", part.server),
                    "sync: Starting Replica WSUS synchronization",
                    "sync: Replica WSUS synchronizing other items",
                ]);
                pen.from(part.from, lines);
            }
        }
    }

    fn enter_wsus(&self, part: &Part<'_>, pen: &mut Pen) {
        let server = self.going_out();
        pen.from(part.from, lines![phase_message(SyncState::Wsus), format!("Synchronizing WSUS server {server} ...")]);
        // What the log of a secondary site says here is not known: its WSUS is a replica.
        if self.scene.object.r#type == SiteType::Secondary {
            return;
        }
        pen.from(part.from, lines!["sync: Starting WSUS synchronization", "sync: WSUS synchronizing categories"]);
        let at = part.from.after(CATEGORIES);
        if at < part.until {
            pen.from(at, lines!["sync: WSUS synchronizing updates"]);
        }
    }

    fn enter_database(&self, part: &Part<'_>, pen: &mut Pen) {
        let mut lines = lines![
            phase_message(SyncState::Database),
            format!("Synchronizing SMS database with WSUS server {} ...", part.server),
        ];
        if self.attempt.unsubscribed {
            lines.extend(["classifications", "categories"].map(|what| {
                format!("WARNING: Request filter does not contain any known {what}. Sync will do nothing.").into()
            }));
        }
        lines.push("sync: SMS synchronizing categories".into());
        pen.from(part.from, lines);
        let at = part.from.after(DATABASE_CATEGORIES);
        if at < part.until {
            pen.from(at, lines!["sync: SMS synchronizing updates"]);
        }
    }
}

/// What is sent as a phase begins.
fn phase_message(state: SyncState) -> StatusMessage {
    StatusMessage::information(state.code())
}
