//! `configmgr_sync_settings`.

use std::collections::BTreeSet;

use hierarchy::{CertificateManagement, ReportingEvents, SyncSource, Week, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::{Attr, Value};

use super::ids::looks_like_site_code;
use crate::client::{Client, Tier};
use crate::resource::ResourceModel;

/// The software update point component of a site: the synchronization source, the subscribed products and classifications, the
/// schedule, and when updates expire. A site has these settings as long as it has a software update point. Creating this
/// resource sets them; removing it returns every setting to its default.
///
/// Most settings apply to the whole hierarchy: only the top-level site has them. Child sites inherit them: leave them unset
/// there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SyncSettings {
    /// The site code.
    #[schemars(extend("x-terraform" = "computed"))]
    pub id: Attr<String>,
    /// Id of the first software update point of the site. Write it as a reference, `configmgr_sup_role.cas.id`, which sets the
    /// site and orders the work.
    #[schemars(extend("x-terraform" = "required ignore_case"))]
    pub sup_role_id: Attr<String>,
    /// Code of the site.
    #[schemars(extend("x-terraform" = "computed replace"))]
    pub site_code: Attr<String>,
    /// Synchronization source. With `none`, updates are imported manually (`supctl import-updates`). Default at the top-level
    /// site: Microsoft Update. Top-level site only.
    #[schemars(extend("x-terraform" = "optional"))]
    pub source: Attr<SyncSource>,
    /// URL of the WSUS outside the hierarchy to synchronize from, `https://host:port`. With `source = "upstream_wsus"` only.
    /// Top-level site only.
    #[schemars(extend("x-terraform" = "optional"))]
    pub upstream_url: Attr<String>,
    /// Which events clients create for the reports of WSUS. Configuration Manager does not use them. Clients are not simulated:
    /// the attribute changes nothing else. Each site has its own.
    #[schemars(extend("x-terraform" = "optional computed", "default" = "none"))]
    pub reporting_events: Attr<ReportingEvents>,
    /// When synchronization starts automatically; without a schedule, it is started manually. Exactly one of `interval`,
    /// `weekly`, `monthly_by_date` and `monthly_by_weekday`. Top-level site only.
    #[schemars(extend("x-terraform" = "optional"))]
    pub schedule: Attr<Schedule>,
    /// Whether a failed synchronization raises an alert. Default at the top-level site: `false`. Top-level site only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub alert_on_sync_failure: Attr<bool>,
    /// Classifications to subscribe to, by name or id; if unset, none. In the product, a new software update point has some
    /// selected, as public scripts show: Security Updates, Service Packs and Update Rollups. Top-level site only.
    #[schemars(extend("x-terraform" = "optional"))]
    pub classifications: Attr<BTreeSet<String>>,
    /// Products to subscribe to, by name or id; if unset, none. In the product, a new software update point has the families
    /// Office and Windows selected, as public scripts show. A former name of a product, such as `Windows Defender`, names the same product. Top-level
    /// site only.
    #[schemars(extend("x-terraform" = "optional"))]
    pub products: Attr<BTreeSet<String>>,
    /// Whether Microsoft Surface drivers and firmware are synchronized, too. In the product, all software update points need
    /// Windows Server 2016 or later for it. The numbers of these drivers are not simulated. Default at the top-level site:
    /// `false`. Top-level site only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub include_surface_drivers: Attr<bool>,
    /// When superseded updates expire. Months count from the creation of the superseding update. Definition updates do not
    /// expire by these rules. A change makes the next synchronization a full one. Default at the top-level site: three months. In the product, an expired update cannot be added to a new deployment, and an existing deployment
    /// that has it is marked. Deployments are not simulated, only the numbers of updates. Top-level site only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub supersedence: Attr<Supersedence>,
    /// Languages of update files and of summary details. In the product, a new software update point has six selected in both,
    /// as public scripts show: English, French, German, Japanese, Russian and Chinese (Simplified). Here, only English is the
    /// default.
    #[schemars(extend("x-terraform" = "optional computed", "default" = {}))]
    pub languages: Attr<Languages>,
    /// Third-party updates, since version 1802; if unset, disabled. Enabling them makes the site download the signing
    /// certificate. Clients also need the client setting *Enable third party software updates*. Neither is simulated.
    /// Top-level site only.
    #[schemars(extend("x-terraform" = "optional"))]
    pub third_party_updates: Attr<ThirdPartyUpdates>,
    /// WSUS maintenance after each synchronization, at every site that has a software update point: each site cleans its own
    /// WSUS. Default at the top-level site: all disabled. Set at the top-level site only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub wsus_maintenance: Attr<WsusMaintenance>,
    /// Maximum run time of an update's installation, in minutes. An update keeps the one it was synchronized with first, also
    /// when the setting changes or the hierarchy is updated: `supctl catalog` names those that do. Default at the top-level
    /// site: 120 for feature updates, 60 for others. Top-level site only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub max_run_time_minutes: Attr<MaxRunTime>,
    /// Whether express installation files of Windows 10 or later are downloaded as well as full files. Downloads are not
    /// simulated; metadata of a hierarchy with another value is imported with a warning. Default at the top-level site: `false`.
    /// Top-level site only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub express_updates: Attr<bool>,
    /// Whether creating settings with products or classifications synchronizes the site. The site first synchronizes with
    /// nothing subscribed, unless it has synchronized before; then it subscribes from the refreshed catalog and synchronizes
    /// again. The clock of the hierarchy advances to the end of the last synchronization. If one fails, nothing is subscribed
    /// and the resource fails. Child sites whose software update points are installed later synchronize with the next
    /// synchronization. An update of the settings never synchronizes the site. Default at the top-level site: `true`.
    /// Top-level site only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub initial_sync: Attr<bool>,
    /// How long to wait while another process writes to the hierarchy. Default: 30 seconds. `create` is also how long to wait
    /// until the software update point is installed, where installing takes time (`supctl world`). Default: 20 minutes.
    #[schemars(extend("x-terraform" = "block"))]
    pub timeouts: Attr<Timeouts>,
}

