use std::collections::HashMap;

use super::{
    downloads_through_proxy, downloads_with_credentials, is_misplaced_replica, lacks_connection_account, lacks_proxy,
    lacks_ssl, listens_elsewhere, may_share, version,
};
use crate::facts::{Downloads, Failure};
use crate::model::{Site, SiteSystem, Stored, SupRole, key};

/// A software update point with its server and its site.
#[derive(Clone, Copy)]
pub(crate) struct Installation<'a> {
    pub(crate) sup: &'a SupRole,
    pub(crate) server: &'a SiteSystem,
    pub(crate) site: &'a Site,
}

/// All software update points, to judge each one among the others.
pub(crate) struct Neighborhood<'a> {
    servers: HashMap<String, &'a SiteSystem>,
    by_id: HashMap<String, Installation<'a>>,
    by_site: HashMap<String, Vec<Installation<'a>>>,
    by_database: HashMap<String, Vec<Installation<'a>>>,
    /// The versions of the WSUS consoles on site servers, by site. Only a declared site system states the operating
    /// system of a site server.
    consoles: HashMap<String, &'static str>,
}

impl<'a> Neighborhood<'a> {
    pub(crate) fn new(sites: &'a [Site], systems: &'a [Stored<SiteSystem>], sups: &'a [SupRole]) -> Self {
        let sites: HashMap<String, &Site> = sites.iter().map(|site| (key(&site.site_code), site)).collect();
        let mut servers = HashMap::new();
        let mut consoles = HashMap::new();
        for system in systems {
            let server = &system.object;
            servers.insert(key(&format!("{}/{}", server.site_code, server.server_fqdn)), server);
            let is_site_server = |site: &&&Site| key(&site.server_fqdn) == key(&server.server_fqdn) && system.declared;
            if sites.get(&key(&server.site_code)).filter(is_site_server).is_some() {
                consoles.insert(key(&server.site_code), server.operating_system.wsus_version());
            }
        }
        let mut neighborhood =
            Self { servers, by_id: HashMap::new(), by_site: HashMap::new(), by_database: HashMap::new(), consoles };
        for sup in sups {
            let id = key(&sup.id());
            let Some((server, site)) =
                neighborhood.servers.get(&id).copied().zip(sites.get(&key(&sup.site_code)).copied())
            else {
                continue;
            };
            let installation = Installation { sup, server, site };
            neighborhood.by_id.insert(id, installation);
            neighborhood.by_site.entry(key(&sup.site_code)).or_default().push(installation);
            if let Some(database) = server.database().filter(|_| server.wsus.installed) {
                neighborhood.by_database.entry(database).or_default().push(installation);
            }
        }
        neighborhood
    }

    /// A software update point by its id.
    pub(crate) fn get(&self, id: &str) -> Option<Installation<'a>> {
        self.by_id.get(&key(id)).copied()
    }

    /// Why WSUS Configuration Manager cannot configure the WSUS of a software update point.
    pub(crate) fn obstacle(&self, installation: Installation<'a>) -> Option<Failure> {
        let Installation { sup, server, site } = installation;
        let wsus = &server.wsus;
        if !wsus.installed {
            return Some(Failure::WsusNotInstalled);
        }
        [
            (wsus.standalone, Failure::WsusHasClients),
            (is_misplaced_replica(sup, site.r#type, wsus), Failure::WsusIsReplica),
            (version::is_out_of_support(&wsus.version), Failure::WsusNotSupported),
            (self.has_other_console(installation), Failure::ConsoleVersionDiffers),
            (self.differs_within_site(installation), Failure::WsusVersionsDiffer),
            (self.is_newer_than_upstream(installation), Failure::WsusNewerThanUpstream),
            (!self.may_use_its_database(installation), Failure::DatabaseNotShareable),
            (listens_elsewhere(sup, wsus), Failure::WrongPort),
            (lacks_ssl(sup, wsus), Failure::ConnectionClosed),
            (lacks_connection_account(sup, server), Failure::Unauthorized),
            (lacks_proxy(sup, server), Failure::ProxyMissing),
        ]
        .into_iter()
        .find_map(|(is_met, failure)| is_met.then_some(failure))
    }

    /// Whether it uses the same database as the first software update point of its site.
    pub(crate) fn shares_with_first(&self, installation: Installation<'a>) -> bool {
        let of = |installation: Installation<'a>| installation.server.database();
        let first = installation.sup.upstream_sup_id.as_deref().filter(|_| installation.sup.is_replica());
        let first = first.and_then(|first| self.get(first)).and_then(of);
        first.is_some() && first == of(installation)
    }

    /// How automatic deployment rules of its site reach the internet, if it is the first one of the site. Without a proxy,
    /// Local System of the site server connects. A server that is not described has internet access.
    pub(crate) fn downloads(&self, Installation { sup, server, site }: Installation<'a>) -> Downloads {
        let site_server = self.servers.get(&key(&format!("{}/{}", site.site_code, site.server_fqdn)));
        if downloads_with_credentials(sup, server) {
            Downloads::WithAccount
        } else if downloads_through_proxy(sup, server) {
            Downloads::Anonymous
        } else if site_server.is_none_or(|server| server.wsus.internet_access) {
            Downloads::Direct
        } else {
            Downloads::Nowhere
        }
    }

    fn has_other_console(&self, Installation { server, site, .. }: Installation<'a>) -> bool {
        let console = self.consoles.get(&key(&site.site_code));
        let is_remote = key(&site.server_fqdn) != key(&server.server_fqdn);
        is_remote && console.is_some_and(|console| version::differ(console, &server.wsus.version))
    }

    /// A replica is compared with the first one, the first one with all others.
    fn differs_within_site(&self, installation: Installation<'a>) -> bool {
        let others = self.by_site.get(&key(&installation.sup.site_code)).map_or(&[][..], Vec::as_slice);
        let is_replica = installation.sup.is_replica();
        let mut compared = others.iter().filter(|other| !is_replica || !other.sup.is_replica());
        compared.any(|other| {
            other.server.wsus.installed
                && version::differ(&other.server.wsus.version, &installation.server.wsus.version)
        })
    }

    fn is_newer_than_upstream(&self, Installation { sup, server, .. }: Installation<'a>) -> bool {
        let upstream = sup.upstream_sup_id.as_deref().filter(|_| !sup.is_replica());
        let above = upstream.and_then(|upstream| self.get(upstream)).map(|above| &above.server.wsus);
        above.is_some_and(|above| above.installed && version::is_newer(&server.wsus.version, &above.version))
    }

    fn may_use_its_database(&self, Installation { sup, server, .. }: Installation<'a>) -> bool {
        let sharing = server.database().and_then(|database| self.by_database.get(&database));
        let id = sup.id();
        let others = sharing.into_iter().flatten().filter(|other| key(&other.sup.id()) != key(&id));
        may_share(&sup.site_code, others.map(|other| other.sup.site_code.as_str()))
    }
}
