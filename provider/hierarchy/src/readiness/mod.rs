//! What a software update point requires of its server and its neighbors.
//!
//! Where it is missing, a rule says that WSUS cannot be configured, or cannot synchronize, and the simulation fails.
//! Both ask here, so that they agree.

mod obstacles;
pub(crate) mod version;

pub(crate) use obstacles::Neighborhood;

use crate::model::{DatabaseKind, SiteSystem, SiteType, SupRole, SyncSettings, Wsus, key};

/// At most this many software update points share a database ("Implement a shared SUSDB for Configuration Manager
/// software update points").
pub(crate) const MOST_SHARING: usize = 4;

/// V49: the first software update point of a primary or central administration site is not a replica.
pub(crate) fn is_misplaced_replica(sup: &SupRole, site_type: SiteType, wsus: &Wsus) -> bool {
    wsus.replica && !sup.is_replica() && site_type != SiteType::Secondary
}

/// V52: WSUS listens on the ports of the role.
pub(crate) fn listens_elsewhere(sup: &SupRole, wsus: &Wsus) -> bool {
    (sup.http_port, sup.https_port) != (wsus.http_port, wsus.https_port)
}

/// V53: WSUS is set up for SSL if the role requires it.
pub(crate) fn lacks_ssl(sup: &SupRole, wsus: &Wsus) -> bool {
    sup.require_ssl && !wsus.ssl_configured
}

/// V63: computer accounts of the site's forest have no rights in a forest that does not trust it.
pub(crate) fn lacks_connection_account(sup: &SupRole, server: &SiteSystem) -> bool {
    server.untrusted_forest && sup.wsus_connection_account.is_none()
}

/// V64: the proxy in use is configured.
pub(crate) fn lacks_proxy(sup: &SupRole, server: &SiteSystem) -> bool {
    sup.use_proxy_for_sync && server.proxy.is_none()
}

/// V70: a database is shared within a site, by a limited number. `others` are the sites of those with the same one.
pub(crate) fn may_share<'a>(site_code: &str, others: impl IntoIterator<Item = &'a str>) -> bool {
    let mut count = 0;
    others.into_iter().all(|other| {
        count += 1;
        count < MOST_SHARING && key(other) == key(site_code)
    })
}

/// V122: it reaches Microsoft Update, directly or through its proxy.
pub(crate) fn reaches_microsoft_update(sup: &SupRole, server: &SiteSystem) -> bool {
    server.wsus.internet_access || (sup.use_proxy_for_sync && server.proxy.is_some())
}

/// V139: the upstream WSUS outside the hierarchy is set up for SSL if its URL begins with https.
pub(crate) fn upstream_lacks_ssl(settings: &SyncSettings, upstream: &Wsus) -> bool {
    let is_https = settings.upstream_url.as_ref().is_some_and(|url| url.starts_with("https://"));
    is_https && upstream.installed && !upstream.ssl_configured
}

/// Whether automatic deployment rules of its site download through its proxy.
pub(crate) fn downloads_through_proxy(sup: &SupRole, server: &SiteSystem) -> bool {
    // One flag has an effect only together with the other (V65).
    sup.use_proxy_for_adr && sup.use_proxy_for_sync && server.proxy.is_some()
}

/// Whether automatic deployment rules of its site download through its proxy, with an account: the documented cure for
/// error 12007 ("Install and configure a software update point").
pub(crate) fn downloads_with_credentials(sup: &SupRole, server: &SiteSystem) -> bool {
    downloads_through_proxy(sup, server) && server.proxy.as_ref().is_some_and(|proxy| proxy.account.is_some())
}

/// V118: the site server cannot reach an internal database on another server.
pub(crate) fn is_database_out_of_reach(site_server: &str, server: &SiteSystem) -> bool {
    server.wsus.database.kind == DatabaseKind::Wid && key(site_server) != key(&server.server_fqdn)
}
