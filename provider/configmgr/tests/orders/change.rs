//! Changes of a configuration between two runs.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

use crate::configuration::{Configuration, Kind, Resource, dependencies};
use crate::plan::{Options, State};
use crate::world::{account, role, server, site};

/// A change; an [`Index`] chooses the resource.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// The block and all that depends on it leave the configuration.
    Remove(Index),
    /// The block has another name, with or without a `moved` block.
    Rename {
        resource: Index,
        is_moved: bool,
    },
    /// `-replace`.
    Replace(Index),
    Taint(Index),
    /// A `removed` block with `destroy = false` for the block and all that depends on it.
    Forget(Index),
    /// The role, or its server, moves to another host.
    MoveHost(Index),
    /// A replica becomes the first one of its site, whose block is removed.
    ReplaceFirst(Index),
    /// A replica becomes the first one of its site, and the first one its replica.
    SwapFirst(Index),
    /// Two servers of a site, or roles without declared servers, exchange their hosts.
    SwapHosts(Index),
    /// The account has another user name.
    RenameUser,
    /// A new account takes the place of the old one, whose block is removed.
    ReplaceAccount,
    /// Ports of a role and its server, so far as it is declared.
    Ports(Index),
    /// An attribute that others do not depend on.
    Attribute(Index),
    /// The site has another name, which reinstalls it.
    RenameSite(Index),
    AddReplica(Index),
    AddSecondary(Index),
    AddPrimary,
    /// A central administration site above a stand-alone primary site.
    Expand,
    /// The central administration site and what is on it is forgotten, and a primary site stands alone.
    RemoveCentralSite,
    CreateBeforeDestroy(Index),
    /// `-target`.
    Target(Index),
    /// Values are written out instead of references.
    WriteOut(Index),
    /// The state does not have the object.
    LoseState(Index),
}

pub(crate) fn a_change() -> impl Strategy<Value = Change> {
    let index = any::<Index>;
    prop_oneof![
        index().prop_map(Change::Remove),
        (index(), any::<bool>()).prop_map(|(resource, is_moved)| Change::Rename { resource, is_moved }),
        index().prop_map(Change::Replace),
        index().prop_map(Change::Taint),
        index().prop_map(Change::Forget),
        index().prop_map(Change::MoveHost),
        index().prop_map(Change::ReplaceFirst),
        index().prop_map(Change::SwapFirst),
        index().prop_map(Change::SwapHosts),
        Just(Change::RenameUser),
        Just(Change::ReplaceAccount),
        index().prop_map(Change::Ports),
        index().prop_map(Change::Attribute),
        index().prop_map(Change::RenameSite),
        index().prop_map(Change::AddReplica),
        index().prop_map(Change::AddSecondary),
        Just(Change::AddPrimary),
        Just(Change::Expand),
        Just(Change::RemoveCentralSite),
        index().prop_map(Change::CreateBeforeDestroy),
        index().prop_map(Change::Target),
        index().prop_map(Change::WriteOut),
        index().prop_map(Change::LoseState),
    ]
}

/// What a run starts from.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    pub(crate) configuration: Configuration,
    pub(crate) state: State,
    pub(crate) options: Options,
}

impl Start {
    /// Whether a site is installed again: what is on it goes with it, and is created by the next run.
    pub(crate) fn reinstalls_sites(&self) -> bool {
        let is_site = |address: &&String| address.starts_with("site.");
        let renamed = |address: &&String| {
            let before =
                self.state.get(*address).map(|instance| instance.stored.state.get("name").as_str().map(str::to_owned));
            let after =
                self.configuration.get(*address).map(|site| site.attributes["name"].as_str().map(str::to_owned));
            matches!((before, after), (Some(before), Some(after)) if before != after)
        };
        let tainted = |address: &&String| self.state.get(*address).is_some_and(|instance| instance.is_tainted);
        self.options.replace.iter().any(|address| is_site(&address))
            || self.configuration.keys().filter(is_site).any(|address| tainted(&address) || renamed(&address))
    }

