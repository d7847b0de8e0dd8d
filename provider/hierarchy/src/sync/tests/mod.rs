//! How updates reach all sites of the hierarchy.

mod agreement;
mod applicability;
mod contents;
mod creation;
mod failures;
mod fixed;
mod log;
mod properties;
mod public_cases;
mod rehearsed;
mod runs;
mod statements;

use jiff::SignedDuration;

use super::*;
use crate::facts::has_synchronized;
use crate::tests::fixture::*;
use crate::*;

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

/// [`contoso`] with subscribed settings, not synchronized yet.
fn subscribed() -> Hierarchy {
    with_settings(|_| ())
}

fn with_settings(change: impl FnOnce(&mut SyncSettings)) -> Hierarchy {
    empty().after(contoso()).after([create(at_top(change))])
}

/// [`contoso`] with an earlier version.
fn contoso_at(version: &str) -> Vec<Change> {
    let mut changes = contoso();
    for change in &mut changes {
        if let Change::Create(Object::Site(site)) = change
            && site.is_top_level()
        {
            site.version = Some(version.to_owned());
        }
    }
    changes
}

/// The settings of the top-level site, with two products and a change.
fn at_top(change: impl FnOnce(&mut SyncSettings)) -> SyncSettings {
    let mut settings = settings("CAS/wsus-cas");
    settings.products = Some(["Windows 11".to_owned(), "Microsoft Defender Antivirus".to_owned()].into());
    settings.classifications = Some(["Security Updates".to_owned(), "Definition Updates".to_owned()].into());
    change(&mut settings);
    settings
}

/// The first software update point synchronizes through a proxy.
fn through_proxy() -> [Change; 2] {
    let on_proxy = SiteSystem { proxy: Some(proxy(None)), ..system("CAS", "wsus-cas") };
    [create(on_proxy), update(SupRole { use_proxy_for_sync: true, ..sup("CAS", "wsus-cas", None) })]
}

fn daily() -> Option<Schedule> {
    Some(Schedule {
        start: Some("2026-11-01T02:00:00Z".to_owned()),
        interval: Some(Interval { days: Some(1), ..Interval::default() }),
        ..Schedule::default()
    })
}

impl Hierarchy {
    /// A synchronization from beginning to end.
    fn synchronized(self) -> Self {
        self.synchronize(None, Extent::Delta).unwrap();
        self.wait_until_idle(&mut |_| ()).unwrap();
        self
    }

    fn pass(&self, time: SignedDuration) {
        self.advance_clock(time).unwrap();
    }

    fn row_of(&self, host: &str) -> SupStatus {
        let rows = self.sync_status().unwrap().software_update_points;
        rows.into_iter().find(|row| row.server_fqdn == server(host)).unwrap()
    }

    /// One line per software update point.
    fn outline(&self) -> String {
        let status = self.sync_status().unwrap();
        let rows = status.software_update_points.iter().map(|row| {
            let state = row
                .state
                .map_or("never synchronized".to_owned(), |state| format!("{} {}", state.code(), state.as_str()));
            let failure =
                row.failure.map(|failure| format!(" {failure:?} {:#010X}", row.error_code)).unwrap_or_default();
            let time = row.state_time.map(|time| format!(" at {}", clock_of(time))).unwrap_or_default();
            let retry = row.next_attempt.map(|time| format!(", again at {}", clock_of(time))).unwrap_or_default();
            let source = row.sync_source.as_ref().map(|source| format!(" from {source}")).unwrap_or_default();
            format!("{}: {state}{failure}{time}{retry}, version {}{source}", row.id, row.catalogue_version)
        });
        rows.collect::<Vec<_>>().join("\n").replace(".contoso.com", "")
    }

    fn states(&self) -> Vec<Option<u16>> {
        self.sync_status().unwrap().software_update_points.iter().map(|row| row.state_code).collect()
    }
}

fn clock_of(time: jiff::Timestamp) -> String {
    time.strftime("%m-%d %H:%M").to_string()
}