/// When synchronization starts automatically.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Schedule {
    /// Start of the schedule. Every synchronization starts at its time of day, and every n-th day, week or month counts from
    /// it. Default: 1 February 1970, at midnight UTC, so that no plan depends on the time. The console of the product starts a
    /// simple schedule at the local time when it is created: write that time to have the same. RFC 3339 with an offset from UTC, such as
    /// `2026-01-13T03:00:00+01:00`, keeps that offset all year. With a time zone after it (RFC 9557), such as
    /// `2026-01-13T03:00:00+01:00[Europe/Berlin]`, it follows the daylight saving time of that zone.
    #[schemars(extend("x-terraform" = "optional"))]
    pub start: Attr<String>,
    /// At an interval of days, hours or minutes.
    #[schemars(extend("x-terraform" = "optional"))]
    pub interval: Attr<Interval>,
    /// On a day of the week.
    #[schemars(extend("x-terraform" = "optional"))]
    pub weekly: Attr<Weekly>,
    /// On a day of the month.
    #[schemars(extend("x-terraform" = "optional"))]
    pub monthly_by_date: Attr<MonthlyByDate>,
    /// On the n-th weekday of the month, or some days after it, such as the day after Patch Tuesday.
    #[schemars(extend("x-terraform" = "optional"))]
    pub monthly_by_weekday: Attr<MonthlyByWeekday>,
}

/// At an interval: exactly one of days, hours and minutes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// Days between synchronizations, 1 to 31.
    #[schemars(extend("x-terraform" = "optional"))]
    pub days: Attr<u32>,
    /// Hours between synchronizations, 1 to 23.
    #[schemars(extend("x-terraform" = "optional"))]
    pub hours: Attr<u32>,
    /// Minutes between synchronizations, 1 to 59.
    #[schemars(extend("x-terraform" = "optional"))]
    pub minutes: Attr<u32>,
}

