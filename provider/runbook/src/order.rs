//! The steps from one state to another, in the order in which the product needs them.

use hierarchy::{Change, Kind, Object, ObjectId, Site, SiteSystem, SiteType, SupRole, SyncSettings};
use schemars::JsonSchema;
use serde::Serialize;

use crate::state::State;
use crate::step::{Step, Work};
use crate::steps::{account, site, site_system, sup_role, sync_settings};

/// The steps of a change, in order.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Runbook {
    /// The code of the top-level site, whose SMS Provider is asked.
    pub site_code: String,
    /// The steps, the first to do first.
    pub steps: Vec<Step>,
    /// What no step can do, after which the runbook ends; null if it is complete.
    pub stop: Option<Stop>,
}

/// Why a runbook ends before everything is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stop {
    /// The object.
    pub object: ObjectId,
    /// Why no step does it, and what to do.
    pub why: String,
}

impl Runbook {
    /// The steps that make the second state of the first: accounts; each site from the top with its servers, its first
    /// software update point, its settings and the others; and removals from the bottom.
    #[must_use]
    pub fn between(from: &State, to: &State) -> Self {
        let [from, to] = [&from.completed(), &to.completed()];
        let top = from.top_level_site().or(to.top_level_site()).map(|site| site.site_code.clone()).unwrap_or_default();
        let mut order = Order { from, to, top, steps: Vec::new() };
        let stop = order.run().err();
        let mut steps = order.steps;
        for (index, step) in steps.iter_mut().enumerate() {
            step.number = index + 1;
            if let Work::Commands { site_code, .. } = &mut step.work {
                *site_code = drive(site_code, from, to);
            }
        }
        Self { site_code: order.top, steps, stop }
    }

    /// How long all steps take, in minutes.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        self.steps.iter().map(|step| step.minutes).sum()
    }
}

