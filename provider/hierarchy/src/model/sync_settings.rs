use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::schedule::Schedule;
use super::upstream_source::Outside;

/// The software update point component of one site.
///
/// What only the top-level site decides is `None` at a child site, which inherits it (V80, V86).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncSettings {
    /// The site's first SUP, `SITE/fqdn`; it names the site, too.
    pub sup_role_id: String,
    /// Where the top-level site's first SUP synchronises from; `None` at the top-level site means Microsoft Update.
    pub source: Option<SyncSource>,
    /// `https://host:port`, with [`SyncSource::UpstreamWsus`] only.
    pub upstream_url: Option<String>,
    /// Which events WSUS records; any site.
    pub reporting_events: ReportingEvents,
    /// When synchronisation starts by itself; absent: by hand.
    pub schedule: Option<Schedule>,
    /// Whether a failed synchronisation raises an alert.
    pub alert_on_sync_failure: Option<bool>,
    /// Names or ids of classifications; absent: none.
    pub classifications: Option<BTreeSet<String>>,
    /// Names or ids of products; absent: none.
    pub products: Option<BTreeSet<String>>,
    /// Whether Surface drivers and firmware are synchronised.
    pub include_surface_drivers: Option<bool>,
    /// When superseded updates expire.
    pub supersedence: Option<Supersedence>,
    /// Languages of update files (any site) and of summary details (top-level site).
    pub languages: Languages,
    /// Updates of other vendors.
    pub third_party_updates: Option<ThirdPartyUpdates>,
    /// Housekeeping after each synchronisation.
    pub wsus_maintenance: Option<WsusMaintenance>,
    /// How long an installation may take, in minutes.
    pub max_run_time_minutes: Option<MaxRunTime>,
    /// Whether express files are downloaded beside the full ones.
    pub express_updates: Option<bool>,
    /// Whether creation synchronises once with nothing subscribed, so that the catalogue is there to subscribe from.
    pub initial_sync: Option<bool>,
}

impl SyncSettings {
    /// The component of the top-level site as its first SUP brings it: Microsoft Update, nothing subscribed, no schedule.
    ///
    /// `source` is `None`, as in a configuration that names none: both mean Microsoft Update, and adoption changes nothing.
    ///
    /// Values: "Install and configure a software update point"; languages from memory of the wizard.
    #[must_use]
    pub fn top_level_defaults(sup_role_id: &str) -> Self {
        Self {
            alert_on_sync_failure: Some(false),
            include_surface_drivers: Some(false),
            supersedence: Some(Supersedence::default()),
            languages: Languages { summary_details: Some(english()), ..Languages::default() },
            wsus_maintenance: Some(WsusMaintenance::default()),
            max_run_time_minutes: Some(MaxRunTime::default()),
            express_updates: Some(false),
            initial_sync: Some(true),
            ..Self::child_defaults(sup_role_id)
        }
    }

    /// The component of a child site as its first SUP brings it: all but its own two settings inherited.
    #[must_use]
    pub fn child_defaults(sup_role_id: &str) -> Self {
        Self {
            sup_role_id: sup_role_id.to_owned(),
            source: None,
            upstream_url: None,
            reporting_events: ReportingEvents::default(),
            schedule: None,
            alert_on_sync_failure: None,
            classifications: None,
            products: None,
            include_surface_drivers: None,
            supersedence: None,
            languages: Languages::default(),
            third_party_updates: None,
            wsus_maintenance: None,
            max_run_time_minutes: None,
            express_updates: None,
            initial_sync: None,
        }
    }

    /// Whom the software update point at the top of the hierarchy synchronises from with these settings: `Microsoft Update`,
    /// or the URL of a WSUS; none where updates are imported.
    #[must_use]
    pub fn outside_source(&self) -> Option<String> {
        match self.upstream_source() {
            Outside::Nobody => None,
            somebody => Some(somebody.to_string()),
        }
    }

    /// Whom the top of the hierarchy synchronises with.
    pub(crate) fn upstream_source(&self) -> Outside {
        match (self.source, &self.upstream_url) {
            (Some(SyncSource::UpstreamWsus), Some(url)) => Outside::Upstream(url.clone()),
            (Some(SyncSource::None), _) => Outside::Nobody,
            _ => Outside::MicrosoftUpdate,
        }
    }

