use crate::model::{Object, key};

/// What an object can be found by, in the form names are compared in. See [`super::Lookup`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Keys {
    pub(super) id: String,
    pub(super) site: Option<String>,
    pub(super) first: bool,
    pub(super) parent: Option<String>,
    pub(super) server: Option<String>,
    pub(super) account: Option<String>,
}

impl Keys {
    pub(super) fn of(object: &Object) -> Self {
        let (parent, server, account) = match object {
            Object::Site(site) => (site.parent_site_code.as_ref(), Some(&site.server_fqdn), None),
            Object::SiteSystem(system) => {
                let proxy = system.proxy.as_ref();
                let account = proxy.and_then(|proxy| proxy.account.as_ref());
                (None, Some(&system.server_fqdn), account)
            }
            Object::SupRole(sup) => {
                (sup.upstream_sup_id.as_ref(), Some(&sup.server_fqdn), sup.wsus_connection_account.as_ref())
            }
            Object::SyncSettings(settings) => (Some(&settings.sup_role_id), None, None),
            Object::Account(_) => (None, None, None),
        };
        let comparable = |name: Option<&String>| name.map(|name| key(name));
        Self {
            id: object.id().key(),
            site: object.site_code().map(key),
            first: !matches!(object, Object::SupRole(sup) if sup.is_replica()),
            parent: comparable(parent),
            server: comparable(server),
            account: comparable(account),
        }
    }
}
