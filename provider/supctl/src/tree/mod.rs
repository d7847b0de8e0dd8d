//! The hierarchy as a tree.

#[cfg(test)]
mod tests;
mod text;

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use hierarchy::sync::{SupStatus, SyncStatus};
use hierarchy::{
    Account, Kind, Lookup, ObjectId, PendingInstallations, Site, SiteSystem, StoreError, Stored, Subject, SupRole,
    SyncSettings, View,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::as_found;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::room::Wide;

const EXAMPLES: &str = "Examples:
  supctl tree
  supctl tree --json | jq '.sites[].child_sites[].site_code'";

/// Show sites, software update points and their synchronization sources
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    wide: Wide,
}

/// What `supctl tree --json` prints. Objects have the attributes of their resources.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Tree {
    /// The top-level site with all sites below it, and sites whose parent is missing; empty in an empty hierarchy.
    pub(crate) sites: Vec<SiteNode>,
    /// Registered accounts.
    pub(crate) accounts: Vec<Account>,
    /// Hierarchy time.
    #[serde(skip)]
    pub(crate) now: Timestamp,
}

/// A site, the objects on it, and its child sites.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SiteNode {
    #[serde(flatten)]
    pub(crate) site: Site,
    /// Whether the parent site it names does not exist.
    pub(crate) parent_is_missing: bool,
    /// Until when it is being installed; absent once it is installed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pending_until: Option<Timestamp>,
    /// The first one of the site, then its replicas.
    pub(crate) software_update_points: Vec<SupNode>,
    pub(crate) site_systems: Vec<SystemNode>,
    /// Null until the site has a software update point.
    pub(crate) sync_settings: Option<SettingsNode>,
    pub(crate) child_sites: Vec<SiteNode>,
}

/// A software update point.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SupNode {
    /// `SITE/fqdn`.
    pub(crate) id: String,
    /// Whether it replicates from another one of its site.
    pub(crate) is_replica: bool,
    /// The synchronization source: the id of another software update point, a URL, or words.
    pub(crate) synchronises_from: String,
    /// Until when it is being installed; absent once it is installed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pending_until: Option<Timestamp>,
    /// The state of its synchronization, as in `supctl status --json`.
    pub(crate) sync: Option<SupStatus>,
    #[serde(flatten)]
    pub(crate) role: SupRole,
}

/// A server.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SystemNode {
    /// `SITE/fqdn`.
    pub(crate) id: String,
    /// False for one created implicitly with a role.
    pub(crate) declared: bool,
    #[serde(flatten)]
    pub(crate) system: SiteSystem,
}

/// The settings of a site's software update point component.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SettingsNode {
    /// False for settings created implicitly with a role.
    pub(crate) declared: bool,
    #[serde(flatten)]
    pub(crate) settings: SyncSettings,
}

impl Tree {
    /// The tree of all objects, with the state of synchronization.
    fn of(view: &dyn View, status: SyncStatus, pending: PendingInstallations) -> Result<Self, StoreError> {
        let rows = status.software_update_points.into_iter();
        let hierarchy = Objects {
            sync: rows.map(|row| (row.id.to_lowercase(), row)).collect(),
            sites: objects(view)?,
            sups: objects(view)?,
            systems: view.all(Lookup::All)?,
            settings: view.all(Lookup::All)?,
            pending,
        };
        Ok(Self { sites: hierarchy.roots(), accounts: objects(view)?, now: status.time })
    }
}

