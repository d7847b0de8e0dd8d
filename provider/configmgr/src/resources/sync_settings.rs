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

/// The software update point component of a site: where updates come from, which ones, when, and what becomes of them.
/// A site has one as long as it has a software update point. Creating this resource sets it, removing this resource
/// returns every setting to its default.
///
/// Most settings are those of the whole hierarchy: only the top-level site has them, child sites inherit them, and they
/// stay unset there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SyncSettings {
    /// The site code.
    #[schemars(extend("x-terraform" = "computed"))]
    pub id: Attr<String>,
    /// Id of the site's first software update point. Write it as a reference, `configmgr_sup_role.cas.id`: it gives the
    /// site and orders the work.
    #[schemars(extend("x-terraform" = "required ignore_case"))]
    pub sup_role_id: Attr<String>,
    /// Code of the site.
    #[schemars(extend("x-terraform" = "computed replace"))]
    pub site_code: Attr<String>,
    /// Where updates come from; without it, Microsoft Update. Top-level site only.
    #[schemars(extend("x-terraform" = "optional"))]
    pub source: Attr<SyncSource>,
    /// WSUS outside the hierarchy to synchronise from, `https://host:port`. With `source = "upstream_wsus"` only.
    /// Top-level site only.
    #[schemars(extend("x-terraform" = "optional"))]
    pub upstream_url: Attr<String>,
    /// Which reporting events WSUS creates. Configuration Manager does not use them.
    #[schemars(extend("x-terraform" = "optional computed", "default" = "none"))]
    pub reporting_events: Attr<ReportingEvents>,
    /// When synchronisation starts by itself; without it, by hand only. Exactly one of `interval`, `weekly`,
    /// `monthly_by_date` and `monthly_by_weekday`. Top-level site only.
    #[schemars(extend("x-terraform" = "optional"))]
    pub schedule: Attr<Schedule>,
    /// Whether a failed synchronisation raises an alert. Default at the top-level site: `false`. Top-level site only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub alert_on_sync_failure: Attr<bool>,
    /// Classifications to synchronise, by name or id; without it, none. Top-level site only.
    #[schemars(extend("x-terraform" = "optional"))]
    pub classifications: Attr<BTreeSet<String>>,
    /// Products to synchronise, by name or id; without it, none. Top-level site only.
    #[schemars(extend("x-terraform" = "optional"))]
    pub products: Attr<BTreeSet<String>>,
    /// Whether Microsoft Surface drivers and firmware are synchronised. Default at the top-level site: `false`.
    /// Top-level site only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub include_surface_drivers: Attr<bool>,
    /// When superseded updates expire. Default at the top-level site: three months. Months
    /// count from the creation of the superseding update.
    /// Top-level site only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub supersedence: Attr<Supersedence>,
    /// Languages of update files and of summary details.
    #[schemars(extend("x-terraform" = "optional computed", "default" = {}))]
    pub languages: Attr<Languages>,
    /// Updates of other vendors; without it, off. Top-level site only.
    #[schemars(extend("x-terraform" = "optional"))]
    pub third_party_updates: Attr<ThirdPartyUpdates>,
    /// Housekeeping in WSUS after each synchronisation. Default at the top-level site: all off. Top-level site only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub wsus_maintenance: Attr<WsusMaintenance>,
    /// How long the installation of an update may take, in minutes. Default at the top-level site: 120 for feature
    /// updates, 60 for others. Top-level site only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub max_run_time_minutes: Attr<MaxRunTime>,
    /// Whether express installation files are downloaded beside the full ones. Default at the top-level site: `false`.
    /// Top-level site only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub express_updates: Attr<bool>,
    /// Whether creating settings with products or classifications brings the catalogue and the updates along: the site
    /// synchronises with nothing subscribed, unless it has synchronised before, then subscribes from the fresh catalogue,
    /// and synchronises again. The hierarchy's clock goes on to the end of the last run. When a run fails, nothing is
    /// subscribed and the resource fails. Child sites whose software update points are installed later join with the next
    /// synchronisation. An update of the settings never synchronises. Default at the top-level site: `true`. Top-level site
    /// only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub initial_sync: Attr<bool>,
    /// How long to wait for another process that writes to the hierarchy before giving up. Default: 30 seconds.
    #[schemars(extend("x-terraform" = "block"))]
    pub timeouts: Attr<Timeouts>,
}

/// When synchronisation starts by itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Schedule {
    /// When the schedule begins. Every run has its time of day, and every n-th day, week or month counts from it. Without
    /// it, the schedule begins on 1 February 1970, the product's default, at midnight UTC. RFC 3339 with its offset from
    /// UTC, such as `2026-01-13T03:00:00+01:00`, keeps that offset all year; with a time zone after it (RFC 9557), as in
    /// `2026-01-13T03:00:00+01:00[Europe/Berlin]`, it keeps the time of day when clocks change.
    #[schemars(extend("x-terraform" = "optional"))]
    pub start: Attr<String>,
    /// Every so many days, hours or minutes.
    #[schemars(extend("x-terraform" = "optional"))]
    pub interval: Attr<Interval>,
    /// On a day of the week.
    #[schemars(extend("x-terraform" = "optional"))]
    pub weekly: Attr<Weekly>,
    /// On a day of the month.
    #[schemars(extend("x-terraform" = "optional"))]
    pub monthly_by_date: Attr<MonthlyByDate>,
    /// On the n-th weekday of the month, or some days after it: the day after Patch Tuesday, say.
    #[schemars(extend("x-terraform" = "optional"))]
    pub monthly_by_weekday: Attr<MonthlyByWeekday>,
}