/// On a day of every n-th week.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Weekly {
    /// Day of the week.
    #[schemars(extend("x-terraform" = "required"))]
    pub day: Attr<Weekday>,
    /// Weeks between synchronizations, 1 to 4.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 1))]
    pub every_weeks: Attr<u32>,
}

/// On a day of every n-th month.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MonthlyByDate {
    /// Day of the month, 1 to 31; 0 is the last day. A month without that day uses its last day.
    #[schemars(extend("x-terraform" = "required"))]
    pub day: Attr<u32>,
    /// Months between synchronizations, 1 to 12.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 1))]
    pub every_months: Attr<u32>,
}

/// On the n-th weekday of every n-th month, or some days after it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MonthlyByWeekday {
    /// Occurrence of the weekday in the month.
    #[schemars(extend("x-terraform" = "required"))]
    pub week: Attr<Week>,
    /// Day of the week.
    #[schemars(extend("x-terraform" = "required"))]
    pub day: Attr<Weekday>,
    /// Days after that weekday, 0 to 7.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 0))]
    pub offset_days: Attr<u32>,
    /// Months between synchronizations, 1 to 12.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 1))]
    pub every_months: Attr<u32>,
}

/// When superseded updates expire.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Supersedence {
    /// Feature updates, since version 1810: those of the classification Upgrades.
    #[schemars(extend("x-terraform" = "optional computed", "default" = {}))]
    pub feature_updates: Attr<SupersedenceRule>,
    /// All other updates.
    #[schemars(extend("x-terraform" = "optional computed", "default" = {}))]
    pub non_feature_updates: Attr<SupersedenceRule>,
}

/// Immediately, or some months after the superseding update was created.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SupersedenceRule {
    /// Whether superseded updates expire immediately.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub expire_immediately: Attr<bool>,
    /// Months to wait, 1 to 99, if they do not expire immediately.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 3))]
    pub wait_months: Attr<u32>,
}

/// Languages, as culture codes such as `en` or `pt-br`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Languages {
    /// Languages in which update files are downloaded, where an update has files in them. Each site has its own. In the product,
    /// they are the default of each download. Keep `en` among them for updates that have files in English only.
    #[schemars(extend("x-terraform" = "optional computed", "default" = ["en"]))]
    pub update_files: Attr<BTreeSet<String>>,
    /// Languages of titles and descriptions. After the first synchronization, only new and changed updates get another language.
    /// Default at the top-level site: `en`. Top-level site only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub summary_details: Attr<BTreeSet<String>>,
}

/// Third-party updates.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThirdPartyUpdates {
    /// Whether they are enabled.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub enabled: Attr<bool>,
    /// Who manages the signing certificate: the site, with a self-signed one that it renews when it synchronizes, or you.
    #[schemars(extend("x-terraform" = "optional computed", "default" = "configmgr"))]
    pub certificate_management: Attr<CertificateManagement>,
}

/// WSUS maintenance after each synchronization.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WsusMaintenance {
    /// Whether expired updates are declined according to the supersedence rules. Before version 1806, only at the top-level
    /// site; before version 1810, not at secondary sites.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub decline_expired: Attr<bool>,
    /// Whether non-clustered indexes are added to the database, so that cleaning is faster. Since version 1906. It does not work
    /// for a remote server with the internal database.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub add_indexes: Attr<bool>,
    /// Whether obsolete updates are removed from the database. Since version 1906. It does not work for a remote server with the
    /// internal database.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub remove_obsolete: Attr<bool>,
}