    /// Whether creating these settings begins with a synchronisation of the top-level site, for a catalogue to subscribe from.
    #[must_use]
    pub fn begins_synchronised(&self) -> bool {
        let subscribes = |names: &Option<BTreeSet<String>>| names.as_ref().is_some_and(|names| !names.is_empty());
        self.initial_sync == Some(true) && (subscribes(&self.products) || subscribes(&self.classifications))
    }

    /// The same at a child site: what only the top-level site has is inherited.
    pub(crate) fn inherited(self) -> Self {
        let languages = Languages { summary_details: None, ..self.languages };
        let reporting_events = self.reporting_events;
        Self { languages, reporting_events, ..Self::child_defaults(&self.sup_role_id) }
    }

    /// The site the settings are of, read off the SUP's id.
    #[must_use]
    pub fn site_code(&self) -> &str {
        self.sup_role_id.split_once('/').map_or(self.sup_role_id.as_str(), |(site, _)| site)
    }

    /// The server [`SyncSettings::upstream_url`] names.
    #[must_use]
    pub fn upstream_host(&self) -> Option<&str> {
        let (_, authority) = self.upstream_url.as_ref()?.split_once("://")?;
        authority.rsplit_once(':').map(|(host, _)| host)
    }
}

/// Where the hierarchy's updates come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SyncSource {
    /// Microsoft's service, and where nothing else is named.
    MicrosoftUpdate,
    /// A WSUS outside the hierarchy.
    UpstreamWsus,
    /// Nowhere: content is imported by hand.
    None,
}

/// Which reporting events WSUS creates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportingEvents {
    /// None; Configuration Manager does not use them.
    #[default]
    None,
    /// Status events only.
    StatusOnly,
    /// All.
    All,
}

/// When superseded updates expire, for feature updates and for all others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Supersedence {
    /// Feature updates.
    pub feature_updates: SupersedenceRule,
    /// All others.
    pub non_feature_updates: SupersedenceRule,
}

/// At once, or some months after the superseding update came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SupersedenceRule {
    /// Do not wait.
    pub expire_immediately: bool,
    /// Months, 1–99.
    pub wait_months: u32,
}

impl Default for SupersedenceRule {
    /// Three months ("Install and configure a software update point").
    fn default() -> Self {
        Self { expire_immediately: false, wait_months: 3 }
    }
}

/// Culture codes such as `en`, `pt-br`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Languages {
    /// Of update files; each site has its own.
    pub update_files: BTreeSet<String>,
    /// Of titles and descriptions; top-level site only.
    pub summary_details: Option<BTreeSet<String>>,
}

impl Default for Languages {
    fn default() -> Self {
        Self { update_files: english(), summary_details: None }
    }
}

fn english() -> BTreeSet<String> {
    BTreeSet::from(["en".to_owned()])
}

/// Updates of other vendors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ThirdPartyUpdates {
    /// Whether they are on.
    pub enabled: bool,
    /// Who provides the signing certificate.
    pub certificate_management: CertificateManagement,
}

/// Who provides the certificate third-party updates are signed with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CertificateManagement {
    /// The product makes and spreads it.
    #[default]
    Configmgr,
    /// The administrator does.
    Manual,
}

/// Housekeeping in WSUS after each synchronisation ("Software updates maintenance"); all off by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WsusMaintenance {
    /// Decline expired updates by the supersedence rules.
    pub decline_expired: bool,
    /// Add non-clustered indexes to the database.
    pub add_indexes: bool,
    /// Remove obsolete updates from the database.
    pub remove_obsolete: bool,
}

/// Minutes an installation may take, 5–9999 each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MaxRunTime {
    /// Feature updates.
    pub feature_updates: u32,
    /// Other updates of Windows and Office.
    pub non_feature_updates: u32,
    /// All else.
    pub other: u32,
}

impl Default for MaxRunTime {
    /// 120, 60 and 60 ("Maximum run time"; the first two from memory of the console).
    fn default() -> Self {
        Self { feature_updates: 120, non_feature_updates: 60, other: 60 }
    }
}