    pub(crate) fn change(&mut self, change: &Change) {
        match change {
            Change::Remove(resource) => self.remove(resource),
            Change::Rename { resource, is_moved } => self.rename(resource, *is_moved),
            Change::Replace(resource) => self.options.replace.extend(self.pick(resource, |_| true)),
            Change::Taint(resource) => {
                if let Some(address) = self.pick(resource, |_| true) {
                    self.state.entry(address).and_modify(|instance| instance.is_tainted = true);
                }
            }
            Change::Forget(resource) => {
                let gone = self.with_dependents(self.pick(resource, |_| true));
                self.configuration.retain(|address, _| !gone.contains(address));
                self.options.forget.extend(gone);
            }
            Change::MoveHost(resource) => self.move_host(resource),
            Change::ReplaceFirst(replica) => self.promote(replica, true),
            Change::SwapFirst(replica) => self.promote(replica, false),
            Change::SwapHosts(resource) => self.swap_hosts(resource),
            Change::RenameUser => {
                if let Some(account) = self.configuration.get_mut("account.wsus") {
                    account.attributes.insert("user_name".to_owned(), json!("CONTOSO\\svc-new"));
                }
            }
            Change::ReplaceAccount => {
                if self.configuration.remove("account.wsus").is_some() {
                    self.configuration.insert("account.new".to_owned(), account("svc-new"));
                    self.point("account.wsus", "account.new");
                }
            }
            Change::Ports(resource) => self.change_ports(resource),
            Change::Attribute(resource) => self.change_attribute(resource),
            Change::RenameSite(resource) => {
                if let Some(address) = self.pick(resource, |kind| kind == Kind::Site) {
                    self.set(&address, "name", json!("Another name"));
                }
            }
            Change::AddReplica(_) if self.configuration.contains_key("sup_role.added") => {}
            Change::AddReplica(first) => {
                if let Some(first) = self.pick(first, |kind| kind == Kind::SupRole)
                    && let Some(site) = self.configuration[&first].references.get("site_code").cloned()
                {
                    self.configuration.insert("sup_role.added".to_owned(), role(&site, "added", Some(&first)));
                }
            }
            Change::AddSecondary(parent) => {
                if let Some(parent) = self.pick(parent, |kind| kind == Kind::Site) {
                    self.configuration.insert("site.s12".to_owned(), site("S12", "secondary", Some(&parent)));
                }
            }
            Change::AddPrimary => {
                let parent = self.configuration.contains_key("site.cas").then_some("site.cas");
                self.configuration.insert("site.ps9".to_owned(), site("PS9", "primary", parent));
            }
            // A process that applies a saved plan does not know that a site moves, on which its settings depend.
            Change::Expand | Change::RemoveCentralSite
                if self.options.is_saved && self.has_settings_without_reference() => {}
            Change::Expand => self.expand(),
            Change::RemoveCentralSite => self.remove_central_site(),
            Change::CreateBeforeDestroy(resource) => {
                if let Some(address) = self.pick(resource, |_| true) {
                    self.configuration.get_mut(&address).unwrap().create_before_destroy = true;
                }
            }
            Change::Target(resource) => self.options.targets.extend(self.pick(resource, |_| true)),
            Change::WriteOut(resource) => self.write_out(resource),
            Change::LoseState(resource) => {
                if let Some(address) = self.pick(resource, |_| true)
                    && self.keeps_id(&address)
                {
                    self.state.remove(&address);
                }
            }
        }
    }

    /// Terraform then knows no order between the resource and those that it needs.
    fn write_out(&mut self, resource: &Index) {
        // A process that applies a saved plan does not know that a site moves, on which its settings depend.
        let has_references = |kind| kind == Kind::SyncSettings && self.options.is_saved && self.moves_sites();
        if let Some(address) = self.pick(resource, |kind| !has_references(kind)) {
            let written_out = self.configuration[&address].without_references(&self.configuration);
            self.configuration.insert(address, written_out);
            self.options.has_ids_written_out = true;
        }
    }

