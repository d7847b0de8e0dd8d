use std::io::{self, Write};

use anstyle::Style;
use hierarchy::sync::{ConfigurationState, ReplicationState, SupStatus, SyncState};

use super::Status;
use crate::shared::diagnostic::{self, Diagnostic};
use crate::shared::failures;
use crate::shared::style::ERROR;
use crate::shared::summary::{is_failure, state_text};
use crate::shared::table::{NOTHING, Table};
use crate::shared::times::{from_now, minute};

const HEADER: [&str; 11] = [
    "SITE",
    "SERVER",
    "STATE",
    "SINCE (UTC)",
    "LAST SUCCESS",
    "VERSION",
    "SOURCE",
    "ERROR",
    "NEXT RETRY",
    "CONFIGURATION",
    "REPLICATION",
];

/// Prints the table, a summary, and how to fix failures.
pub(super) fn print(out: &mut impl Write, status: &Status) -> io::Result<()> {
    if status.summary.total == 0 {
        writeln!(out, "The hierarchy has no software update point.")?;
        return writeln!(out, "\nDeclare a configmgr_sup_role, and run terraform apply.");
    }
    let rows = &status.software_update_points;
    if rows.is_empty() {
        writeln!(out, "No software update point has failed.")?;
    } else {
        let mut table = Table::new(HEADER);
        rows.iter().for_each(|row| table.add(style(row.state), cells(row)));
        table.print(out)?;
    }
    writeln!(out, "\n{}.", status.summary.text())?;
    match status.next_scheduled {
        Some(next) => {
            writeln!(out, "Next scheduled synchronization: {} UTC, {}", minute(next), from_now(next, status.time))?
        }
        None => writeln!(out, "No schedule. Start a synchronization with \"supctl sync\".")?,
    }
    writeln!(out, "Hierarchy time: {} UTC", minute(status.time))?;
    let mut diagnostics = failures::diagnostics(rows);
    diagnostics.extend(status.alert.as_deref().map(alert));
    if !diagnostics.is_empty() {
        writeln!(out)?;
    }
    diagnostic::print(out, &diagnostics)
}

fn alert(site_code: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("site {site_code}: the alert for failed synchronization is active"),
        "The next successful synchronization clears it.",
    )
}

fn cells(row: &SupStatus) -> [String; 11] {
    let time = |time: Option<_>| time.map_or_else(|| NOTHING.to_owned(), minute);
    [
        row.site_code.clone(),
        row.server_fqdn.clone(),
        state_text(row.state),
        time(row.state_time),
        time(row.last_success),
        row.catalogue_version.to_string(),
        row.sync_source.clone().unwrap_or_else(|| NOTHING.to_owned()),
        if row.error_code == 0 { NOTHING.to_owned() } else { failures::error_code(row.error_code) },
        time(row.next_attempt),
        match row.configuration {
            ConfigurationState::Pending => "1 pending",
            ConfigurationState::Success => "2 success",
            ConfigurationState::Failed => "3 failed",
        }
        .to_owned(),
        match row.replication {
            ReplicationState::Healthy => "healthy",
            ReplicationState::Degraded => "degraded",
            ReplicationState::Error => "error",
        }
        .to_owned(),
    ]
}

fn style(state: Option<SyncState>) -> Style {
    if state.is_some_and(is_failure) { ERROR } else { Style::new() }
}
