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
    /// Id of the first software update point of the site. Write it as a reference, `configmgr_sup_role.cas.id`, which sets the
    /// site and orders the work.
    pub sup_role_id: String,
    /// Synchronization source. With `none`, updates are imported manually (`supctl import-updates`). Default at the top-level
    /// site: Microsoft Update. Top-level site only.
    pub source: Option<SyncSource>,
    /// URL of the WSUS outside the hierarchy to synchronize from, `https://host:port`. With `source = "upstream_wsus"` only.
    /// Top-level site only.
    pub upstream_url: Option<String>,
    /// Which events clients create for the reports of WSUS. Configuration Manager does not use them. Clients are not simulated:
    /// the attribute changes nothing else. Each site has its own.
    #[schemars(extend("default" = ReportingEvents::default()))]
    pub reporting_events: ReportingEvents,
    /// When synchronization starts automatically; without a schedule, it is started manually. Exactly one of `interval`,
    /// `weekly`, `monthly_by_date` and `monthly_by_weekday`. Top-level site only.
    pub schedule: Option<Schedule>,
    /// Whether a failed synchronization raises an alert. Default at the top-level site: `false`. Top-level site only.
    pub alert_on_sync_failure: Option<bool>,
    /// Classifications to subscribe to, by name or id; if unset, none. In the product, a new software update point has some
    /// selected, as public scripts show: Security Updates, Service Packs and Update Rollups. Top-level site only.
    pub classifications: Option<BTreeSet<String>>,
    /// Products to subscribe to, by name or id; if unset, none. In the product, a new software update point has the families
    /// Office and Windows selected, as public scripts show. A former name of a product, such as `Windows Defender`, names the same product. Top-level
    /// site only.
    pub products: Option<BTreeSet<String>>,
    /// Whether Microsoft Surface drivers and firmware are synchronized, too. In the product, all software update points need
    /// Windows Server 2016 or later for it. The numbers of these drivers are not simulated. Default at the top-level site:
    /// `false`. Top-level site only.
    pub include_surface_drivers: Option<bool>,
    /// When superseded updates expire. Months count from the creation of the superseding update. Definition updates do not
    /// expire by these rules. A change makes the next synchronization a full one. Default at the top-level site: three months. In the product, an expired update cannot be added to a new deployment, and an existing deployment
    /// that has it is marked. Deployments are not simulated, only the numbers of updates. Top-level site only.
    pub supersedence: Option<Supersedence>,
    /// Languages of update files and of summary details. In the product, a new software update point has six selected in both,
    /// as public scripts show: English, French, German, Japanese, Russian and Chinese (Simplified). Here, only English is the
    /// default.
    #[schemars(extend("default" = {}))]
    pub languages: Languages,
    /// Third-party updates, since version 1802; if unset, disabled. Enabling them makes the site download the signing
    /// certificate. Clients also need the client setting *Enable third party software updates*. Neither is simulated.
    /// Top-level site only.
    pub third_party_updates: Option<ThirdPartyUpdates>,
    /// WSUS maintenance after each synchronization, at every site that has a software update point: each site cleans its own
    /// WSUS. Default at the top-level site: all disabled. Set at the top-level site only.
    pub wsus_maintenance: Option<WsusMaintenance>,
    /// Maximum run time of an update's installation, in minutes. An update keeps the one it was synchronized with first, also
    /// when the setting changes or the hierarchy is updated: `supctl catalog` names those that do. Default at the top-level
    /// site: 120 for feature updates, 60 for others. Top-level site only.
    pub max_run_time_minutes: Option<MaxRunTime>,
    /// Whether express installation files of Windows 10 or later are downloaded as well as full files. Downloads are not
    /// simulated; metadata of a hierarchy with another value is imported with a warning. Default at the top-level site: `false`.
    /// Top-level site only.
    pub express_updates: Option<bool>,
    /// Whether creating settings with products or classifications synchronizes the site. The site first synchronizes with
    /// nothing subscribed, unless it has synchronized before; then it subscribes from the refreshed catalog and synchronizes
    /// again. The clock of the hierarchy advances to the end of the last synchronization. If one fails, nothing is subscribed
    /// and the resource fails. Child sites whose software update points are installed later synchronize with the next
    /// synchronization. An update of the settings never synchronizes the site. Default at the top-level site: `true`.
    /// Top-level site only.
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
        self.initial_sync == Some(true) && self.subscribes()
    }

    /// Whether products or classifications are subscribed.
    #[must_use]
    pub fn subscribes(&self) -> bool {
        let has_any = |names: &Option<BTreeSet<String>>| names.as_ref().is_some_and(|names| !names.is_empty());
        has_any(&self.products) || has_any(&self.classifications)
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
    /// Feature updates, since version 1810: those of the classification Upgrades.
    pub feature_updates: SupersedenceRule,
    /// All other updates.
    pub non_feature_updates: SupersedenceRule,
}

/// Immediately, or some months after the creation of the superseding update.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SupersedenceRule {
    /// Whether superseded updates expire immediately.
    pub expire_immediately: bool,
    /// Months to wait, 1 to 99, if they do not expire immediately.
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
    /// Languages in which update files are downloaded, where an update has files in them. Each site has its own. In the product,
    /// they are the default of each download. Keep `en` among them for updates that have files in English only.
    pub update_files: BTreeSet<String>,
    /// Languages of titles and descriptions. After the first synchronization, only new and changed updates get another language.
    /// Default at the top-level site: `en`. Top-level site only.
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
    /// Who manages the signing certificate: the site, with a self-signed one that it renews when it synchronizes, or you.
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
    /// Whether expired updates are declined according to the supersedence rules. Before version 1806, only at the top-level
    /// site; before version 1810, not at secondary sites.
    pub decline_expired: bool,
    /// Whether non-clustered indexes are added to the database, so that cleaning is faster. Since version 1906. It does not work
    /// for a remote server with the internal database.
    pub add_indexes: bool,
    /// Whether obsolete updates are removed from the database. Since version 1906. It does not work for a remote server with the
    /// internal database.
    pub remove_obsolete: bool,
}

/// The longest time an installation may take, 5–9999 minutes each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MaxRunTime {
    /// Minutes for feature updates (the classifications Upgrades, Update Rollups and Service Packs), 5 to 9999.
    pub feature_updates: u32,
    /// Minutes for other updates of Windows 11, Windows 10, Windows Server 2012 R2, 2016 and 2019, and Microsoft 365 Apps, 5 to
    /// 9999.
    pub non_feature_updates: u32,
    /// Minutes for all other updates, 5 to 9999. The product has this setting since version 2203. Before version 2103, it gives
    /// them 10 minutes, and a warning says so, whether 60 is the default or written.
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
