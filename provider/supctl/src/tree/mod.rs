//! The hierarchy as a tree.

#[cfg(test)]
mod tests;
pub(crate) mod text;

use std::collections::HashMap;

use hierarchy::sync::{SupStatus, SyncStatus};
use hierarchy::{Account, Lookup, Site, SiteSystem, StoreError, Stored, Subject, SupRole, SyncSettings, View};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// What `supctl tree --json` prints. Objects have the attributes they have in configurations.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Tree {
    /// The top-level site, with all others below, and sites whose parent is missing; none in an empty hierarchy.
    pub(crate) sites: Vec<SiteNode>,
    /// Registered accounts.
    pub(crate) accounts: Vec<Account>,
    /// The time in the hierarchy.
    #[serde(skip)]
    pub(crate) now: Timestamp,
}

/// A site, what is on it, and the sites below.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SiteNode {
    #[serde(flatten)]
    pub(crate) site: Site,
    /// Whether the hierarchy does not hold the site this one names as its parent.
    pub(crate) parent_is_missing: bool,
    /// The first one comes first; each further one is a replica.
    pub(crate) software_update_points: Vec<SupNode>,
    pub(crate) site_systems: Vec<SystemNode>,
    /// Null as long as the site has no software update point.
    pub(crate) sync_settings: Option<SettingsNode>,
    pub(crate) child_sites: Vec<SiteNode>,
}

/// A software update point.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SupNode {
    /// `SITE/fqdn`.
    pub(crate) id: String,
    /// Whether it copies another one of its site.
    pub(crate) is_replica: bool,
    /// The id of another one, a URL, or in words.
    pub(crate) synchronises_from: String,
    /// How its synchronisation stands, as `supctl status` shows it.
    pub(crate) sync: Option<SupStatus>,
    #[serde(flatten)]
    pub(crate) role: SupRole,
}

/// A server.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SystemNode {
    /// `SITE/fqdn`.
    pub(crate) id: String,
    /// False where it only came along with a role.
    pub(crate) declared: bool,
    #[serde(flatten)]
    pub(crate) system: SiteSystem,
}

/// The settings of a site's software update point component.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SettingsNode {
    /// False where they only came along with a role.
    pub(crate) declared: bool,
    #[serde(flatten)]
    pub(crate) settings: SyncSettings,
}

impl Tree {
    /// The tree of what a view shows, with how synchronisation stands.
    pub(crate) fn of(view: &dyn View, status: SyncStatus) -> Result<Self, StoreError> {
        let rows = status.software_update_points.into_iter();
        let hierarchy = Everything {
            sync: rows.map(|row| (row.id.to_lowercase(), row)).collect(),
            sites: objects(view)?,
            sups: objects(view)?,
            systems: view.all(Lookup::All)?,
            settings: view.all(Lookup::All)?,
        };
        Ok(Self { sites: hierarchy.roots(), accounts: objects(view)?, now: status.time })
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
    /// By id in lower case.
    sync: HashMap<String, SupStatus>,
}

impl Everything {
    fn roots(&self) -> Vec<SiteNode> {
        let roots = self.sites.iter().filter(|site| site.is_top_level() || self.is_orphan(site));
        roots.map(|site| self.node(site)).collect()
    }

    fn is_orphan(&self, site: &Site) -> bool {
        let is_parent = |parent: &str| self.sites.iter().any(|other| is_same(&other.site_code, parent));
        site.parent_site_code.as_deref().is_some_and(|parent| !is_parent(parent))
    }

    fn below(&self, code: &str) -> Vec<SiteNode> {
        let is_child = |site: &&Site| site.parent_site_code.as_deref().is_some_and(|parent| is_same(parent, code));
        self.sites.iter().filter(is_child).map(|site| self.node(site)).collect()
    }

    fn node(&self, site: &Site) -> SiteNode {
        let code = &site.site_code;
        let settings = self.settings.iter().find(|settings| is_same(settings.object.site_code(), code));
        let sups = self.sups.iter().filter(|sup| is_same(&sup.site_code, code));
        let mut sups: Vec<SupNode> =
            sups.map(|sup| self.sup_node(sup, site, settings.map(|stored| &stored.object))).collect();
        sups.sort_by_key(|sup| sup.is_replica);
        let systems = self.systems.iter().filter(|system| is_same(&system.object.site_code, code));
        SiteNode {
            site: site.clone(),
            parent_is_missing: self.is_orphan(site),
            software_update_points: sups,
            site_systems: systems.map(system_node).collect(),
            sync_settings: settings
                .map(|stored| SettingsNode { declared: stored.declared, settings: stored.object.clone() }),
            child_sites: self.below(code),
        }
    }

    fn sup_node(&self, sup: &SupRole, site: &Site, settings: Option<&SyncSettings>) -> SupNode {
        let source = || match settings.map(SyncSettings::outside_source) {
            _ if !site.is_top_level() => "nothing, it has no upstream".to_owned(),
            Some(None) => "nothing, updates are imported by hand".to_owned(),
            Some(Some(source)) => source,
            None => "Microsoft Update".to_owned(),
        };
        SupNode {
            id: sup.id(),
            is_replica: sup.is_replica(),
            synchronises_from: sup.upstream_sup_id.clone().unwrap_or_else(source),
            sync: self.sync.get(&sup.id().to_lowercase()).cloned(),
            role: sup.clone(),
        }
    }
}

/// Files of earlier versions may spell a site's code in another case where they refer to it.
fn is_same(code: &str, other: &str) -> bool {
    code.eq_ignore_ascii_case(other)
}

fn system_node(stored: &Stored<SiteSystem>) -> SystemNode {
    let system = stored.object.clone();
    SystemNode { id: format!("{}/{}", system.site_code, system.server_fqdn), declared: stored.declared, system }
}