    /// Whether the run installs or removes a central administration site, which changes the place of the primary one.
    fn moves_sites(&self) -> bool {
        self.configuration.contains_key("site.cas") != self.state.contains_key("site.cas")
    }

    fn has_settings_without_reference(&self) -> bool {
        let is_settings = |resource: &&Resource| resource.kind == Kind::SyncSettings;
        self.configuration.values().filter(is_settings).any(|settings| settings.references.is_empty())
    }

    fn pick(&self, index: &Index, is_meant: impl Fn(Kind) -> bool) -> Option<String> {
        let meant: Vec<_> = self.configuration.iter().filter(|(_, resource)| is_meant(resource.kind)).collect();
        (!meant.is_empty()).then(|| index.get(&meant).0.clone())
    }

    fn with_dependents(&self, address: Option<String>) -> BTreeSet<String> {
        let Some(address) = address else { return BTreeSet::new() };
        let depends = |other: &&String| dependencies(&self.configuration, other).contains(&address);
        self.configuration.keys().filter(depends).cloned().chain([address.clone()]).collect()
    }

    /// Whether the object at an address stays the same one: what is no longer in the state and not in the configuration either
    /// belongs to somebody else.
    fn keeps_id(&self, address: &str) -> bool {
        let before =
            self.state.get(address).map(|instance| instance.stored.state.get("id").as_str().map(str::to_owned));
        before == Some(Some(self.configuration[address].id(&self.configuration)))
    }

    fn set(&mut self, address: &str, attribute: &str, value: serde_json::Value) {
        if let Some(resource) = self.configuration.get_mut(address) {
            resource.attributes.insert(attribute.to_owned(), value);
        }
    }

    /// What referred to one address refers to another.
    fn point(&mut self, from: &str, to: &str) {
        for resource in self.configuration.values_mut() {
            resource.references.values_mut().filter(|reference| *reference == from).for_each(|reference| {
                to.clone_into(reference);
            });
        }
    }

    fn remove(&mut self, resource: &Index) {
        let gone = self.with_dependents(self.pick(resource, |_| true));
        self.configuration.retain(|address, _| !gone.contains(address));
    }

    fn rename(&mut self, resource: &Index, is_moved: bool) {
        let Some(address) = self.pick(resource, |_| true) else { return };
        let renamed = format!("{address}-renamed");
        let resource = self.configuration.remove(&address).unwrap();
        self.configuration.insert(renamed.clone(), resource);
        self.point(&address, &renamed);
        if !is_moved {
            return;
        }
        if let Some(instance) = self.state.remove(&address) {
            self.state.insert(renamed.clone(), instance);
            for instance in self.state.values_mut() {
                if instance.dependencies.remove(&address) {
                    instance.dependencies.insert(renamed.clone());
                }
            }
        }
    }

    fn move_host(&mut self, resource: &Index) {
        let has_host = |kind| matches!(kind, Kind::SupRole | Kind::SiteSystem);
        let Some(address) = self.pick(resource, has_host) else { return };
        if !self.configuration[&address].references.contains_key("server_fqdn") {
            self.set(&address, "server_fqdn", json!("moved.contoso.com"));
        }
    }

    fn swap_hosts(&mut self, resource: &Index) {
        let Some(one) = self.pick(resource, |kind| matches!(kind, Kind::SupRole | Kind::SiteSystem)) else { return };
        let host = |address: &String| self.configuration[address].attributes.get("server_fqdn").cloned();
        let is_like = |other: &&String| {
            let [one, other] = [&one, *other].map(|address| &self.configuration[address]);
            one.kind == other.kind && one.references.get("site_code") == other.references.get("site_code")
        };
        let other =
            self.configuration.keys().filter(is_like).find(|other| **other != one && host(other).is_some()).cloned();
        let (Some(other), Some(host_of_one)) = (other, host(&one)) else { return };
        let host_of_other = host(&other).unwrap();
        self.set(&one, "server_fqdn", host_of_other);
        self.set(&other, "server_fqdn", host_of_one);
    }

