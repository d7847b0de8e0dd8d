//! `configmgr_hierarchy`.

use hierarchy::{
    Account, ClientConnectionType, Lookup, OperatingSystem, Site, SiteSystem, SiteType, StoreError, Stored, SupRole,
    View,
};
use tfplugin::Schema;
use tfplugin::framework::context::Context;
use tfplugin::framework::data_source::DataSource;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::value::Attr;

use super::read::read;
use crate::client::Client;

/// The whole hierarchy: its sites, the servers with roles, the software update points with their synchronization sources, and
/// the accounts, whoever manages them. A hierarchy that does not exist yet is empty.
///
/// It is read when the plan is made. With `depends_on`, or with an argument that is known after apply, it is read after its
/// dependencies are applied.
#[derive(Clone, Debug, Default, Schema)]
pub struct HierarchyTree {
    /// Code of the site at the top; null in an empty hierarchy.
    #[tf(computed)]
    pub top_level_site_code: Attr<String>,
    /// The sites: the central administration site, then primary sites, then secondary sites, each sorted by code.
    #[tf(computed)]
    pub sites: Attr<Vec<SiteRow>>,
    /// The servers that host roles, in the order of their sites, then by name.
    #[tf(computed)]
    pub site_systems: Attr<Vec<SiteSystemRow>>,
    /// The software update points, in the order of their sites. The first one of a site comes first.
    #[tf(computed)]
    pub software_update_points: Attr<Vec<SupRow>>,
    /// User names of the registered accounts.
    #[tf(computed)]
    pub accounts: Attr<Vec<String>>,
}

/// A site.
#[derive(Clone, Debug, Schema)]
pub struct SiteRow {
    /// Its code.
    #[tf(computed)]
    pub site_code: String,
    /// Its name.
    #[tf(computed)]
    pub name: String,
    /// Its type.
    #[tf(computed)]
    pub r#type: SiteType,
    /// Code of its parent site; null for the top-level site.
    #[tf(computed)]
    pub parent_site_code: Attr<String>,
    /// Its site server.
    #[tf(computed)]
    pub server_fqdn: String,
    /// Folder Configuration Manager is installed in.
    #[tf(computed)]
    pub install_directory: String,
    /// Its version, the same as that of the top-level site; null if none is set.
    #[tf(computed)]
    pub version: Attr<String>,
}

/// A server that hosts roles of a site.
#[derive(Clone, Debug, Schema)]
pub struct SiteSystemRow {
    /// `SITE/fqdn`.
    #[tf(computed)]
    pub id: String,
    /// Code of its site.
    #[tf(computed)]
    pub site_code: String,
    /// Fully qualified name of the server.
    #[tf(computed)]
    pub server_fqdn: String,
    /// Its operating system.
    #[tf(computed)]
    pub operating_system: OperatingSystem,
    /// Fully qualified name that internet clients use; null if none is set.
    #[tf(computed)]
    pub internet_fqdn: Attr<String>,
    /// Proxy server of its roles, `host:port`; null if none is set.
    #[tf(computed)]
    pub proxy: Attr<String>,
    /// Version of its WSUS; null if WSUS is not installed.
    #[tf(computed)]
    pub wsus_version: Attr<String>,
    /// Whether it can reach Microsoft Update.
    #[tf(computed)]
    pub internet_access: bool,
    /// Whether a `configmgr_site_system` declares it; `false` if it was created implicitly with a role.
    #[tf(computed)]
    pub declared: bool,
}

/// A software update point.
#[derive(Clone, Debug, Schema)]
pub struct SupRow {
    /// `SITE/fqdn`.
    #[tf(computed)]
    pub id: String,
    /// Code of its site.
    #[tf(computed)]
    pub site_code: String,
    /// Its server.
    #[tf(computed)]
    pub server_fqdn: String,
    /// Whether it is a replica of another one at its site. The one that is not is the first one of the site.
    #[tf(computed)]
    pub is_replica: bool,
    /// Id of the software update point it synchronizes from; null at the top of the hierarchy.
    #[tf(computed)]
    pub upstream_sup_id: Attr<String>,
    /// Its synchronization source: the id of another software update point; at the top, `Microsoft Update` or the URL of a
    /// WSUS. Null if updates are imported, or if it has no upstream.
    #[tf(computed)]
    pub synchronises_from: Attr<String>,
    /// HTTP port of its WSUS.
    #[tf(computed)]
    pub http_port: u32,
    /// HTTPS port of its WSUS.
    #[tf(computed)]
    pub https_port: u32,
    /// Whether clients and downstream servers must use SSL.
    #[tf(computed)]
    pub require_ssl: bool,
    /// Which clients may connect.
    #[tf(computed)]
    pub client_connection_type: ClientConnectionType,
    /// Whether it accepts clients through a cloud management gateway.
    #[tf(computed)]
    pub allow_cmg_traffic: bool,
    /// Whether it synchronizes through the proxy of its server.
    #[tf(computed)]
    pub use_proxy_for_sync: bool,
    /// Whether automatic deployment rules download through the proxy of its server.
    #[tf(computed)]
    pub use_proxy_for_adr: bool,
}

