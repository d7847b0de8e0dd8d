//! What a plan means for sites and for synchronization.

use hierarchy::Kind;
use hierarchy::rules::FULL_SYNC_TRIGGERS;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::changes::Planned;
use crate::shared::change::Attribute;
use crate::terraform::action::Action;

/// A site that is uninstalled and installed again.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Reinstallation {
    pub(crate) site_code: String,
    pub(crate) address: String,
    /// The attributes whose change replaces the site.
    pub(crate) because_of: Vec<String>,
}

/// A site whose next synchronization is a full one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct FullSynchronization {
    pub(crate) site_code: String,
    pub(crate) address: String,
    /// The changed attributes.
    pub(crate) because_of: Vec<String>,
}

/// The sites that a plan reinstalls.
pub(super) fn reinstallations(resources: &[Planned<'_>]) -> Vec<Reinstallation> {
    let sites = of(resources, Kind::Site, Action::Replace);
    let reinstallation = |site: &Planned<'_>| Reinstallation {
        site_code: site.text("site_code"),
        address: site.address.to_owned(),
        because_of: site.change().map(|change| change.replaced_by).unwrap_or_default(),
    };
    sites.map(reinstallation).collect()
}

/// The sites whose next synchronization is a full one, because of their settings or of another first software update point.
pub(super) fn full_synchronizations(resources: &[Planned<'_>]) -> Vec<FullSynchronization> {
    let mut found: Vec<FullSynchronization> = of(resources, Kind::SyncSettings, Action::Update)
        .filter_map(|settings| {
            let attributes = settings.change()?.attributes;
            let is_changed = |trigger: &&str| attributes.iter().any(|it| is_at(it, trigger));
            let because_of: Vec<String> = FULL_SYNC_TRIGGERS
                .iter()
                .filter(|trigger| is_changed(trigger))
                .map(|name| (*name).to_owned())
                .collect();
            (!because_of.is_empty()).then(|| full(settings, because_of))
        })
        .collect();
    for role in of(resources, Kind::SupRole, Action::Update) {
        let [was, is] = [&role.before, &role.after].map(|side| side.get("is_replica") == Some(&Value::Bool(true)));
        let site = role.text("site_code");
        if was && !is && !found.iter().any(|it| it.site_code == site) {
            found.push(full(role, vec!["upstream_sup_id".to_owned()]));
        }
    }
    found
}

fn full(resource: &Planned<'_>, because_of: Vec<String>) -> FullSynchronization {
    let address = resource.address.to_owned();
    FullSynchronization { site_code: resource.text("site_code"), address, because_of }
}

fn of<'a>(resources: &'a [Planned<'a>], kind: Kind, action: Action) -> impl Iterator<Item = &'a Planned<'a>> {
    resources.iter().filter(move |it| it.kind == Some(kind) && it.action == Some(action))
}

/// Whether an attribute is this one, or a part of it.
fn is_at(attribute: &Attribute, name: &str) -> bool {
    attribute.path().split('.').next() == Some(name)
}
