//! Hierarchies as configurations.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::configuration::{Configuration, Kind, Resource};

fn resource<const N: usize>(kind: Kind, attributes: Json, references: [(&'static str, &str); N]) -> Resource {
    let Json::Object(attributes) = attributes else { panic!("attributes are an object") };
    let references = references.map(|(attribute, address)| (attribute, address.to_owned())).into();
    Resource { kind, attributes, references, create_before_destroy: false }
}

pub(crate) fn site(code: &str, r#type: &str, parent: Option<&str>) -> Resource {
    let server = format!("cm-{}.contoso.com", code.to_lowercase());
    let attributes = json!({ "site_code": code, "name": code, "type": r#type, "server_fqdn": server });
    let mut site = resource(Kind::Site, attributes, []);
    site.references.extend(parent.map(|parent| ("parent_site_code", parent.to_owned())));
    site
}

fn on_server(kind: Kind, site: &str, host: &str) -> Resource {
    resource(kind, json!({ "server_fqdn": format!("{host}.contoso.com") }), [("site_code", site)])
}

pub(crate) fn role(site: &str, host: &str, upstream: Option<&str>) -> Resource {
    let mut role = on_server(Kind::SupRole, site, host);
    role.references.extend(upstream.map(|upstream| ("upstream_sup_id", upstream.to_owned())));
    role
}

pub(crate) fn server(site: &str, host: &str) -> Resource {
    on_server(Kind::SiteSystem, site, host)
}

pub(crate) fn settings(site: &str, role: &str) -> Resource {
    resource(Kind::SyncSettings, json!({}), [("site_code", site), ("sup_role_id", role)])
}

pub(crate) fn account(user: &str) -> Resource {
    resource(Kind::Account, json!({ "user_name": format!("CONTOSO\\{user}") }), [])
}

/// What a hierarchy has.
#[derive(Clone, Debug)]
pub(crate) struct World {
    /// Whether there is a central administration site.
    pub(crate) has_central_site: bool,
    /// The number of replicas at each primary site; one without a software update point has none.
    pub(crate) primaries: Vec<Option<usize>>,
    /// Whether the first primary site has a secondary site with a software update point.
    pub(crate) has_secondary_site: bool,
    pub(crate) declares_servers: bool,
    pub(crate) declares_settings: bool,
    pub(crate) uses_account: bool,
}

pub(crate) fn a_world() -> impl Strategy<Value = World> {
    (
        any::<bool>(),
        prop::collection::vec(prop::option::weighted(0.8, 0..3usize), 1..3),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(has_central_site, primaries, has_secondary_site, declares_servers, declares_settings, uses_account)| {
                World {
                    has_central_site,
                    primaries: if has_central_site { primaries } else { primaries[..1].to_vec() },
                    has_secondary_site,
                    declares_servers,
                    declares_settings,
                    uses_account,
                }
            },
        )
}

impl World {
    pub(crate) fn configuration(&self) -> Configuration {
        let mut all = Configuration::new();
        if self.uses_account {
            all.insert("account.wsus".to_owned(), account("svc-wsus"));
        }
        if self.has_central_site {
            all.insert("site.cas".to_owned(), site("CAS", "central_administration", None));
            self.add_role(&mut all, "cas", "cas", None);
        }
        for (number, replicas) in self.primaries.iter().enumerate() {
            let name = format!("ps{}", number + 1);
            let parent = self.has_central_site.then_some("site.cas");
            all.insert(format!("site.{name}"), site(&name.to_uppercase(), "primary", parent));
            let Some(replicas) = replicas else { continue };
            self.add_role(&mut all, &name, &format!("{name}-a"), self.has_central_site.then_some("sup_role.cas"));
            for replica in ["b", "c"].iter().take(*replicas) {
                let upstream = format!("sup_role.{name}-a");
                self.add_role_on_server(&mut all, &name, &format!("{name}-{replica}"), Some(&upstream));
            }
        }
        if self.has_secondary_site {
            all.insert("site.s11".to_owned(), site("S11", "secondary", Some("site.ps1")));
            if self.primaries[0].is_some() {
                let upstream = "sup_role.ps1-a";
                all.insert("sup_role.s11".to_owned(), role("site.s11", "s11", Some(upstream)));
            }
        }
        all
    }

    /// The first software update point of a site, and the settings of the site.
    fn add_role(&self, all: &mut Configuration, site: &str, host: &str, upstream: Option<&str>) {
        let address = self.add_role_on_server(all, site, host, upstream);
        if self.declares_settings {
            all.insert(format!("sync_settings.{site}"), settings(&format!("site.{site}"), &address));
        }
    }

    fn add_role_on_server(&self, all: &mut Configuration, site: &str, host: &str, upstream: Option<&str>) -> String {
        let site = format!("site.{site}");
        let mut added = role(&site, host, upstream);
        if self.uses_account {
            added.references.insert("wsus_connection_account", "account.wsus".to_owned());
        }
        if self.declares_servers {
            let server_address = format!("site_system.{host}");
            all.insert(server_address.clone(), server(&site, host));
            added.attributes.remove("server_fqdn");
            added.references.insert("server_fqdn", server_address);
        }
        let address = format!("sup_role.{host}");
        all.insert(address.clone(), added);
        address
    }
}
