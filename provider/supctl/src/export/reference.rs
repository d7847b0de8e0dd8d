//! References between objects.

use std::collections::HashMap;

use hierarchy::{Kind, Object, ObjectId};

/// The objects that can be referred to, with the addresses of their resources.
#[derive(Default)]
pub(super) struct Addresses {
    known: HashMap<(Kind, String), (String, Object)>,
}

impl Addresses {
    /// Adds an object. Only objects added before are referred to, so that there are no cycles, even in a damaged hierarchy.
    pub(super) fn add(&mut self, object: &Object, address: String) {
        let id = object.id();
        self.known.insert((id.kind, id.key()), (address, object.clone()));
    }

    /// The reference for the text of an attribute, if it names a known object.
    pub(super) fn refer(&self, owner: &Object, path: &str, text: &str) -> Option<String> {
        let site = || ObjectId::new(Kind::Site, owner.site_code().unwrap_or_default());
        let named = |kind| ObjectId::new(kind, text);
        match (owner.kind(), path) {
            (Kind::Site, "parent_site_code") | (Kind::SiteSystem | Kind::SupRole, "site_code") => {
                self.attribute(&named(Kind::Site), "site_code", text)
            }
            (Kind::SupRole, "server_fqdn") => self
                .attribute(&ObjectId::new(Kind::SiteSystem, owner.id().id), "server_fqdn", text)
                .or_else(|| self.attribute(&site(), "server_fqdn", text)),
            (Kind::SiteSystem, "server_fqdn") => self.attribute(&site(), "server_fqdn", text),
            (_, "upstream_sup_id" | "sup_role_id") => self.attribute(&named(Kind::SupRole), "id", text),
            (_, "proxy.account" | "installation_account" | "wsus_connection_account") => {
                self.attribute(&named(Kind::Account), "user_name", text)
            }
            _ => None,
        }
    }

    /// A reference to an attribute with this text, case-insensitive but for site codes.
    fn attribute(&self, id: &ObjectId, name: &str, text: &str) -> Option<String> {
        let (address, object) = self.known.get(&(id.kind, id.key()))?;
        let found = match name {
            "id" => object.id().id,
            _ => object.attributes().get(name)?.as_str()?.to_owned(),
        };
        let is_same = found == text || (name != "site_code" && found.to_lowercase() == text.to_lowercase());
        is_same.then(|| format!("{address}.{name}"))
    }
}
