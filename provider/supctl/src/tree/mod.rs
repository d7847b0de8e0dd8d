//! The hierarchy as a tree.

pub(crate) mod text;

use hierarchy::{
    Account, Lookup, Site, SiteSystem, StoreError, Stored, Subject, SupRole, SyncSettings, SyncSource, View,
};
use serde::Serialize;

/// What `supctl tree --json` prints. Objects have the attributes they have in configurations.
#[derive(Debug, Serialize)]
pub(crate) struct Tree {
    /// The top-level site, with all others below; none in an empty hierarchy.
    pub(crate) sites: Vec<SiteNode>,
    /// Registered accounts.
    pub(crate) accounts: Vec<Account>,
}

/// A site, what is on it, and the sites below.
#[derive(Debug, Serialize)]
pub(crate) struct SiteNode {
    #[serde(flatten)]
    pub(crate) site: Site,
    /// The first one comes first; each further one is a replica.
    pub(crate) software_update_points: Vec<SupNode>,
    pub(crate) site_systems: Vec<SystemNode>,
    /// Null as long as the site has no software update point.
    pub(crate) sync_settings: Option<SettingsNode>,
    pub(crate) child_sites: Vec<SiteNode>,
}

/// A software update point.
#[derive(Debug, Serialize)]
pub(crate) struct SupNode {
    /// `SITE/fqdn`.
    pub(crate) id: String,
    /// Whether it copies another one of its site.
    pub(crate) is_replica: bool,
    /// The id of another one, a URL, or in words.
    pub(crate) synchronises_from: String,
    #[serde(flatten)]
    pub(crate) role: SupRole,
}

/// A server.
#[derive(Debug, Serialize)]
pub(crate) struct SystemNode {
    /// `SITE/fqdn`.
    pub(crate) id: String,
    /// False where it only came along with a role.
    pub(crate) declared: bool,
    #[serde(flatten)]
    pub(crate) system: SiteSystem,
}

/// The settings of a site's software update point component.
#[derive(Debug, Serialize)]
pub(crate) struct SettingsNode {
    /// False where they only came along with a role.
    pub(crate) declared: bool,
    #[serde(flatten)]
    pub(crate) settings: SyncSettings,
}

impl Tree {
    /// The tree of what a view shows.
    pub(crate) fn of(view: &dyn View) -> Result<Self, StoreError> {
        let hierarchy = Everything {
            sites: objects(view)?,
            sups: objects(view)?,
            systems: view.all(Lookup::All)?,
            settings: view.all(Lookup::All)?,
        };
        Ok(Self { sites: hierarchy.below(None), accounts: objects(view)? })
    }
}

fn objects<T: Subject>(view: &dyn View) -> Result<Vec<T>, StoreError> {
    let found = view.all::<T>(Lookup::All)?;
    Ok(found.into_iter().map(|stored| stored.object).collect())
}

struct Everything {
    sites: Vec<Site>,
    sups: Vec<SupRole>,
    systems: Vec<Stored<SiteSystem>>,
    settings: Vec<Stored<SyncSettings>>,
}

impl Everything {
    fn below(&self, parent: Option<&str>) -> Vec<SiteNode> {
        let children = self.sites.iter().filter(|site| site.parent_site_code.as_deref() == parent);
        children.map(|site| self.node(site)).collect()
    }

    fn node(&self, site: &Site) -> SiteNode {
        let code = &site.site_code;
        let settings = self.settings.iter().find(|settings| settings.object.site_code() == code);
        let sups = self.sups.iter().filter(|sup| sup.site_code == *code);
        let mut sups: Vec<SupNode> = sups.map(|sup| sup_node(sup, settings.map(|stored| &stored.object))).collect();
        sups.sort_by_key(|sup| sup.is_replica);
        let systems = self.systems.iter().filter(|system| system.object.site_code == *code);
        SiteNode {
            site: site.clone(),
            software_update_points: sups,
            site_systems: systems.map(system_node).collect(),
            sync_settings: settings
                .map(|stored| SettingsNode { declared: stored.declared, settings: stored.object.clone() }),
            child_sites: self.below(Some(code)),
        }
    }
}

fn sup_node(sup: &SupRole, settings: Option<&SyncSettings>) -> SupNode {
    let source = || match settings.and_then(|settings| settings.source) {
        Some(SyncSource::UpstreamWsus) => {
            settings.and_then(|settings| settings.upstream_url.clone()).unwrap_or_else(|| "another WSUS".to_owned())
        }
        Some(SyncSource::None) => "nothing, updates are imported by hand".to_owned(),
        Some(SyncSource::MicrosoftUpdate) | None => "Microsoft Update".to_owned(),
    };
    SupNode {
        id: sup.id(),
        is_replica: sup.is_replica(),
        synchronises_from: sup.upstream_sup_id.clone().unwrap_or_else(source),
        role: sup.clone(),
    }
}

fn system_node(stored: &Stored<SiteSystem>) -> SystemNode {
    let system = stored.object.clone();
    SystemNode { id: format!("{}/{}", system.site_code, system.server_fqdn), declared: stored.declared, system }
}
