//! `configmgr_sync_status`.

use hierarchy::sync::{ConfigurationState, Failure, ReplicationState, SupStatus, SyncState};
use tfplugin::Schema;
use tfplugin::framework::context::Context;
use tfplugin::framework::data_source::DataSource;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::value::Attr;

use super::read::read;
use super::site_filter::{is_of_site, malformed_site_code, warn_of_missing_site};
use crate::client::Client;

/// The synchronization status of each software update point: its state, its last success and the cause of a failure, on the
/// clock of the hierarchy. A hierarchy that does not exist yet has no rows.
///
/// It is read when the plan is made. A `check` warns; a `postcondition` stops the run. Keep the data source outside the
/// `check` block: Terraform plans to read one inside it again at every apply, so `terraform plan -detailed-exitcode` would
/// always end with 2.
#[derive(Clone, Debug, Default, Schema)]
pub struct SyncStatus {
    /// Only the software update points of this site. Default: those of all sites.
    #[tf(optional)]
    pub site_code: Attr<String>,
    /// Time in the hierarchy, RFC 3339. Compare with it, not with `timestamp()`: the clock of the hierarchy may be ahead. Null
    /// if the hierarchy does not exist yet.
    #[tf(computed)]
    pub time: Attr<String>,
    /// When the schedule starts the next synchronization; null without a schedule.
    #[tf(computed)]
    pub next_scheduled: Attr<String>,
    /// Code of the top-level site if its synchronization failed and `alert_on_sync_failure` is on; otherwise null.
    #[tf(computed)]
    pub alert_site_code: Attr<String>,
    /// One row per software update point, sorted by site and server. The first one of a site comes first.
    #[tf(computed)]
    pub software_update_points: Attr<Vec<SupStatusRow>>,
}

/// A software update point.
#[derive(Clone, Debug, Schema)]
pub struct SupStatusRow {
    /// `SITE/fqdn`.
    #[tf(computed)]
    pub id: String,
    /// Code of its site.
    #[tf(computed)]
    pub site_code: String,
    /// Fully qualified name of its server.
    #[tf(computed)]
    pub server_fqdn: String,
    /// Whether it is the first one of its site, from which the others synchronize.
    #[tf(computed)]
    pub is_first: bool,
    /// Its synchronization source; null until the first synchronization.
    #[tf(computed)]
    pub sync_source: Attr<String>,
    /// URL of the WSUS it synchronizes from, with its port; `https` if that one requires SSL. Null for Microsoft Update, and
    /// without a source.
    #[tf(computed)]
    pub upstream_url: Attr<String>,
    /// Account that connects to its WSUS. Null for the computer account of the site server.
    #[tf(computed)]
    pub connection_account: Attr<String>,
    /// Its state; null until the first synchronization.
    #[tf(computed)]
    pub state: Attr<SyncState>,
    /// The product's number of the state, 6702 to 6708; null until the first synchronization.
    #[tf(computed)]
    pub state_code: Attr<u32>,
    /// When it entered that state.
    #[tf(computed)]
    pub state_time: Attr<String>,
    /// When it last synchronized successfully; null until it has.
    #[tf(computed)]
    pub last_success: Attr<String>,
    /// Cause of its failure; null if it has not failed.
    #[tf(computed)]
    pub failure: Attr<Failure>,
    /// The same as a sentence, with what to do.
    #[tf(computed)]
    pub failure_reason: Attr<String>,
    /// Last error code, an HRESULT; 0 if there is none. `format("0x%X", …)` writes it as logs do.
    #[tf(computed)]
    pub error_code: u32,
    /// Version of its update catalog; 0 until the first synchronization.
    #[tf(computed)]
    pub catalogue_version: u64,
    /// When it retries after a failure; otherwise null.
    #[tf(computed)]
    pub next_attempt: Attr<String>,
    /// State of its configuration by WSUS Configuration Manager.
    #[tf(computed)]
    pub configuration: ConfigurationState,
    /// State of the database replication between its site and the parent site.
    #[tf(computed)]
    pub replication: ReplicationState,
}

pub(crate) struct ReadSyncStatus;

impl DataSource for ReadSyncStatus {
    type Client = Client;
    type Model = SyncStatus;
    const TYPE_NAME: &'static str = "configmgr_sync_status";

    fn validate(&self, config: &SyncStatus) -> Diagnostics {
        malformed_site_code(&config.site_code).into_iter().collect()
    }

    fn read(&self, context: &mut Context<'_, Client>, config: SyncStatus) -> Result<SyncStatus, Diagnostics> {
        let Some(status) = read(context, |hierarchy| hierarchy.sync_status().map(Some))? else {
            return Ok(SyncStatus { software_update_points: Vec::new().into(), ..config });
        };
        warn_of_missing_site(context, &config.site_code)?;
        let rows = status.software_update_points.into_iter();
        let rows: Vec<SupStatusRow> =
            rows.filter(|row| is_of_site(&config.site_code, &row.site_code)).map(SupStatusRow::from).collect();
        Ok(SyncStatus {
            time: status.time.to_string().into(),
            next_scheduled: status.next_scheduled.map(|time| time.to_string()).into(),
            alert_site_code: status.alert.into(),
            software_update_points: rows.into(),
            ..config
        })
    }
}

impl From<SupStatus> for SupStatusRow {
    fn from(row: SupStatus) -> Self {
        let server = row.server_fqdn.clone();
        let reason = |failure: Failure| format!("{server} {}. {}", failure.reason(), failure.remedy());
        Self {
            id: row.id,
            site_code: row.site_code,
            is_first: row.is_first,
            sync_source: row.sync_source.into(),
            upstream_url: row.upstream_url.into(),
            connection_account: row.connection_account.into(),
            state: row.state.into(),
            state_code: row.state_code.map(u32::from).into(),
            state_time: row.state_time.map(|time| time.to_string()).into(),
            last_success: row.last_success.map(|time| time.to_string()).into(),
            failure: row.failure.into(),
            failure_reason: row.failure.map(reason).into(),
            error_code: row.error_code,
            catalogue_version: row.catalogue_version,
            next_attempt: row.next_attempt.map(|time| time.to_string()).into(),
            configuration: row.configuration,
            replication: row.replication,
            server_fqdn: row.server_fqdn,
        }
    }
}
