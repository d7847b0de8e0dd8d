//! WSUS maintenance in wsyncmgr.log, which runs in its own thread after a synchronization ("Software updates
//! maintenance").

use jiff::SignedDuration;

use super::attempt_log::is_good;
use super::entry::LogEntry;
use super::file::LogFile;
use super::site_context::SiteContext;
use super::writer::lines;
use crate::facts::{Attempt, Maintenance, Phase};
use crate::model::DEFAULT_DATABASE;

/// The message of .NET if the database does not answer.
const UNREACHABLE: &str = "A network-related or instance-specific error occurred while establishing a connection to \
                           SQL Server. The server was not found or was not accessible. Verify that the instance name \
                           is correct and that SQL Server is configured to allow remote connections. (provider: Named \
                           Pipes Provider, error: 40 - Could not open a connection to SQL Server)";

pub(super) fn entries(context: &SiteContext<'_>, attempt: &Attempt) -> Vec<LogEntry> {
    let last = if context.world.is_top(context.site) { Phase::Database } else { Phase::Wait };
    let last = attempt.steps.iter().find(|step| step.phase == last && is_good(step));
    let Some((last, maintenance)) = last.zip(attempt.maintenance) else { return Vec::new() };
    let Maintenance { decline_expired, add_indexes, remove_obsolete, fails, certificate: _ } = maintenance;
    if !(decline_expired || add_indexes || remove_obsolete) {
        return Vec::new();
    }
    let server = &attempt.server;
    let mut writer = context.writer(LogFile::Wsyncmgr, &context.object.server_fqdn, "maintenance");
    let after = |seconds: i64| last.ended.after(SignedDuration::from_secs(seconds));
    writer.starting_at(
        after(1),
        lines![
            format!("Starting cleanup on WSUS, default server {server}"),
            format!("Cleaning up WSUS server {server}"),
        ],
    );
    if add_indexes && fails {
        let reason = format!(
            "SqlException thrown while connect to {DEFAULT_DATABASE} in Server: {server}. Error Message: {UNREACHABLE}"
        );
        writer.starting_at(after(20), lines!["Indexing Failed. Could not connect to SUSDB.", reason]);
    } else if add_indexes {
        let done =
            format!("Done Indexing SUSDB. Custom indexes were created if they didn't exist previously. {server}");
        writer.starting_at(after(20), lines![done]);
    }
    if decline_expired {
        let Attempt { total, expired, .. } = attempt;
        writer.starting_at(
            after(60),
            lines![
                format!("Cleanup processed {total} total updates and declined {expired}"),
                format!("Done Declining updates in WSUS Server {server}"),
            ],
        );
    }
    if remove_obsolete && fails {
        let reason = format!(
            "Could not Delete Obselete Updates because ConfigManager could not connect to SUSDB: {UNREACHABLE} \
             UpdateServer: {server}"
        );
        writer.starting_at(after(80), lines![reason]);
    } else if remove_obsolete {
        writer.starting_at(
            after(80),
            lines!["Waiting for 5 minutes after deleting obsolete updates. Deletion Completed"],
        );
    }
    writer.entries
}
