//! Places that objects share: an unchanged object must be judged again only if something in one of its places changes.

use crate::model::{Kind, Object, ObjectId, key};

/// The places of an object: sites, servers, accounts, databases, the top of the hierarchy.
pub(super) fn of(object: &Object) -> Vec<String> {
    let mut places = of_id(&object.id());
    match object {
        Object::Site(site) => {
            places.push(server(&site.server_fqdn));
            places.push(site.parent_site_code.as_deref().map_or_else(|| "top".to_owned(), self::site));
        }
        Object::SiteSystem(system) => {
            places.extend(system.database().map(|database| format!("database {database}")));
            places.extend(system.accounts().into_iter().filter_map(|(_, name)| name).map(|name| account(name)));
        }
        Object::SupRole(sup) => {
            places.extend(sup.upstream_site_code().map(self::site));
            places.extend(sup.wsus_connection_account.iter().map(|name| account(name)));
        }
        Object::SyncSettings(settings) => places.extend(settings.upstream_host().map(server)),
        Object::Account(_) => {}
    }
    places
}

/// The places an id names.
pub(super) fn of_id(id: &ObjectId) -> Vec<String> {
    match id.kind {
        Kind::Site | Kind::SyncSettings => vec![site(&id.id)],
        Kind::SiteSystem | Kind::SupRole => {
            let (site_code, fqdn) = id.id.split_once('/').unwrap_or((&id.id, ""));
            vec![site(site_code), server(fqdn)]
        }
        Kind::Account => vec![account(&id.id)],
    }
}

fn site(code: &str) -> String {
    format!("site {}", key(code))
}

fn server(fqdn: &str) -> String {
    format!("server {}", key(fqdn))
}

fn account(name: &str) -> String {
    format!("account {}", key(name))
}