/// Shows the tree.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let hierarchy = cli.open()?;
    let status = hierarchy.sync_status()?;
    let pending = hierarchy.pending_installations()?;
    let tree = hierarchy.read(|view| Tree::of(view, status, pending))?;
    if cli.json {
        print_json(out, &tree)?;
    } else {
        text::print(out, arguments.wide.room(), &tree, &cli.location()?)?;
        if let Some(as_found) = hierarchy.as_found()? {
            arguments.wide.room().print(out, &format!("\n{}", as_found::note(&as_found)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn objects<T: Subject>(view: &dyn View) -> Result<Vec<T>, StoreError> {
    let found = view.all::<T>(Lookup::All)?;
    Ok(found.into_iter().map(|stored| stored.object).collect())
}

struct Objects {
    sites: Vec<Site>,
    sups: Vec<SupRole>,
    systems: Vec<Stored<SiteSystem>>,
    settings: Vec<Stored<SyncSettings>>,
    /// By id in lower case.
    sync: HashMap<String, SupStatus>,
    pending: PendingInstallations,
}

/// Objects by the code of their site, or for sites of their parent, in lower case.
struct BySite<'a> {
    children: HashMap<String, Vec<&'a Site>>,
    sups: HashMap<String, Vec<&'a SupRole>>,
    systems: HashMap<String, Vec<&'a Stored<SiteSystem>>>,
    settings: HashMap<String, &'a Stored<SyncSettings>>,
}

/// References to a site in files of earlier versions may differ in case.
fn by_site<T>(objects: &[T], code: impl Fn(&T) -> Option<&str>) -> HashMap<String, Vec<&T>> {
    let mut by_site: HashMap<String, Vec<&T>> = HashMap::new();
    for object in objects {
        if let Some(code) = code(object) {
            by_site.entry(code.to_lowercase()).or_default().push(object);
        }
    }
    by_site
}

impl Objects {
    fn roots(&self) -> Vec<SiteNode> {
        let codes: HashSet<String> = self.sites.iter().map(|site| site.site_code.to_lowercase()).collect();
        let settings = self.settings.iter().rev();
        let by_site = BySite {
            children: by_site(&self.sites, |site| site.parent_site_code.as_deref()),
            sups: by_site(&self.sups, |sup| Some(&sup.site_code)),
            systems: by_site(&self.systems, |system| Some(&system.object.site_code)),
            settings: settings.map(|stored| (stored.object.site_code().to_lowercase(), stored)).collect(),
        };
        let parent_is_missing =
            |site: &Site| site.parent_site_code.as_ref().is_some_and(|parent| !codes.contains(&parent.to_lowercase()));
        let roots = self.sites.iter().filter(|site| site.is_top_level() || parent_is_missing(site));
        roots.map(|site| SiteNode { parent_is_missing: parent_is_missing(site), ..self.node(site, &by_site) }).collect()
    }

    fn node(&self, site: &Site, by_site: &BySite<'_>) -> SiteNode {
        let code = site.site_code.to_lowercase();
        let settings = by_site.settings.get(&code).copied();
        let sups = by_site.sups.get(&code).into_iter().flatten();
        let mut sups: Vec<SupNode> =
            sups.map(|sup| self.sup_node(sup, site, settings.map(|stored| &stored.object))).collect();
        sups.sort_by_key(|sup| sup.is_replica);
        let systems = by_site.systems.get(&code).into_iter().flatten();
        let children = by_site.children.get(&code).into_iter().flatten();
        SiteNode {
            site: site.clone(),
            parent_is_missing: false,
            pending_until: self.pending.end_of(&ObjectId::new(Kind::Site, &site.site_code)),
            software_update_points: sups,
            site_systems: systems.map(|system| system_node(system)).collect(),
            sync_settings: settings
                .map(|stored| SettingsNode { declared: stored.declared, settings: stored.object.clone() }),
            child_sites: children.map(|child| self.node(child, by_site)).collect(),
        }
    }

    fn sup_node(&self, sup: &SupRole, site: &Site, settings: Option<&SyncSettings>) -> SupNode {
        let source = || match settings.map(SyncSettings::upstream_source_name) {
            _ if !site.is_top_level() => "none (no upstream)".to_owned(),
            Some(None) => "none (updates are imported manually)".to_owned(),
            Some(Some(source)) => source,
            None => "Microsoft Update".to_owned(),
        };
        SupNode {
            id: sup.id(),
            is_replica: sup.is_replica(),
            synchronises_from: sup.upstream_sup_id.clone().unwrap_or_else(source),
            pending_until: self.pending.end_of(&ObjectId::new(Kind::SupRole, sup.id())),
            sync: self.sync.get(&sup.id().to_lowercase()).cloned(),
            role: sup.clone(),
        }
    }
}

fn system_node(stored: &Stored<SiteSystem>) -> SystemNode {
    let system = stored.object.clone();
    SystemNode { id: format!("{}/{}", system.site_code, system.server_fqdn), declared: stored.declared, system }
}
