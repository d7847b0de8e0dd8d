//! What went wrong with synchronisation, and what to do about it.

use std::collections::BTreeMap;

use hierarchy::Severity;
use hierarchy::sync::{Failure, SupStatus};

/// How many of those that fail alike are named before the rest is only counted.
const NAMED: usize = 12;

/// A message for each failure there is: those it strikes, the way out, and the log to look at.
pub(crate) fn messages(rows: &[SupStatus]) -> Vec<(Severity, String, String)> {
    let mut by_failure: BTreeMap<Failure, Vec<&SupStatus>> = BTreeMap::new();
    for row in rows {
        if let Some(failure) = row.failure {
            by_failure.entry(failure).or_default().push(row);
        }
    }
    let mut messages: Vec<_> = by_failure.into_iter().map(|(failure, struck)| message(failure, &struck)).collect();
    messages.sort_by_key(|(severity, ..)| *severity != Severity::Error);
    messages
}

fn message(failure: Failure, struck: &[&SupStatus]) -> (Severity, String, String) {
    let is_pending = failure == Failure::LicenceTermsPending;
    let severity = if is_pending { Severity::Warning } else { Severity::Error };
    let code = failure.state().code();
    let (who, names) = match struck {
        [only] => (only.id.clone(), String::new()),
        _ => {
            let named = struck.iter().take(NAMED).map(|row| format!("  {}\n", row.id)).collect::<String>();
            let rest = struck.len().saturating_sub(NAMED);
            let rest = if rest > 0 { format!("  and {rest} more\n") } else { String::new() };
            (format!("{} software update points, each of which", struck.len()), named + &rest)
        }
    };
    let summary = format!("{who} {} ({code}, {})", failure.reason(), error_code(failure.code()));
    let site = struck.first().map_or("", |row| row.site_code.as_str());
    let detail = format!("{names}{}{}\n  supctl logs wsyncmgr --site {site}", failure.way_out(), on_purpose(struck));
    (severity, summary, detail)
}

/// The way out of what somebody made to go wrong.
fn on_purpose(struck: &[&SupStatus]) -> String {
    let commands = struck.iter().filter_map(|row| Some(row.fault?.clearing(&row.server_fqdn)));
    let commands: Vec<String> = commands.take(NAMED).map(|command| format!("\n  {command}")).collect();
    if commands.is_empty() {
        return String::new();
    }
    format!("\nIt goes wrong on purpose, until somebody runs:{}", commands.concat())
}

/// As the product shows it.
pub(crate) fn error_code(code: u32) -> String {
    format!("0x{code:08X}")
}
