use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::schedule::Schedule;
use super::upstream_source::UpstreamSource;

/// The software update point component of one site.
///
/// What only the top-level site sets is `None` at a child site, which inherits it (V80, V86).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncSettings {
    /// The first SUP of the site, `SITE/fqdn`; it also identifies the site.
    pub sup_role_id: String,
    /// The synchronization source of the first SUP of the top-level site; `None` there means Microsoft Update.
    pub source: Option<SyncSource>,
    /// `https://host:port`, only with [`SyncSource::UpstreamWsus`].
    pub upstream_url: Option<String>,
    /// Which reporting events WSUS creates; any site.
    pub reporting_events: ReportingEvents,
    /// When synchronization starts on a schedule; absent: only manually.
    pub schedule: Option<Schedule>,
    /// Whether a failed synchronization raises an alert.
    pub alert_on_sync_failure: Option<bool>,
    /// Names or ids of classifications; absent: none.
    pub classifications: Option<BTreeSet<String>>,
    /// Names or ids of products; absent: none.
    pub products: Option<BTreeSet<String>>,
    /// Whether Surface drivers and firmware are synchronized.
    pub include_surface_drivers: Option<bool>,
    /// When superseded updates expire.
    pub supersedence: Option<Supersedence>,
    /// Languages of update files (any site) and of summary details (top-level site).
    pub languages: Languages,
    /// Updates of other vendors.
    pub third_party_updates: Option<ThirdPartyUpdates>,
    /// Maintenance after each synchronization, at each site.
    pub wsus_maintenance: Option<WsusMaintenance>,
    /// The longest time an installation may take, in minutes.
    pub max_run_time_minutes: Option<MaxRunTime>,
    /// Whether express files are downloaded in addition to full files.
    pub express_updates: Option<bool>,
    /// Whether creation synchronizes once without subscriptions, so that the catalog is complete before subscribing.
    pub initial_sync: Option<bool>,
}

impl SyncSettings {
    /// The component of the top-level site as its first SUP creates it: Microsoft Update, no subscriptions, no
    /// schedule.
    ///
    /// `source` is `None`, as in a configuration without it: both mean Microsoft Update, so adoption changes nothing.
    ///
    /// Values: "Install and configure a software update point". Subscriptions and languages are this project's choice: scripts
    /// of administrators clear six languages, two product families and three classifications of a new one.
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

    /// The component of a child site as its first SUP creates it: everything except its own two settings is inherited.
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

    /// The source outside the hierarchy with these settings: `Microsoft Update`, or the URL of a WSUS; `None` if
    /// updates are imported.
    #[must_use]
    pub fn upstream_source_name(&self) -> Option<String> {
        match self.upstream_source() {
            UpstreamSource::Offline => None,
            somebody => Some(somebody.to_string()),
        }
    }

    /// The synchronization source of the hierarchy with these settings.
    pub(crate) fn upstream_source(&self) -> UpstreamSource {
        match (self.source, &self.upstream_url) {
            (Some(SyncSource::UpstreamWsus), Some(url)) => {
                UpstreamSource::UpstreamWsus(url.strip_suffix('/').unwrap_or(url).to_owned())
            }
            (Some(SyncSource::None), _) => UpstreamSource::Offline,
            _ => UpstreamSource::MicrosoftUpdate,
        }
    }

    /// Whether creating these settings begins with a synchronization of the top-level site, for a complete catalog.
    #[must_use]
    pub fn begins_synchronized(&self) -> bool {
        let subscribes = |names: &Option<BTreeSet<String>>| names.as_ref().is_some_and(|names| !names.is_empty());
        self.initial_sync == Some(true) && (subscribes(&self.products) || subscribes(&self.classifications))
    }

    /// The same settings at a child site, which inherits what only the top-level site sets.
    pub(crate) fn inherited(self) -> Self {
        let languages = Languages { summary_details: None, ..self.languages };
        let reporting_events = self.reporting_events;
        Self { languages, reporting_events, ..Self::child_defaults(&self.sup_role_id) }
    }

    /// The site of the settings, from the id of the SUP.
    #[must_use]
    pub fn site_code(&self) -> &str {
        self.sup_role_id.split_once('/').map_or(self.sup_role_id.as_str(), |(site, _)| site)
    }

    /// The host of [`SyncSettings::upstream_url`].
    #[must_use]
    pub fn upstream_host(&self) -> Option<&str> {
        let (_, authority) = self.upstream_url.as_ref()?.split_once("://")?;
        authority.rsplit_once(':').map(|(host, _)| host)
    }
}

/// The synchronization source of the hierarchy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SyncSource {
    /// Microsoft Update, the default.
    MicrosoftUpdate,
    /// A WSUS outside the hierarchy.
    UpstreamWsus,
    /// None: updates are imported manually.
    None,
}

/// Which reporting events WSUS creates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportingEvents {
    /// No events.
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

/// Immediately, or some months after the creation of the superseding update.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SupersedenceRule {
    /// Expire immediately.
    pub expire_immediately: bool,
    /// Months to wait, 1–99.
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
    /// Languages of update files; each site has its own.
    pub update_files: BTreeSet<String>,
    /// Languages of titles and descriptions; top-level site only.
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
    /// Whether they are enabled.
    pub enabled: bool,
    /// Who provides the signing certificate.
    pub certificate_management: CertificateManagement,
}

/// Who provides the certificate that signs third-party updates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CertificateManagement {
    /// Configuration Manager creates and distributes it.
    #[default]
    Configmgr,
    /// The administrator provides it.
    Manual,
}

/// Maintenance of WSUS after each synchronization, at every site ("Software updates maintenance"); all disabled by default.
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

/// The longest time an installation may take, 5–9999 minutes each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MaxRunTime {
    /// Feature updates.
    pub feature_updates: u32,
    /// Other updates of Windows and Office.
    pub non_feature_updates: u32,
    /// All other updates.
    pub other: u32,
}

impl Default for MaxRunTime {
    /// 120, 60 and 60 ("Maximum run time"; the first two from memory of the console).
    fn default() -> Self {
        Self { feature_updates: 120, non_feature_updates: 60, other: 60 }
    }
}

impl MaxRunTime {
    /// The first version that gives all other updates 60 minutes ("What's new in version 2103").
    pub const FIRST_WITH_AN_HOUR: &str = "2103";

    /// What an earlier version gives all other updates, in minutes. It has no setting for them.
    pub const OTHER_BEFORE: u32 = 10;

    /// What a site of a version gives new updates; a site without a version in the configuration has a later one.
    #[must_use]
    pub fn at_version(self, version: Option<&str>) -> Self {
        let is_earlier = version.is_some_and(|version| version < Self::FIRST_WITH_AN_HOUR);
        Self { other: if is_earlier { Self::OTHER_BEFORE } else { self.other }, ..self }
    }
}
