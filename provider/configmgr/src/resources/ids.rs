//! Ids of objects, and the formats of import ids.

use tfplugin::framework::value::Attr;

use crate::resource::Values;

/// Whether a text has the format of a site code. Whether that site code is allowed, rules decide.
pub(crate) fn looks_like_site_code(id: &str) -> bool {
    id.len() == 3 && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The id of an object on a server of a site: `SITE/fqdn`.
pub(super) fn server_id<M>(values: &Values<M>) -> Attr<String> {
    match (values.text("site_code"), values.text("server_fqdn")) {
        (Attr::Known(site), Attr::Known(server)) => Attr::Known(format!("{site}/{server}")),
        (Attr::Null, _) | (_, Attr::Null) => Attr::Null,
        _ => Attr::Unknown,
    }
}

/// Site code and server of an id of the form `SITE/fqdn`.
pub(super) fn split_server_id<M>(id: &str) -> Option<Values<M>> {
    let (site, server) = id.split_once('/')?;
    let well_formed = site.len() == 3 && !server.is_empty() && !server.contains(['/', ' ']);
    well_formed.then(|| Values::of([("site_code", site.into()), ("server_fqdn", server.into())]))
}

pub(super) const SERVER_ID_FORMAT: (&str, &str) =
    ("the site code, a slash and the server's fully qualified name", "PS1/wsus01.contoso.com");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::resource::{ObjectIdentity, ResourceModel};
    use crate::resources::{Account, Site, SiteSystem, SupRole, SyncSettings};

    proptest! {
        #[test]
        fn any_import_id_is_read_or_refused(id in r"[A-Za-zé0-9/\\ .]{0,12}|.*") {
            let _ = (Site::from_import_id(&id), SyncSettings::from_import_id(&id), Account::from_import_id(&id));
            let read = SiteSystem::from_import_id(&id).map(|read| server_id(&read));
            let role = SupRole::from_import_id(&id).map(|read| server_id(&read));
            prop_assert_eq!(&read, &role);
            let of_identity = <SupRole as ResourceModel>::Identity::of_id(&id).map(|identity| identity.id());
            prop_assert!(of_identity.is_none_or(|read| read == id));
            prop_assert!(read.is_none_or(|read| read == Attr::Known(id)));
        }
    }
}