/// Every so many days, hours or minutes: exactly one of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// Days between runs, 1 to 31.
    #[schemars(extend("x-terraform" = "optional"))]
    pub days: Attr<u32>,
    /// Hours between runs, 1 to 23.
    #[schemars(extend("x-terraform" = "optional"))]
    pub hours: Attr<u32>,
    /// Minutes between runs, 1 to 59.
    #[schemars(extend("x-terraform" = "optional"))]
    pub minutes: Attr<u32>,
}

/// On a day of every n-th week.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Weekly {
    /// Day of the week.
    #[schemars(extend("x-terraform" = "required"))]
    pub day: Attr<Weekday>,
    /// Weeks between runs, 1 to 4.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 1))]
    pub every_weeks: Attr<u32>,
}

/// On a day of every n-th month.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MonthlyByDate {
    /// Day of the month, 1 to 31; 0 is the last day. Where a month has no such day, its last day.
    #[schemars(extend("x-terraform" = "required"))]
    pub day: Attr<u32>,
    /// Months between runs, 1 to 12.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 1))]
    pub every_months: Attr<u32>,
}

/// On the n-th weekday of every n-th month, or some days after it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MonthlyByWeekday {
    /// Which one of the month.
    #[schemars(extend("x-terraform" = "required"))]
    pub week: Attr<Week>,
    /// Day of the week.
    #[schemars(extend("x-terraform" = "required"))]
    pub day: Attr<Weekday>,
    /// Days after that day, 0 to 7.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 0))]
    pub offset_days: Attr<u32>,
    /// Months between runs, 1 to 12.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 1))]
    pub every_months: Attr<u32>,
}

/// When superseded updates expire.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Supersedence {
    /// Feature updates.
    #[schemars(extend("x-terraform" = "optional computed", "default" = {}))]
    pub feature_updates: Attr<SupersedenceRule>,
    /// All other updates.
    #[schemars(extend("x-terraform" = "optional computed", "default" = {}))]
    pub non_feature_updates: Attr<SupersedenceRule>,
}

/// At once, or some months after the superseding update came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SupersedenceRule {
    /// Whether superseded updates expire at once.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub expire_immediately: Attr<bool>,
    /// Months to wait, 1 to 99, where they do not expire at once.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 3))]
    pub wait_months: Attr<u32>,
}

/// Languages, as culture codes such as `en` or `pt-br`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Languages {
    /// Languages of update files; each site has its own.
    #[schemars(extend("x-terraform" = "optional computed", "default" = ["en"]))]
    pub update_files: Attr<BTreeSet<String>>,
    /// Languages of titles and descriptions. Default at the top-level site: `en`. Top-level site only.
    #[schemars(extend("x-terraform" = "optional computed"))]
    pub summary_details: Attr<BTreeSet<String>>,
}

/// Updates of other vendors.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThirdPartyUpdates {
    /// Whether they are on.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub enabled: Attr<bool>,
    /// Who provides the signing certificate.
    #[schemars(extend("x-terraform" = "optional computed", "default" = "configmgr"))]
    pub certificate_management: Attr<CertificateManagement>,
}

/// Housekeeping in WSUS after each synchronisation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WsusMaintenance {
    /// Whether expired updates are declined by the supersedence rules.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub decline_expired: Attr<bool>,
    /// Whether non-clustered indexes are added to the database.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub add_indexes: Attr<bool>,
    /// Whether obsolete updates are removed from the database.
    #[schemars(extend("x-terraform" = "optional computed", "default" = false))]
    pub remove_obsolete: Attr<bool>,
}

/// How long the installation of an update may take.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MaxRunTime {
    /// Minutes for feature updates, 5 to 9999.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 120))]
    pub feature_updates: Attr<u32>,
    /// Minutes for other updates of Windows and Office, 5 to 9999.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 60))]
    pub non_feature_updates: Attr<u32>,
    /// Minutes for all other updates, 5 to 9999.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 60))]
    pub other: Attr<u32>,
}

impl SyncSettings {
    /// The settings the site has where nobody sets any; all unknown where it is not known which site it is.
    fn defaults_of(sup_role_id: &Attr<String>, client: &Client) -> Result<Option<Value>, Diagnostics> {
        let Attr::Known(sup_role_id) = sup_role_id else { return Ok(None) };
        let site_code = site_of(sup_role_id);
        let defaults = match client.tier_of(site_code)? {
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

/// The default of an attribute the user left unset.
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

    /// What only the top-level site has is unset at a child: that depends on the site, which may not be known yet.
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
