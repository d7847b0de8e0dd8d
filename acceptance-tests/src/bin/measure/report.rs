//! The tables.

use std::time::Duration;

use comfy_table::{CellAlignment, Table};

use crate::handshake::Launch;
use crate::scale::{NO_OP_PLAN, Row};
use crate::stored;
use crate::synchronisation::Synchronisation;

/// What the provider is meant to be, and what it is.
pub(crate) fn budgets(
    launch: &Launch,
    stored: &[stored::Row; 2],
    synchronisation: &Synchronisation,
    rows: &[Row],
    size: u64,
) -> Table {
    let mut table = table(["budget", "measured", "allowed", "met"]);
    let mut add = |what: &str, measured: f64, unit: &str, allowed: f64| {
        let met = if measured < allowed { "yes" } else { "NO" };
        table.add_row([what, &format!("{measured:.1} {unit}"), &format!("{allowed} {unit}"), met]);
    };
    add("launch to handshake line, mutual TLS (median of 50)", milliseconds(launch.outside), "ms", 3.0);
    add("own work before the handshake line (median of 50)", milliseconds(launch.own_work), "ms", 1.0);
    let [small, largest] = stored;
    let ratio = largest.cpu.as_secs_f64() / small.cpu.as_secs_f64();
    add("own processor time of planning a role, largest hierarchy against small", ratio, "x", 2.0);
    let Synchronisation { one, status, year } = synchronisation;
    add("own processor time of one synchronisation of the largest hierarchy", one.usage.cpu.as_secs_f64(), "s", 2.0);
    add("peak memory of it", mebibytes(one.usage.peak_memory), "MiB", 200.0);
    add("its status", milliseconds(status.elapsed), "ms", 100.0);
    add("a year of daily synchronisations of it", year.elapsed.as_secs_f64(), "s", 5.0);
    if let Some(row) = rows.iter().find(|row| row.count == 100 && row.command == NO_OP_PLAN) {
        add("no-op plan of 100, above the floor", milliseconds(row.provider) - milliseconds(row.floor), "ms", 60.0);
        add("own processor time of a no-op plan of 100", milliseconds(row.usage.cpu), "ms", 30.0);
    }
    let peak = rows.iter().map(|row| row.usage.peak_memory).max().unwrap_or_default();
    add("peak memory of a provider process, in any run below", mebibytes(peak), "MiB", 12.0);
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
    add("size of the binary", size as f64 / 1e6, "MB", 15.0);
    align(table)
}

/// One new role beside what is stored.
pub(crate) fn stored(rows: &[stored::Row]) -> Table {
    let mut table = table(["sites stored, and as many roles", "own CPU of planning one more role (median of 21)"]);
    for row in rows {
        table.add_row([row.sites.to_string(), format!("{:.1} ms", milliseconds(row.cpu))]);
    }
    align(table)
}

/// The largest hierarchy synchronises.
pub(crate) fn synchronisation(measured: &Synchronisation) -> Table {
    let mut table = table(["synchronisation of the largest hierarchy", "time", "own CPU", "peak memory"]);
    for row in [&measured.one, &measured.status, &measured.year] {
        table.add_row([
            row.what,
            &format!("{:.0} ms", milliseconds(row.elapsed)),
            &format!("{:.0} ms", milliseconds(row.usage.cpu)),
            &format!("{:.1} MiB", mebibytes(row.usage.peak_memory)),
        ]);
    }
    align(table)
}

/// Every command on every count.
pub(crate) fn commands(rows: &[Row]) -> Table {
    let mut table = table(["command", "roles", "terraform_data", "provider", "difference", "own CPU", "peak memory"]);
    for row in rows {
        let (floor, provider) = (milliseconds(row.floor), milliseconds(row.provider));
        table.add_row([
            row.command,
            &row.count.to_string(),
            &format!("{floor:.0} ms"),
            &format!("{provider:.0} ms"),
            &format!("{:+.0} ms", provider - floor),
            &format!("{:.1} ms", milliseconds(row.usage.cpu)),
            &format!("{:.1} MiB", mebibytes(row.usage.peak_memory)),
        ]);
    }
    align(table)
}

fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::ASCII_MARKDOWN).set_header(header);
    table
}

/// Numbers to the right.
fn align(mut table: Table) -> Table {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