/// Maximum run time of an update's installation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MaxRunTime {
    /// Minutes for feature updates (the classifications Upgrades, Update Rollups and Service Packs), 5 to 9999.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 120))]
    pub feature_updates: Attr<u32>,
    /// Minutes for other updates of Windows 11, Windows 10, Windows Server 2012 R2, 2016 and 2019, and Microsoft 365 Apps, 5 to
    /// 9999.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 60))]
    pub non_feature_updates: Attr<u32>,
    /// Minutes for all other updates, 5 to 9999. The product has this setting since version 2203. Before version 2103, it gives
    /// them 10 minutes, and a warning says so, whether 60 is the default or written.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 60))]
    pub other: Attr<u32>,
}

impl SyncSettings {
    /// The default settings of the site; `None` while the site is not known.
    fn defaults_of(sup_role_id: &Attr<String>, client: &Client) -> Result<Option<Value>, Diagnostics> {
        let Attr::Known(sup_role_id) = sup_role_id else { return Ok(None) };
        let site_code = site_of(sup_role_id);
        let defaults = match client.tier_for_settings(site_code)? {
            Some(Tier::TopLevel) => hierarchy::SyncSettings::top_level_defaults(sup_role_id),
            Some(Tier::Child) => hierarchy::SyncSettings::child_defaults(sup_role_id),
            None => return Ok(None),
        };
        Ok(Some(Value::from_struct(&defaults)?))
    }
}

/// The site of a software update point's id.
fn site_of(sup_role_id: &str) -> &str {
    sup_role_id.split('/').next().unwrap_or_default()
}

/// The default of an attribute that the configuration leaves unset.
fn default_of<T>(defaults: Option<&Value>, path: &[&str]) -> Result<Attr<T>, Diagnostics>
where
    Attr<T>: for<'de> Deserialize<'de>,
{
    let Some(defaults) = defaults else { return Ok(Attr::Unknown) };
    Ok(path.iter().fold(defaults, |value, name| value.get(name)).to_struct()?)
}

/// Sets each named attribute that the configuration leaves unset to its default.
macro_rules! set_defaults {
    ($planned:ident, $config:ident, $defaults:ident: $($attribute:ident),*) => {$(
        if $config.$attribute.is_null() {
            $planned.$attribute = default_of($defaults, &[stringify!($attribute)])?;
        }
    )*};
}

impl ResourceModel for SyncSettings {
    const TYPE_NAME: &'static str = "configmgr_sync_settings";
    const ID_FORMAT: (&'static str, &'static str) = ("the site code", "CAS");
    type Object = hierarchy::SyncSettings;

    fn id(&self) -> Attr<String> {
        if self.id.known().is_some() {
            return self.id.clone();
        }
        self.sup_role_id.map(|id| site_of(id).to_owned())
    }

    fn timeouts(&self) -> &Attr<Timeouts> {
        &self.timeouts
    }

    fn derive_attributes(&mut self) {
        let site_code = self.sup_role_id.map(|id| site_of(id).to_owned());
        self.id = site_code.clone();
        self.site_code = site_code;
    }

    fn from_import_id(id: &str) -> Option<Self> {
        looks_like_site_code(id).then(|| Self { id: Attr::Known(id.to_owned()), ..Self::default() })
    }

    /// Settings of the top-level site are unset at a child site. Which one it is may be known after apply only.
    fn apply_tier_defaults(&mut self, config: &Self, client: &Client) -> Result<(), Diagnostics> {
        let defaults = Self::defaults_of(&self.sup_role_id, client)?;
        let defaults = defaults.as_ref();
        set_defaults!(self, config, defaults: alert_on_sync_failure, include_surface_drivers, supersedence, wsus_maintenance,
              max_run_time_minutes, express_updates, initial_sync);
        let configured = config.languages.known().is_some_and(|languages| !languages.summary_details.is_null());
        if let Attr::Known(languages) = &mut self.languages
            && !configured
        {
            languages.summary_details = default_of(defaults, &["languages", "summary_details"])?;
        }
        Ok(())
    }
}
