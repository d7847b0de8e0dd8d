//! `configmgr_sync_settings`.

use tfplugin::Schema;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::{Attr, Value};

use super::identities::SiteIdentity;
use super::ids::looks_like_site_code;
use crate::client::{Client, Tier};
use crate::resource::{ListFilter, ResourceModel, Values};

/// The software update point component of a site: the synchronization source, the subscribed products and classifications, the
/// schedule, and when updates expire. A site has these settings as long as it has a software update point. Creating this
/// resource sets them; removing it returns every setting to its default.
///
/// Most settings apply to the whole hierarchy: only the top-level site has them. Child sites inherit them: leave them unset
/// there.
#[derive(Clone, Debug, Schema)]
pub struct SyncSettings {
    /// The site code.
    #[tf(computed, stable)]
    id: Attr<String>,
    /// Code of the site.
    #[tf(computed, replace, stable)]
    #[schemars(extend("x-follows" = "sup_role_id"))]
    site_code: Attr<String>,
    /// How long to wait while another process writes to the hierarchy. Default: 30 seconds. `create` is also how long to wait
    /// until the software update point is installed, where installing takes time (`supctl world`). Default: 20 minutes.
    #[tf(block)]
    timeouts: Attr<Timeouts>,
}

/// The settings that the top-level site has by default, and child sites do not have.
const OF_TOP_LEVEL_SITE: [&str; 8] = [
    "alert_on_sync_failure",
    "include_surface_drivers",
    "supersedence",
    "languages.summary_details",
    "wsus_maintenance",
    "max_run_time_minutes",
    "express_updates",
    "initial_sync",
];

impl SyncSettings {
    /// The default settings of the site; `None` while the site is not known.
    fn defaults_of(
        site_code: Attr<String>,
        sup_role_id: Attr<&str>,
        client: &Client,
    ) -> Result<Option<Value>, Diagnostics> {
        let (Attr::Known(site_code), Attr::Known(sup_role_id)) = (site_code, sup_role_id) else { return Ok(None) };
        let defaults = match client.tier_for_settings(&site_code)? {
            Some(Tier::TopLevel) => hierarchy::SyncSettings::top_level_defaults(sup_role_id),
            Some(Tier::Child) => hierarchy::SyncSettings::child_defaults(sup_role_id),
            None => return Ok(None),
        };
        Ok(Some(Value::from_struct(&defaults)?))
    }
}

/// The site of a software update point's id.
fn site_of(sup_role_id: Attr<&str>) -> Attr<String> {
    sup_role_id.map(|id| id.split('/').next().unwrap_or_default().to_owned())
}

/// Lists the synchronization settings of the sites that have a software update point.
#[derive(Debug, Schema)]
pub struct SyncSettingsFilter {}

impl ListFilter for SyncSettingsFilter {}

impl ResourceModel for SyncSettings {
    const TYPE_NAME: &'static str = "configmgr_sync_settings";
    const ID_FORMAT: (&'static str, &'static str) = ("the site code", "CAS");
    type Identity = SiteIdentity;
    type Filter = SyncSettingsFilter;
    type Object = hierarchy::SyncSettings;
    const TREATMENT: &'static [(&'static str, &'static str)] = &[
        ("sup_role_id", "ignore_case"),
        ("alert_on_sync_failure", "optional computed stable"),
        ("include_surface_drivers", "optional computed stable"),
        ("supersedence", "optional computed stable"),
        ("languages.summary_details", "optional computed stable"),
        ("wsus_maintenance", "optional computed stable"),
        ("max_run_time_minutes", "optional computed stable"),
        ("express_updates", "optional computed stable"),
        ("initial_sync", "optional computed stable"),
    ];

    fn id(values: &Values<Self>) -> Attr<String> {
        match values.text("id") {
            Attr::Known(id) => Attr::Known(id.to_owned()),
            Attr::Null | Attr::Unknown => site_of(values.text("sup_role_id")),
        }
    }

    fn display_name(values: &Values<Self>) -> String {
        format!("Software update point component of {}", values.shown("site_code"))
    }

    fn derive_attributes(values: &mut Values<Self>) {
        let site_code = site_of(values.text("sup_role_id"));
        values.set_text("id", site_code.clone());
        values.set_text("site_code", site_code);
    }

    fn from_import_id(id: &str) -> Option<Values<Self>> {
        looks_like_site_code(id).then(|| Values::of([("id", id.into())]))
    }

    /// Settings of the top-level site are unset at a child site. Which one it is may be known after apply only.
    fn apply_tier_defaults(
        planned: &mut Values<Self>,
        config: &Values<Self>,
        client: &Client,
    ) -> Result<(), Diagnostics> {
        let sup_role_id = planned.text("sup_role_id");
        let defaults = Self::defaults_of(site_of(sup_role_id), sup_role_id, client)?;
        for path in OF_TOP_LEVEL_SITE {
            if config.get(path).is_null() {
                let default = |defaults: &Value| path.split('.').fold(defaults, Value::get).clone();
                planned.set(path, defaults.as_ref().map_or(Value::UNKNOWN, default));
            }
        }
        Ok(())
    }
}
