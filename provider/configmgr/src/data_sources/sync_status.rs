//! `configmgr_sync_status`.

use hierarchy::sync::{ConfigurationState, Failure, ReplicationState, SupStatus, SyncState};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tfplugin::framework::context::Context;
use tfplugin::framework::data_source::DataSource;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::value::Attr;

use super::read::read;
use super::site_filter::{is_of_site, malformed_site_code, warn_of_missing_site};
use crate::client::Client;

/// How synchronisation stands at each software update point: its state, when it last succeeded and why it failed, on the
/// hierarchy's own clock. A hierarchy that is not there yet has no rows.
///
/// It is read as it is when the plan is made; inside a `check` block, again after apply. A `check` warns; a `postcondition`
/// stops the run.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct SyncStatus {
    /// Only the software update points of this site; without it, of all.
    #[schemars(extend("x-terraform" = "optional"))]
    pub site_code: Attr<String>,
    /// The time in the hierarchy, RFC 3339. Compare with it, not with `timestamp()`: the hierarchy's clock may be ahead. Null
    /// where there is no hierarchy yet.
    #[schemars(extend("x-terraform" = "computed"))]
    pub time: Attr<String>,
    /// When the schedule starts the next synchronisation; null without a schedule.
    #[schemars(extend("x-terraform" = "computed"))]
    pub next_scheduled: Attr<String>,
    /// Code of the top-level site where its synchronisation failed and `alert_on_sync_failure` is on; else null.
    #[schemars(extend("x-terraform" = "computed"))]
    pub alert_site_code: Attr<String>,
    /// One row a software update point, by site and server. The first one of a site comes first.
    #[schemars(extend("x-terraform" = "computed"))]
    pub software_update_points: Attr<Vec<SupStatusRow>>,
}

/// A software update point.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SupStatusRow {
    /// `SITE/fqdn`.
    #[schemars(extend("x-terraform" = "computed"))]
    pub id: String,
    /// Code of its site.
    #[schemars(extend("x-terraform" = "computed"))]
    pub site_code: String,
    /// Its server.
    #[schemars(extend("x-terraform" = "computed"))]
    pub server_fqdn: String,
    /// Whether it is the first one of its site, from which the others copy.
    #[schemars(extend("x-terraform" = "computed"))]
    pub is_first: bool,
    /// Whom it synchronises with; null as long as it never has.
    #[schemars(extend("x-terraform" = "computed"))]
    pub sync_source: Attr<String>,
    /// Its state; null as long as it never has synchronised.
    #[schemars(extend("x-terraform" = "computed"))]
    pub state: Attr<SyncState>,
    /// The product's number of the state, 6702 to 6708; null as long as it never has synchronised.
    #[schemars(extend("x-terraform" = "computed"))]
    pub state_code: Attr<u32>,
    /// Since when it is in that state.
    #[schemars(extend("x-terraform" = "computed"))]
    pub state_time: Attr<String>,
    /// When it last synchronised; null as long as it never has.
    #[schemars(extend("x-terraform" = "computed"))]
    pub last_success: Attr<String>,
    /// Why it failed; null where it has not.
    #[schemars(extend("x-terraform" = "computed"))]
    pub failure: Attr<Failure>,
    /// The same as a sentence, with the way out.
    #[schemars(extend("x-terraform" = "computed"))]
    pub failure_reason: Attr<String>,
    /// The last error code, an HRESULT; 0 where there is none. `format("0x%X", …)` writes it as logs do.
    #[schemars(extend("x-terraform" = "computed"))]
    pub error_code: u32,
    /// The version of the update catalogue it has; 0 as long as it never has synchronised.
    #[schemars(extend("x-terraform" = "computed"))]
    pub catalogue_version: u64,
    /// When it is tried again after a failure; else null.
    #[schemars(extend("x-terraform" = "computed"))]
    pub next_attempt: Attr<String>,
    /// State of WSUS Configuration Manager for it.
    #[schemars(extend("x-terraform" = "computed"))]
    pub configuration: ConfigurationState,
    /// Database replication of its site with the parent site.
    #[schemars(extend("x-terraform" = "computed"))]
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
        let reason = |failure: Failure| format!("{server} {}. {}", failure.reason(), failure.way_out());
        Self {
            id: row.id,
            site_code: row.site_code,
            is_first: row.is_first,
            sync_source: row.sync_source.into(),
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