    /// A replica takes the place of the first software update point of its site.
    fn promote(&mut self, replica: &Index, removes_first: bool) {
        let replicas: Vec<String> =
            self.configuration.keys().filter(|address| self.first_of(address).is_some()).cloned().collect();
        if replicas.is_empty() {
            return;
        }
        let replica = replica.get(&replicas).clone();
        let first = self.first_of(&replica).unwrap();
        let upstream = self.configuration[&first].references.get("upstream_sup_id").cloned();
        self.point(&first, &replica);
        let successor = self.configuration.get_mut(&replica).unwrap();
        successor.references.remove("upstream_sup_id");
        successor.references.extend(upstream.map(|upstream| ("upstream_sup_id", upstream)));
        if removes_first {
            self.configuration.remove(&first);
        } else {
            self.configuration.get_mut(&first).unwrap().references.insert("upstream_sup_id", replica);
        }
    }

    /// The first software update point of the site of a replica.
    fn first_of(&self, replica: &str) -> Option<String> {
        let resource = self.configuration.get(replica).filter(|resource| resource.kind == Kind::SupRole)?;
        let first = resource.references.get("upstream_sup_id")?;
        let same_site =
            self.configuration.get(first)?.references.get("site_code")? == resource.references.get("site_code")?;
        same_site.then(|| first.clone())
    }

    fn change_ports(&mut self, resource: &Index) {
        let Some(address) = self.pick(resource, |kind| kind == Kind::SupRole) else { return };
        self.set(&address, "http_port", json!(80));
        self.set(&address, "https_port", json!(443));
        let wsus = json!({ "http_port": 80, "https_port": 443 });
        match self.configuration[&address].references.get("server_fqdn").cloned() {
            Some(server) => self.set(&server, "wsus", wsus),
            None => {
                let role = &self.configuration[&address];
                let Some(site) = role.references.get("site_code") else { return };
                let mut added = server(site, "added");
                added.attributes.insert("server_fqdn".to_owned(), role.attributes["server_fqdn"].clone());
                added.attributes.insert("wsus".to_owned(), wsus);
                self.configuration.insert("site_system.added".to_owned(), added);
                let role = self.configuration.get_mut(&address).unwrap();
                role.attributes.remove("server_fqdn");
                role.references.insert("server_fqdn", "site_system.added".to_owned());
            }
        }
    }

    fn change_attribute(&mut self, resource: &Index) {
        let Some(address) = self.pick(resource, |_| true) else { return };
        match self.configuration[&address].kind {
            Kind::Site | Kind::Account => {}
            Kind::SiteSystem => self.set(&address, "internet_fqdn", json!("updates.contoso.com")),
            Kind::SupRole => self.set(&address, "ledbat", json!(true)),
            Kind::SyncSettings => self.set(&address, "reporting_events", json!("all")),
        }
    }

    fn expand(&mut self) {
        if self.configuration.contains_key("site.cas") || !self.configuration.contains_key("site.ps1") {
            return;
        }
        self.configuration.insert("site.cas".to_owned(), site("CAS", "central_administration", None));
        self.configuration.insert("sup_role.cas".to_owned(), role("site.cas", "cas", None));
        let primary = self.configuration.get_mut("site.ps1").unwrap();
        primary.references.insert("parent_site_code", "site.cas".to_owned());
        if let Some(first) = self.configuration.get_mut("sup_role.ps1-a") {
            first.references.insert("upstream_sup_id", "sup_role.cas".to_owned());
        }
    }

    fn remove_central_site(&mut self) {
        let on_it = |address: &String| address.ends_with(".cas");
        let gone: BTreeSet<String> = self.configuration.keys().filter(|address| on_it(address)).cloned().collect();
        self.configuration.retain(|address, _| !gone.contains(address));
        for resource in self.configuration.values_mut() {
            resource.references.retain(|_, reference| !gone.contains(reference));
        }
        self.options.forget.extend(gone);
    }
}