/// The site on whose drive commands run: a secondary site has no SMS Provider, its parent does.
fn drive(site: &str, from: &State, to: &State) -> String {
    let parent = match to.site(site).or(from.site(site)) {
        Some(Site { r#type: SiteType::Secondary, parent_site_code, .. }) => parent_site_code.as_deref(),
        _ => None,
    };
    parent.unwrap_or(site).to_owned()
}

struct Order<'a> {
    from: &'a State,
    to: &'a State,
    top: String,
    steps: Vec<Step>,
}

impl<'a> Order<'a> {
    fn run(&mut self) -> Result<(), Stop> {
        self.refuse_reinstallation()?;
        self.accounts();
        self.free_servers();
        for site in self.to.sites() {
            self.site(site)?;
        }
        self.removals();
        Ok(())
    }

    /// A site that keeps its code and changes what only another installation changes.
    fn refuse_reinstallation(&self) -> Result<(), Stop> {
        for after in self.to.sites() {
            let Some(before) = self.from.site(&after.site_code) else { continue };
            if let Err(attributes) = site::change(before, after) {
                let why = format!(
                    "{} cannot be changed at an installed site. Remove the site, collect the hierarchy again, and install \
                     another one: the code of a removed primary or central administration site is not used again.",
                    attributes.join(", ")
                );
                return Err(Stop { object: ObjectId::new(Kind::Site, &after.site_code), why });
            }
        }
        Ok(())
    }

    fn accounts(&mut self) {
        for account in self.to.accounts() {
            let before = self.from.get(&ObjectId::new(Kind::Account, &account.user_name));
            match before {
                None => self.steps.push(account::create(account, &self.top)),
                Some(Object::Account(before)) if before.password_version != account.password_version => {
                    self.steps.push(account::set_password(account));
                }
                Some(_) => {}
            }
        }
    }

    /// A server belongs to one site: it leaves its site before another one gets it.
    fn free_servers(&mut self) {
        let is_moving = |server: &str, site: &str| {
            self.to.systems().any(|system| {
                system.server_fqdn.eq_ignore_ascii_case(server) && !system.site_code.eq_ignore_ascii_case(site)
            })
        };
        let roles: Vec<_> =
            self.gone_roles().into_iter().filter(|role| is_moving(&role.server_fqdn, &role.site_code)).collect();
        let systems: Vec<_> = self
            .gone_systems()
            .into_iter()
            .filter(|system| is_moving(&system.server_fqdn, &system.site_code))
            .collect();
        self.steps.extend(roles.into_iter().rev().map(sup_role::delete));
        self.steps.extend(systems.into_iter().map(site_system::delete));
    }

    fn site(&mut self, after: &Site) -> Result<(), Stop> {
        match self.from.site(&after.site_code) {
            None => self.steps.push(site::install(after)),
            Some(before) => self.steps.extend(site::change(before, after).unwrap_or_default()),
        }
        let code = after.site_code.as_str();
        for system in self.to.systems().filter(|system| system.site_code.eq_ignore_ascii_case(code)) {
            self.system(system);
        }
        let roles = self.to.roles().into_iter().filter(|role| role.site_code.eq_ignore_ascii_case(code));
        let (replicas, firsts): (Vec<_>, Vec<_>) = roles.partition(|role| role.is_replica());
        let is_new_site = !self.from.roles().iter().any(|role| role.site_code.eq_ignore_ascii_case(code));
        for first in &firsts {
            self.first_role(first, is_new_site);
        }
        if let (Some(first), Some(settings)) = (firsts.first(), self.to.settings(code)) {
            self.settings(first, settings, is_new_site);
        }
        for replica in replicas {
            self.replica(replica);
        }
        Ok(())
    }

    fn system(&mut self, after: &SiteSystem) {
        match self.from.get(&Object::SiteSystem(after.clone()).id()) {
            Some(Object::SiteSystem(before)) => self.steps.extend(site_system::change(before, after)),
            _ => self.steps.extend(site_system::create(after)),
        }
    }

    fn role_before(&self, role: &SupRole) -> Option<&'a SupRole> {
        match self.from.get(&ObjectId::new(Kind::SupRole, role.id())) {
            Some(Object::SupRole(before)) => Some(before),
            _ => None,
        }
    }

    fn first_role(&mut self, first: &SupRole, is_new_site: bool) {
        let Some(before) = self.role_before(first).cloned() else {
            let former = self
                .from
                .roles()
                .into_iter()
                .find(|role| role.site_code.eq_ignore_ascii_case(&first.site_code) && !role.is_replica());
            let Some(former) = former.filter(|_| !is_new_site).cloned() else {
                self.steps.push(sup_role::create(first));
                self.steps.push(sup_role::wait(first));
                return;
            };
            // It begins as a replica of the first one that it succeeds.
            let replica = SupRole { upstream_sup_id: Some(former.id()), ..first.clone() };
            self.steps.push(sup_role::create(&replica));
            self.steps.push(sup_role::wait(first));
            self.steps.push(sup_role::promote(first, Some(&former)));
            return;
        };
        if before.upstream_sup_id != first.upstream_sup_id {
            let former = self.from.roles().into_iter().find(|role| {
                role.site_code.eq_ignore_ascii_case(&first.site_code) && !role.is_replica() && role.id() != first.id()
            });
            let promoted = SupRole { upstream_sup_id: first.upstream_sup_id.clone(), ..before.clone() };
            self.steps.push(sup_role::promote(&promoted, former.cloned().as_ref()));
        }
        let current = SupRole { upstream_sup_id: first.upstream_sup_id.clone(), ..before };
        self.steps.extend(sup_role::change(&current, first));
    }

    fn replica(&mut self, replica: &SupRole) {
        let Some(before) = self.role_before(replica).cloned() else {
            self.steps.push(sup_role::create(replica));
            self.steps.push(sup_role::wait(replica));
            return;
        };
        let current = SupRole { upstream_sup_id: replica.upstream_sup_id.clone(), ..before };
        self.steps.extend(sup_role::change(&current, replica));
    }

    /// A new site synchronizes with nothing selected first, so that its catalog is complete when products are subscribed.
    fn settings(&mut self, first: &SupRole, after: &SyncSettings, is_new_site: bool) {
        let code = after.site_code().to_owned();
        let is_top = self.to.site(&code).is_some_and(Site::is_top_level);
        let defaults = if is_top {
            SyncSettings::top_level_defaults(&first.id())
        } else {
            SyncSettings::child_defaults(&first.id())
        };
        let before = self.from.settings(&code).filter(|_| !is_new_site).cloned().unwrap_or(defaults);
        let top = if is_top { code.clone() } else { self.top.clone() };
        let synchronize = || sync_settings::synchronize(&top, &code, &first.server_fqdn);
        if is_new_site {
            if is_top {
                self.steps.push(sync_settings::clear(&before));
            }
            self.steps.push(synchronize());
        }
        let steps = sync_settings::change(&before, after);
        let is_subscribing = !steps.subscription.is_empty();
        self.steps.extend(steps.settings);
        self.steps.extend(steps.subscription);
        if is_subscribing {
            self.steps.push(synchronize());
        }
        // Attributes that are no setting of the product still differ in the hierarchy.
        if let Some(last) = self.steps.last_mut()
            && (is_new_site || sync_settings::is_same(&before, after) && before != *after)
        {
            last.changes.push(Change::Update(Object::SyncSettings(after.clone())));
        }
    }

    fn gone_roles(&self) -> Vec<&'a SupRole> {
        self.from.roles().into_iter().filter(|role| self.role_is_gone(role)).collect()
    }

    fn role_is_gone(&self, role: &SupRole) -> bool {
        self.to.get(&ObjectId::new(Kind::SupRole, role.id())).is_none()
    }

    fn gone_systems(&self) -> Vec<&'a SiteSystem> {
        let is_gone = |system: &&SiteSystem| self.to.get(&Object::SiteSystem((*system).clone()).id()).is_none();
        self.from.systems().filter(is_gone).collect()
    }

    /// The other way round: children before their parents, replicas before what they copy.
    fn removals(&mut self) {
        let (roles, systems) = (self.gone_roles(), self.gone_systems());
        let done: Vec<ObjectId> = self.steps.iter().flat_map(|step| &step.changes).filter_map(deleted).collect();
        for site in self.from.sites().into_iter().rev() {
            let code = site.site_code.as_str();
            let of_site = |other: &str| other.eq_ignore_ascii_case(code);
            let roles = roles.iter().rev().filter(|role| of_site(&role.site_code));
            let systems = systems.iter().filter(|system| of_site(&system.site_code));
            let removals = roles.map(|role| self.removal(role));
            let removals = removals.chain(systems.map(|system| site_system::delete(system)));
            let is_done = |step: &Step| step.changes.iter().filter_map(deleted).any(|id| done.contains(&id));
            let removals: Vec<_> = removals.filter(|step| !is_done(step)).collect();
            self.steps.extend(removals);
            if self.to.site(code).is_none() {
                self.steps.push(site::remove(site));
            }
        }
        for account in self.from.accounts() {
            if self.to.get(&ObjectId::new(Kind::Account, &account.user_name)).is_none() {
                self.steps.push(account::delete(account, &self.top));
            }
        }
    }

    /// The settings of a site are gone with its last software update point.
    fn removal(&self, role: &SupRole) -> Step {
        let mut step = sup_role::delete(&self.now(role));
        if !role.is_replica() && self.to.settings(&role.site_code).is_none() {
            step.changes.insert(0, Change::Delete(ObjectId::new(Kind::SyncSettings, &role.site_code)));
        }
        step
    }

    /// A role as earlier steps left it: a former first one replicates from its successor.
    fn now(&self, role: &SupRole) -> SupRole {
        let mut changes = self.steps.iter().rev().flat_map(|step| step.changes.iter().rev());
        let last = changes.find_map(|change| match change {
            Change::Update(Object::SupRole(now)) if now.id() == role.id() => Some(now),
            _ => None,
        });
        last.unwrap_or(role).clone()
    }
}

fn deleted(change: &Change) -> Option<ObjectId> {
    match change {
        Change::Delete(id) => Some(id.clone()),
        Change::Create(_) | Change::Update(_) => None,
    }
}
