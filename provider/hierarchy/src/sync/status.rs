//! The status of synchronization, which the console shows as "Software Update Point Synchronization Status".

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::snapshot::Snapshot;
use super::{found, timing};
use crate::facts::{Failure, FaultKind, Faults, Moment, ReplicationState, SupState, SyncState};
use crate::model::{SupRole, UpstreamSource, key};
use crate::schedule::Recurrence;
use crate::store::{Lookup, StoreError, View};

/// The status of one software update point: a row of `SMS_SUPSyncStatus`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SupStatus {
    /// `SITE/fqdn`.
    pub id: String,
    /// The site.
    pub site_code: String,
    /// The server.
    pub server_fqdn: String,
    /// Whether it is the first one of its site, from which the others replicate.
    pub is_first: bool,
    /// Its synchronization source; null until the first synchronization.
    pub sync_source: Option<String>,
    /// The URL of the WSUS it synchronizes from, with its port; `https` if that one requires SSL. Null for Microsoft
    /// Update, and without a source.
    pub upstream_url: Option<String>,
    /// The account that connects to its WSUS. Null for the computer account of the site server.
    pub connection_account: Option<String>,
    /// The state; null until the first synchronization.
    pub state: Option<SyncState>,
    /// The number of the state in the product, 6702–6708; of a real site also 6700–6711.
    pub state_code: Option<u16>,
    /// Since when it is in that state.
    pub state_time: Option<Timestamp>,
    /// When it last synchronized.
    pub last_success: Option<Timestamp>,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// The injected fault that causes the failure, until it is cleared.
    pub fault: Option<FaultKind>,
    /// The last error code, an HRESULT; 0 if there is none.
    pub error_code: u32,
    /// The version of the update catalog it has; 0 until the first synchronization.
    pub catalogue_version: u64,
    /// When it retries after a failure.
    pub next_attempt: Option<Timestamp>,
    /// State of WSUS Configuration Manager for it.
    pub configuration: ConfigurationState,
    /// Database replication of its site with the parent site.
    pub replication: ReplicationState,
    /// When replication was last checked.
    pub replication_checked: Timestamp,
}

/// State of WSUS Configuration Manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConfigurationState {
    /// 1: the role was just installed.
    Pending,
    /// 2: WSUS is configured.
    Success,
    /// 3: WSUS cannot be configured and does not synchronize.
    Failed,
    /// The hierarchy was read from a real site, which does not say it.
    NotKnown,
}

/// The status of synchronization of the whole hierarchy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SyncStatus {
    /// The hierarchy time. Of a hierarchy that was read from a real site: when it was collected.
    pub time: Timestamp,
    /// When the schedule starts the next synchronization; null without a schedule.
    pub next_scheduled: Option<Timestamp>,
    /// The top-level site, if it has a failure and alerts are enabled.
    pub alert: Option<String>,
    /// The sites whose automatic deployment rules cannot download, by site.
    pub failed_downloads: Vec<FailedDownload>,
    /// One row per software update point, by site and server; the first one of a site comes first.
    pub software_update_points: Vec<SupStatus>,
}

/// The name or address of the server cannot be resolved.
pub(super) const NAME_NOT_RESOLVED: u32 = 12007;
/// The site server does not trust the signing certificate of a third-party update ("managed WSUS signing cert needs to
/// be installed on site server too", a public report).
pub(super) const NOT_TRUSTED: u32 = 13875;

/// Why the automatic deployment rules of a site cannot download ("Install and configure a software update point": proxy server
/// settings; a public report about the signing certificate).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FailedDownload {
    /// The site.
    pub site_code: String,
    /// 12007 without a way through the proxy; 13875 for third-party updates whose signing certificate is not trusted.
    pub error: u32,
    /// Since when.
    pub since: Timestamp,
    /// What cures it, in sentences.
    pub remedy: String,
}

impl FailedDownload {
    fn of(state: &SupState) -> impl Iterator<Item = Self> {
        let causes = [
            (state.download_fails, NAME_NOT_RESOLVED, FaultKind::DownloadFails),
            (state.certificate_fails, NOT_TRUSTED, FaultKind::ThirdPartyCertificate),
        ];
        causes.into_iter().filter_map(|(since, error, cause)| {
            let (since, remedy) = (since?.timestamp(), cause.remedy().to_owned());
            Some(Self { site_code: state.site.to_string(), error, since, remedy })
        })
    }
}

