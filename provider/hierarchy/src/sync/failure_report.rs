//! Failed synchronizations, and how to fix them.

use std::collections::{BTreeMap, BTreeSet};

use super::status::SupStatus;
use crate::facts::Failure;
use crate::judgement::Severity;

/// How many software update points with the same failure are named; further ones are counted.
const NAMED: usize = 12;

/// Software update points that fail for the same reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureReport {
    /// A warning where only some updates are missing.
    pub severity: Severity,
    /// Which ones, and what is the matter, on one line.
    pub summary: String,
    /// How to fix it, and the log to read. Lines that begin with a space are to be copied.
    pub detail: String,
}

/// A report for each failure, errors first.
#[must_use]
pub fn failure_reports(rows: &[SupStatus]) -> Vec<FailureReport> {
    let mut by_failure: BTreeMap<Failure, Vec<&SupStatus>> = BTreeMap::new();
    for row in rows {
        if let Some(failure) = row.failure {
            by_failure.entry(failure).or_default().push(row);
        }
    }
    let mut reports: Vec<FailureReport> =
        by_failure.into_iter().map(|(failure, rows)| report(failure, &rows)).collect();
    reports.sort_by_key(|report| report.severity != Severity::Error);
    reports
}

fn report(failure: Failure, rows: &[&SupStatus]) -> FailureReport {
    let code = failure.state().code();
    let (subject, names) = match rows {
        [only] => (only.id.clone(), String::new()),
        _ => {
            let named = rows.iter().take(NAMED).map(|row| format!("  {}\n", row.id)).collect::<String>();
            let rest = rows.len().saturating_sub(NAMED);
            let rest = if rest > 0 { format!("  and {rest} more\n") } else { String::new() };
            (format!("{} software update points: each", rows.len()), named + &rest)
        }
    };
    let summary = format!("{subject} {} ({code}, 0x{:08X})", failure.reason(), failure.code());
    let site = rows.first().map_or("", |row| row.site_code.as_str());
    let (remedy, account, faults) = (failure.remedy(), account(failure, rows), injected_faults(rows));
    let detail = format!("{names}{remedy}{account}{faults}\n  supctl logs wsyncmgr --site {site}");
    let is_pending = failure == Failure::LicenseTermsPending;
    FailureReport { severity: if is_pending { Severity::Warning } else { Severity::Error }, summary, detail }
}

/// The account that connects to WSUS, where it has no access and is the same for all.
fn account(failure: Failure, rows: &[&SupStatus]) -> String {
    let accounts: BTreeSet<Option<&str>> = rows.iter().map(|row| row.connection_account.as_deref()).collect();
    let account = match accounts.first() {
        Some(account) if accounts.len() == 1 => account.unwrap_or("the computer account of the site server"),
        _ => return String::new(),
    };
    if matches!(failure, Failure::Unauthorized | Failure::Forbidden) {
        format!("\nThe site connects as {account}.")
    } else {
        String::new()
    }
}

/// How to clear the injected faults.
fn injected_faults(rows: &[&SupStatus]) -> String {
    let commands = rows.iter().filter_map(|row| Some(row.fault?.clear_command(&row.site_code, &row.server_fqdn)));
    let commands: BTreeSet<String> = commands.collect();
    let commands: Vec<String> = commands.into_iter().take(NAMED).map(|command| format!("\n  {command}")).collect();
    if commands.is_empty() {
        return String::new();
    }
    format!("\nThis fault was injected. Clear it with:{}", commands.concat())
}
