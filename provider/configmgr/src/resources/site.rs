//! `configmgr_site`.

use hierarchy::{Lookup, SiteType, is_same_folder};
use tfplugin::Schema;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::path::Path;
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::{Attr, Value};

use super::identities::SiteIdentity;
use super::ids::looks_like_site_code;
use crate::client::{Client, Tier};
use crate::resource::{ListFilter, ResourceModel, Values};

/// A site of the hierarchy: the central administration site, a primary site or a secondary site. Removing a site also removes
/// its servers, roles and settings; a site with child sites cannot be removed.
#[derive(Clone, Debug, Schema)]
pub struct Site {
    /// The site code.
    #[tf(computed, stable)]
    id: Attr<String>,
    /// How long to wait while another process writes to the hierarchy. Default: 30 seconds. `create` is also how long to wait
    /// until it is installed, where installing takes time (`supctl world`). Default: 20 minutes.
    #[tf(block)]
    timeouts: Attr<Timeouts>,
}

/// Lists the sites of the hierarchy.
#[derive(Debug, Schema)]
pub struct SiteFilter {
    /// Only sites of this type. Default: sites of every type.
    #[tf(optional)]
    r#type: Option<SiteType>,
    /// Only the child sites of this site. Default: all sites.
    #[tf(optional)]
    parent_site_code: Option<String>,
}

impl ListFilter for SiteFilter {
    fn site(&self) -> Option<(&'static str, &str)> {
        self.parent_site_code.as_deref().map(|code| ("parent_site_code", code))
    }

    fn lookup(&self) -> Lookup<'_> {
        self.parent_site_code.as_deref().map_or(Lookup::All, Lookup::Parent)
    }
}

impl ResourceModel for Site {
    const TYPE_NAME: &'static str = "configmgr_site";
    const ID_FORMAT: (&'static str, &'static str) = ("the site code", "PS1");
    type Identity = SiteIdentity;
    type Filter = SiteFilter;
    type Object = hierarchy::Site;
    const TREATMENT: &'static [(&'static str, &'static str)] = &[
        ("site_code", "replace"),
        ("name", "replace"),
        ("type", "replace"),
        ("server_fqdn", "replace ignore_case"),
        ("install_directory", "replace"),
        // A site without a parent keeps its version.
        ("version", "optional computed stable"),
    ];

    fn id(values: &Values<Self>) -> Attr<String> {
        values.text("site_code").map(|code| (*code).to_owned())
    }

    fn display_name(values: &Values<Self>) -> String {
        let [code, name, site_type] = ["site_code", "name", "type"].map(|path| values.shown(path));
        format!("{code} - {name} ({} site)", site_type.replace('_', " "))
    }

    fn is_listed(values: &Values<Self>, filter: &SiteFilter) -> bool {
        filter.r#type.is_none_or(|wanted| values.get("type").to_struct() == Ok(wanted))
    }

    fn derive_attributes(values: &mut Values<Self>) {
        values.set_text("id", Self::id(values));
    }

    fn apply_defaults(planned: &mut Values<Self>, config: &Values<Self>) {
        if !config.get("version").is_null() {
            return;
        }
        match (planned.text("parent_site_code"), planned.text("version")) {
            (Attr::Null, Attr::Known(_)) => {}
            // A site without a parent keeps its version, a child site has none of its own.
            (Attr::Unknown, Attr::Known(_)) => planned.set("version", Value::UNKNOWN),
            _ => planned.set("version", Value::Null),
        }
    }

    fn keep_spelling(planned: &mut Values<Self>, prior: &Values<Self>) {
        if let (Attr::Known(was), Attr::Known(is)) =
            (prior.text("install_directory"), planned.text("install_directory"))
            && is_same_folder(was, is)
        {
            planned.set("install_directory", was);
        }
    }

    fn from_import_id(id: &str) -> Option<Values<Self>> {
        looks_like_site_code(id).then(|| Values::of([("site_code", id.into())]))
    }

    fn requires_replace(prior: &Values<Self>, planned: &Values<Self>) -> Vec<Path> {
        let is_primary = |values: &Values<Self>| values.get("type").to_struct() == Ok(Attr::Known(SiteType::Primary));
        let [was, is] = [prior, planned].map(|values| values.get("parent_site_code"));
        let moves_in_place = is_primary(prior) && is_primary(planned) && was.is_null() != is.is_null();
        if was == is || moves_in_place { Vec::new() } else { vec![Path::of("parent_site_code")] }
    }

    fn apply_tier_defaults(
        planned: &mut Values<Self>,
        _config: &Values<Self>,
        client: &Client,
    ) -> Result<(), Diagnostics> {
        let is_top_level = planned.get("parent_site_code").is_null();
        let tier = if is_top_level { Tier::TopLevel } else { Tier::Child };
        if let Attr::Known(site_code) = planned.text("site_code") {
            client.remember_tier(site_code, tier);
        }
        Ok(())
    }
}
