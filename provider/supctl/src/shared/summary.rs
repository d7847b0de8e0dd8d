use hierarchy::sync::{ReplicationState, SupStatus, SyncState};
use schemars::JsonSchema;
use serde::Serialize;

use super::count::counted;

/// Software update points by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Summary {
    /// All of them.
    pub(crate) total: usize,
    /// Those whose last synchronization succeeded.
    pub(crate) synchronised: usize,
    /// Those whose last synchronization failed.
    pub(crate) failed: usize,
    /// Those that are synchronizing.
    pub(crate) running: usize,
    /// Those that have never synchronized.
    pub(crate) never: usize,
    /// Those of which a real site does not tell it.
    pub(crate) not_known: usize,
    /// Those of sites whose database replication fails.
    pub(crate) cut_off: usize,
    /// Those with the newest catalog.
    pub(crate) up_to_date: usize,
    /// The version of the newest catalog; 0 until the first synchronization.
    pub(crate) catalogue_version: u64,
}

impl Summary {
    pub(crate) fn of(rows: &[SupStatus]) -> Self {
        let mut summary = Self { total: rows.len(), ..Self::default() };
        summary.catalogue_version = rows.iter().map(|row| row.catalogue_version).max().unwrap_or_default();
        for row in rows {
            *match row.state {
                None if is_told(row) => &mut summary.never,
                None => &mut summary.not_known,
                Some(state) if state.is_running() => &mut summary.running,
                Some(state) if is_failure(state) => &mut summary.failed,
                Some(_) => &mut summary.synchronised,
            } += 1;
            summary.cut_off += usize::from(row.replication == ReplicationState::Error);
            let is_current = row.catalogue_version > 0 && row.catalogue_version == summary.catalogue_version;
            summary.up_to_date += usize::from(is_current);
        }
        summary
    }

    /// Whether no software update point needs attention.
    pub(crate) fn is_fine(&self) -> bool {
        self.failed == 0 && self.never == 0 && self.cut_off == 0
    }

    /// `4 of 5 software update points synchronized, 1 failed; catalog version 3`
    pub(crate) fn text(&self) -> String {
        let exceptions = [
            (self.failed, "failed"),
            (self.running, "synchronizing"),
            (self.never, "never synchronized"),
            (self.not_known, "not known"),
            (self.cut_off, "without database replication"),
        ];
        let others = exceptions.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!(", {count} {what}"));
        let Self { total, synchronised, catalogue_version, .. } = self;
        let all = counted(*total, "software update point");
        let version =
            if *catalogue_version > 0 { format!("; catalog version {catalogue_version}") } else { String::new() };
        format!("{synchronised} of {all} synchronized{}{version}", others.collect::<String>())
    }
}

/// Whether a state is a failure.
pub(crate) fn is_failure(state: SyncState) -> bool {
    matches!(state, SyncState::Failed | SyncState::OutOfSync)
}

/// Whether the state is known: a real site does not always tell it, and has states that have no meaning here.
pub(crate) fn is_told(row: &SupStatus) -> bool {
    row.state.is_some() || (row.state_code.is_none() && row.replication != ReplicationState::NotKnown)
}

/// A state with its number.
pub(crate) fn state_text(row: &SupStatus) -> String {
    match (row.state, row.state_code) {
        (Some(state), _) => format!("{} {}", state.code(), state.meaning()),
        (None, Some(code)) => code.to_string(),
        (None, None) if is_told(row) => "never synchronized".to_owned(),
        (None, None) => "synchronization not known".to_owned(),
    }
}