impl SyncStatus {
    pub(crate) fn of(view: &dyn View, now: Moment, seen: Snapshot) -> Result<Self, StoreError> {
        if let Some(status) = found::status(view)? {
            return Ok(status);
        }
        let faults = Faults::of(view)?;
        // A success clears the alert, not another attempt.
        let fails = |kept: &&SupState| kept.failure.is_some_and(|failure| failure.state() == SyncState::Failed);
        let failing: Vec<Arc<str>> = seen.states.iter().filter(fails).map(|kept| Arc::clone(&kept.site)).collect();
        let upstreams = UpstreamUrls::of(view)?;
        let mut failed_downloads: Vec<FailedDownload> = seen.states.iter().flat_map(FailedDownload::of).collect();
        failed_downloads.sort_by_key(|failed| (key(&failed.site_code), failed.error));
        let rows = sorted(seen.states.into_iter().map(|state| row(state, &upstreams, &faults, now)).collect());
        let top = view.top_level_site()?.map(|site| site.site_code);
        let settings =
            top.as_deref().map(|code| view.settings(code)).transpose()?.flatten().map(|stored| stored.object);
        let schedule = settings.as_ref().and_then(|settings| settings.schedule.as_ref());
        let recurrence = schedule.and_then(|schedule| Recurrence::of(schedule).ok());
        let fails = top.as_deref().is_some_and(|top| failing.iter().any(|site| site.eq_ignore_ascii_case(top)));
        let raises = settings.and_then(|settings| settings.alert_on_sync_failure).unwrap_or_default();
        Ok(Self {
            time: now.timestamp(),
            next_scheduled: recurrence.and_then(|recurrence| recurrence.next_after(now.timestamp())),
            alert: top.filter(|_| fails && raises),
            failed_downloads,
            software_update_points: rows,
        })
    }
}

/// The rows by site and server, the first software update point of a site first.
pub(super) fn sorted(mut rows: Vec<SupStatus>) -> Vec<SupStatus> {
    rows.sort_by(|one, other| {
        let place = |row: &SupStatus| (key(&row.site_code), !row.is_first, key(&row.server_fqdn));
        place(one).cmp(&place(other))
    });
    rows
}

fn row(kept: SupState, upstreams: &UpstreamUrls, faults: &Faults, now: Moment) -> SupStatus {
    let failure = kept.failure.filter(|_| kept.state.is_some_and(|state| !state.is_running()));
    let configuration = if now < kept.installed.after(timing::CONFIGURATION) {
        ConfigurationState::Pending
    } else if kept.known_obstacle(timing::last_check(kept.installed, now)).is_some() {
        ConfigurationState::Failed
    } else {
        ConfigurationState::Success
    };
    let id = format!("{}/{}", kept.site, kept.server);
    SupStatus {
        upstream_url: upstreams.of_role(&id),
        connection_account: upstreams.role(&id).and_then(|role| role.wsus_connection_account.clone()),
        id,
        is_first: kept.first,
        sync_source: kept.state.map(|_| kept.source.to_string()).filter(|source| !source.is_empty()),
        state: kept.state,
        state_code: kept.state.map(SyncState::code),
        state_time: kept.state.map(|_| kept.since.timestamp()),
        last_success: kept.success.map(Moment::timestamp),
        failure,
        fault: failure.and_then(|failure| faults.behind(failure, &kept.site, &kept.server)),
        error_code: failure.map_or(0, Failure::code),
        catalogue_version: kept.version,
        next_attempt: kept.retry.map(Moment::timestamp),
        configuration,
        replication: ReplicationState::by(faults, &kept.site),
        replication_checked: last_check(now).timestamp(),
        site_code: kept.site.to_string(),
        server_fqdn: kept.server.to_string(),
    }
}

/// The URLs that software update points synchronize from.
pub(super) struct UpstreamUrls {
    roles: HashMap<String, SupRole>,
    /// That of the top-level site, if it synchronizes from a WSUS.
    outside: Option<String>,
}

impl UpstreamUrls {
    pub(super) fn of(view: &dyn View) -> Result<Self, StoreError> {
        let roles = view.all::<SupRole>(Lookup::All)?.into_iter();
        let outside = match view.top_level_settings()?.upstream_source() {
            UpstreamSource::UpstreamWsus(url) => Some(url),
            UpstreamSource::MicrosoftUpdate | UpstreamSource::Offline => None,
        };
        Ok(Self { roles: roles.map(|role| (key(&role.object.id()), role.object)).collect(), outside })
    }

    pub(super) fn roles(&self) -> impl Iterator<Item = &SupRole> {
        self.roles.values()
    }

    fn role(&self, id: &str) -> Option<&SupRole> {
        self.roles.get(&key(id))
    }

    pub(super) fn of_role(&self, id: &str) -> Option<String> {
        match &self.role(id)?.upstream_sup_id {
            Some(upstream) => self.role(upstream).map(SupRole::url),
            None => self.outside.clone(),
        }
    }
}

/// The last full hour.
fn last_check(now: Moment) -> Moment {
    let second = now.timestamp().as_second();
    now.after(-jiff::SignedDuration::from_secs(second.rem_euclid(timing::CHECK.as_secs())))
}