pub(crate) struct ReadHierarchy;

impl DataSource for ReadHierarchy {
    type Client = Client;
    type Model = HierarchyTree;
    const TYPE_NAME: &'static str = "configmgr_hierarchy";

    fn read(&self, context: &mut Context<'_, Client>, _: HierarchyTree) -> Result<HierarchyTree, Diagnostics> {
        let tree = read(context, |hierarchy| hierarchy.read(|view| tree(view).map(Some)))?;
        Ok(tree.unwrap_or_else(|| HierarchyTree {
            top_level_site_code: Attr::Null,
            sites: Vec::new().into(),
            site_systems: Vec::new().into(),
            software_update_points: Vec::new().into(),
            accounts: Vec::new().into(),
        }))
    }
}

fn tree(view: &dyn View) -> Result<HierarchyTree, StoreError> {
    let top = view.top_level_site()?;
    let version = top.as_ref().and_then(|top| top.version.clone());
    let mut sites: Vec<Site> = view.all::<Site>(Lookup::All)?.into_iter().map(|stored| stored.object).collect();
    sites.sort_by(|one, other| (one.r#type, &one.site_code).cmp(&(other.r#type, &other.site_code)));
    let upstream_source = match &top {
        Some(top) => view.settings(&top.site_code)?.map(|stored| stored.object.upstream_source_name()),
        None => None,
    };
    let (mut systems, mut sups) = (Vec::new(), Vec::new());
    for site in &sites {
        let code = &site.site_code;
        systems.extend(view.all(Lookup::Site(code))?.into_iter().map(system_row));
        let mut of_site: Vec<SupRole> = view.all(Lookup::Site(code))?.into_iter().map(|stored| stored.object).collect();
        of_site.sort_by_key(SupRole::is_replica);
        let source = upstream_source.clone().flatten().filter(|_| site.is_top_level());
        sups.extend(of_site.into_iter().map(|sup| sup_row(sup, source.clone())));
    }
    let accounts = view.all::<Account>(Lookup::All)?.into_iter().map(|stored| stored.object.user_name);
    Ok(HierarchyTree {
        top_level_site_code: top.map(|top| top.site_code).into(),
        sites: sites.into_iter().map(|site| site_row(site, version.clone())).collect::<Vec<_>>().into(),
        site_systems: systems.into(),
        software_update_points: sups.into(),
        accounts: accounts.collect::<Vec<_>>().into(),
    })
}

fn site_row(site: Site, version: Option<String>) -> SiteRow {
    let Site { site_code, name, r#type, parent_site_code, server_fqdn, install_directory, version: _ } = site;
    let (parent_site_code, version) = (parent_site_code.into(), version.into());
    SiteRow { site_code, name, r#type, parent_site_code, server_fqdn, install_directory, version }
}

fn system_row(stored: Stored<SiteSystem>) -> SiteSystemRow {
    let SiteSystem { site_code, server_fqdn, operating_system, internet_fqdn, proxy, wsus, .. } = stored.object;
    SiteSystemRow {
        id: format!("{site_code}/{server_fqdn}"),
        site_code,
        server_fqdn,
        operating_system,
        internet_fqdn: internet_fqdn.into(),
        proxy: proxy.map(|proxy| format!("{}:{}", proxy.server, proxy.port)).into(),
        wsus_version: wsus.installed.then_some(wsus.version).into(),
        internet_access: wsus.internet_access,
        declared: stored.declared,
    }
}

fn sup_row(sup: SupRole, upstream_source: Option<String>) -> SupRow {
    SupRow {
        id: sup.id(),
        is_replica: sup.is_replica(),
        synchronises_from: sup.upstream_sup_id.clone().or(upstream_source).into(),
        site_code: sup.site_code,
        server_fqdn: sup.server_fqdn,
        upstream_sup_id: sup.upstream_sup_id.into(),
        http_port: sup.http_port.into(),
        https_port: sup.https_port.into(),
        require_ssl: sup.require_ssl,
        client_connection_type: sup.client_connection_type,
        allow_cmg_traffic: sup.allow_cmg_traffic,
        use_proxy_for_sync: sup.use_proxy_for_sync,
        use_proxy_for_adr: sup.use_proxy_for_adr,
    }
}
