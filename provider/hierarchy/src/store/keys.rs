use crate::model::{Object, key};

/// The names an object can be found by, in the form in which names are compared. See [`super::Lookup`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Keys {
    pub(crate) id: String,
    pub(crate) site: Option<String>,
    pub(crate) first: bool,
    pub(crate) parent: Option<String>,
    pub(crate) server: Option<String>,
    pub(crate) account: Option<String>,
    /// A second account.
    pub(crate) other_account: Option<String>,
    pub(crate) database: Option<String>,
}

impl Keys {
    pub(crate) fn of(object: &Object) -> Self {
        let (parent, server, [account, other_account]) = match object {
            Object::Site(site) => (site.parent_site_code.as_ref(), Some(&site.server_fqdn), [None; 2]),
            Object::SiteSystem(system) => {
                (None, Some(&system.server_fqdn), system.accounts().map(|(_, account)| account))
            }
            Object::SupRole(sup) => {
                let accounts = [sup.wsus_connection_account.as_ref(), None];
                (sup.upstream_sup_id.as_ref(), Some(&sup.server_fqdn), accounts)
            }
            Object::SyncSettings(settings) => (Some(&settings.sup_role_id), None, [None; 2]),
            Object::Account(_) => (None, None, [None; 2]),
        };
        let database = match object {
            Object::SiteSystem(system) => system.stored_database(),
            _ => None,
        };
        let comparable = |name: Option<&String>| name.map(|name| key(name));
        Self {
            id: object.id().key(),
            site: object.site_code().map(key),
            first: !matches!(object, Object::SupRole(sup) if sup.is_replica()),
            parent: comparable(parent),
            server: comparable(server),
            account: comparable(account),
            other_account: comparable(other_account),
            database,
        }
    }
}
