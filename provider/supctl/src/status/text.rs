use std::io::{self, Write};

use anstyle::Style;
use hierarchy::messages::FailedComponent;
use hierarchy::sync::{ConfigurationState, FailedDownload, ReplicationState, SupStatus, SyncState};

use super::Status;
use crate::shared::as_found;
use crate::shared::diagnostic::{self, Diagnostic};
use crate::shared::failures;
use crate::shared::room::Room;
use crate::shared::style::ERROR;
use crate::shared::summary::{is_failure, is_told, state_text};
use crate::shared::table::{Column, NOTHING, Table};
use crate::shared::times::{from_now, minute};

const COLUMNS: [Column; 12] = [
    Column::key("SITE"),
    Column::key("SERVER").shortened_to(20),
    Column::ranked("STATE", 1),
    Column::ranked("SINCE (UTC)", 3),
    Column::ranked("LAST SUCCESS", 4),
    Column::ranked("VERSION", 6),
    Column::ranked("SOURCE", 8).shortened_to(20),
    Column::ranked("ERROR", 2),
    Column::ranked("NEXT RETRY", 5),
    Column::ranked("CONFIGURATION", 7),
    Column::ranked("REPLICATION", 9),
    Column::ranked("UPSTREAM URL", 10).shortened_to(20),
];

/// Further sites of a component are counted, not named.
const NAMED: usize = 6;

/// Prints the table, a summary, and how to fix failures.
pub(super) fn print(out: &mut impl Write, room: Room, status: &Status) -> io::Result<()> {
    if status.summary.total == 0 {
        writeln!(out, "The hierarchy has no software update point.")?;
        return room.print(out, "\nDeclare a configmgr_sup_role, and run terraform apply.");
    }
    let rows = &status.software_update_points;
    if rows.is_empty() {
        writeln!(out, "No software update point has failed.")?;
    } else {
        let mut table = Table::new(COLUMNS);
        rows.iter().for_each(|row| table.add(style(row.state), cells(row)));
        table.print(out, room)?;
    }
    room.print(out, &format!("\n{}.", status.summary.text()))?;
    let schedule = match status.next_scheduled {
        // Nothing is simulated, and the clock of the site is not known.
        _ if status.as_found.is_some() => String::new(),
        Some(next) => {
            format!("Next scheduled synchronization: {} UTC, {}", minute(next), from_now(next, status.time))
        }
        None => "No schedule. Start a synchronization with \"supctl sync\".".to_owned(),
    };
    room.print(out, &schedule)?;
    match &status.as_found {
        Some(as_found) => room.print(out, &as_found::note(as_found))?,
        None => writeln!(out, "Hierarchy time: {} UTC", minute(status.time))?,
    }
    print_components(out, room, &status.failed_components)?;
    let mut diagnostics = failures::diagnostics(rows);
    diagnostics.extend(status.failed_downloads.iter().map(failed_download));
    diagnostics.extend(status.alert.as_deref().map(alert));
    if !diagnostics.is_empty() {
        writeln!(out)?;
    }
    diagnostic::print(out, room, &diagnostics)
}

/// Names the components that report errors, with the sites where they do.
fn print_components(out: &mut impl Write, room: Room, failed: &[FailedComponent]) -> io::Result<()> {
    if failed.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nComponents that report errors:")?;
    for of_component in failed.chunk_by(|one, other| one.component == other.component) {
        let component = of_component.first().map_or("", |failed| failed.component.as_str());
        let sites = of_component.iter().take(NAMED).map(|failed| failed.site_code.as_str()).collect::<Vec<_>>();
        let rest = of_component.len().saturating_sub(NAMED);
        let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        let line = format!("{component} at {}{rest}", sites.join(", "));
        room.wrapped(&line, "  ", "    ").iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    room.print(out, "Run \"supctl messages --severity error\" to see what they report.")
}

fn failed_download(failed: &FailedDownload) -> Diagnostic {
    let FailedDownload { site_code, error, since, remedy } = failed;
    Diagnostic::warning(
        format!(
            "site {site_code}: automatic deployment rules cannot download (error {error}), since {} UTC",
            minute(*since)
        ),
        format!("{remedy}\n  supctl logs ruleengine --site {site_code}"),
    )
}

fn alert(site_code: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("site {site_code}: the alert for failed synchronization is active"),
        "The next successful synchronization clears it.",
    )
}

fn cells(row: &SupStatus) -> [String; 12] {
    let time = |time: Option<_>| time.map_or_else(|| NOTHING.to_owned(), minute);
    [
        row.site_code.clone(),
        row.server_fqdn.clone(),
        state_text(row),
        time(row.state_time),
        time(row.last_success),
        if is_told(row) || row.catalogue_version > 0 { row.catalogue_version.to_string() } else { NOTHING.to_owned() },
        row.sync_source.clone().unwrap_or_else(|| NOTHING.to_owned()),
        if row.error_code == 0 { NOTHING.to_owned() } else { failures::error_code(row.error_code) },
        time(row.next_attempt),
        match row.configuration {
            ConfigurationState::Pending => "1 pending",
            ConfigurationState::Success => "2 success",
            ConfigurationState::Failed => "3 failed",
            ConfigurationState::NotKnown => "not known",
        }
        .to_owned(),
        match row.replication {
            ReplicationState::Healthy => "healthy",
            ReplicationState::Degraded => "degraded",
            ReplicationState::Error => "error",
            ReplicationState::NotKnown => "not known",
        }
        .to_owned(),
        row.upstream_url.clone().unwrap_or_else(|| NOTHING.to_owned()),
    ]
}

fn style(state: Option<SyncState>) -> Style {
    if state.is_some_and(is_failure) { ERROR } else { Style::new() }
}
