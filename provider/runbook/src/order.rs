//! The order of steps in which the product needs them.

use std::collections::BTreeSet;

use hierarchy::{Change, Kind, Object, ObjectId, Site, SiteSystem, SiteType, SupRole, SyncSettings, SyncSource};

use crate::runbook::Stop;
use crate::state::State;
use crate::step::Step;
use crate::steps::{account, site, site_system, sup_role, sync_settings};

/// Puts the steps from one state to another in order.
pub(crate) struct Order<'a> {
    from: &'a State,
    to: &'a State,
    /// The state to which the steps so far lead.
    now: State,
    /// The code of the top-level site.
    top: String,
    steps: Vec<Step>,
    /// Sites with a new software update point that has not synchronized.
    new: BTreeSet<String>,
    /// Sites whose first software update point is being taken care of.
    begun: BTreeSet<String>,
    /// Software update points that are being removed: damaged ones may synchronize from each other.
    leaving: BTreeSet<String>,
}

impl<'a> Order<'a> {
    pub(crate) fn new(from: &'a State, to: &'a State) -> Self {
        let top = from.top_level_site().or(to.top_level_site()).map(|site| site.site_code.clone()).unwrap_or_default();
        let [new, begun, leaving] = [const { BTreeSet::new() }; 3];
        Self { from, to, now: from.clone(), top, steps: Vec::new(), new, begun, leaving }
    }

    /// The steps, and why they end before the state is reached.
    pub(crate) fn steps(mut self) -> (Vec<Step>, Option<Stop>) {
        let stop = self.run().err();
        (self.steps, stop)
    }

    fn run(&mut self) -> Result<(), Stop> {
        self.refuse_reinstallation()?;
        if self.from.top_level_site().is_some() {
            self.accounts();
        }
        let leaving = self.to.top_level_site().and_then(|site| self.left_by(site));
        if let Some(central) = &leaving {
            // A site becomes stand-alone as the last one below its central administration site.
            self.removals(Some(central))?;
        }
        let (ready, waiting): (Vec<_>, Vec<_>) =
            self.to.sites().into_iter().partition(|site| !self.waits_for_setup(site));
        for site in ready.into_iter().chain(waiting) {
            self.site(site)?;
        }
        self.removals(None)?;
        for account in self.from.accounts() {
            if self.to.get(&ObjectId::new(Kind::Account, &account.user_name)).is_none() {
                self.push(account::delete(account, &self.top));
            }
        }
        Ok(())
    }

    /// The central administration site that a site leaves.
    fn left_by(&self, site: &Site) -> Option<String> {
        let before = self.from.site(&site.site_code)?;
        before.parent_site_code.clone().filter(|_| site.parent_site_code.is_none())
    }

    fn push(&mut self, step: Step) {
        for change in &step.changes {
            self.now.apply(change);
        }
        self.steps.push(step);
    }

    fn extend(&mut self, steps: impl IntoIterator<Item = Step>) {
        for step in steps {
            self.push(step);
        }
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
                None => self.push(account::create(account, &self.top)),
                Some(Object::Account(before)) if before.password_version != account.password_version => {
                    self.push(account::set_password(account));
                }
                Some(_) => {}
            }
        }
    }

    /// Whether setup installs or moves a site, or one above it. A hierarchy has three tiers; a damaged one may have a circle.
    fn waits_for_setup(&self, site: &Site) -> bool {
        let parent = |site: &&'a Site| site.parent_site_code.as_deref().and_then(|parent| self.to.site(parent));
        let tiers = std::iter::successors(self.to.site(&site.site_code), parent).take(3);
        tiers.into_iter().any(|site| self.is_set_up(site))
    }

    fn is_set_up(&self, site: &Site) -> bool {
        let parent = |site: &Site| site.parent_site_code.as_deref().map(str::to_lowercase);
        match self.from.site(&site.site_code) {
            None => site.r#type != SiteType::Secondary,
            Some(before) => parent(before) != parent(site),
        }
    }

    fn site(&mut self, after: &'a Site) -> Result<(), Stop> {
        let code = after.site_code.as_str();
        match self.from.site(code) {
            Some(before) => {
                self.extend(site::change(before, after).unwrap_or_default());
                if self.left_by(after).is_some() {
                    return Err(Stop::after_setup(after));
                }
            }
            None if after.r#type == SiteType::Secondary => {
                self.free(&after.server_fqdn, code);
                self.push(site::install_secondary(after, self.to.system_of(after)));
            }
            None => {
                self.push(site::set_up(after, self.from.top_level_site()));
                return Err(Stop::after_setup(after));
            }
        }
        for system in self.to.systems().filter(|system| system.site_code.eq_ignore_ascii_case(code)) {
            self.system(system);
        }
        let first = self.first_role(code);
        if let (Some(first), Some(settings)) = (first, self.to.settings(code)) {
            self.settings(first, settings);
        }
        for replica in self.to.roles_of(code).filter(|role| role.is_replica()) {
            self.replica(replica);
        }
        Ok(())
    }

    fn system(&mut self, after: &SiteSystem) {
        match self.now.get(&Object::SiteSystem(after.clone()).id()).cloned() {
            Some(Object::SiteSystem(before)) => self.extend(site_system::change(&before, after)),
            _ => {
                self.free(&after.server_fqdn, &after.site_code);
                self.extend(site_system::create(after));
            }
        }
    }

    /// A server belongs to one site: it leaves its site before another one gets it.
    fn free(&mut self, server: &str, for_site: &str) {
        let is_elsewhere = |system: &&SiteSystem| {
            system.server_fqdn.eq_ignore_ascii_case(server) && !system.site_code.eq_ignore_ascii_case(for_site)
        };
        let elsewhere: Vec<_> = self.now.systems().filter(is_elsewhere).cloned().collect();
        for system in elsewhere {
            if let Some(role) = self.now.role_on(&system).cloned() {
                self.remove_role(&role);
            }
            self.push(site_system::delete(&system));
        }
    }

    /// The first software update point of a site, installed or promoted.
    fn first_role(&mut self, code: &str) -> Option<&'a SupRole> {
        let first = self.to.first_of(code)?;
        if !self.begun.insert(code.to_lowercase()) {
            return Some(first);
        }
        if let Some(system) = self.to.system_on(first) {
            self.system(system);
        }
        let is_secondary = self.to.site(code).is_some_and(|site| site.r#type == SiteType::Secondary);
        let former = self.now.first_of(code).filter(|former| former.id() != first.id()).cloned();
        // A secondary site has one software update point.
        let former = match former {
            Some(former) if is_secondary => {
                self.remove_role(&former);
                None
            }
            former => former,
        };
        match (self.now.role(&first.id()).cloned(), former) {
            (None, None) => {
                let followers = self.followers(first, None);
                // The parent site gets its new one later, if at all: then this one follows.
                let parent = self.now.site(code).and_then(|site| site.parent_site_code.as_deref());
                let upstream = parent.and_then(|parent| self.now.first_of(parent)).map(SupRole::id);
                let new = SupRole { upstream_sup_id: upstream, ..first.clone() };
                self.push(sup_role::create(&new).also(followers));
                self.push(sup_role::wait(first));
                self.new.insert(code.to_lowercase());
            }
            (None, Some(former)) => {
                // It begins as a replica of the first one that it succeeds.
                let replica = SupRole { upstream_sup_id: Some(former.id()), ..first.clone() };
                self.push(sup_role::create(&replica));
                self.push(sup_role::wait(first));
                self.promote(&replica, first, &former);
            }
            (Some(before), Some(former)) => self.promote(&before, first, &former),
            (Some(_), None) => {}
        }
        if let Some(before) = self.now.role(&first.id()).cloned() {
            self.extend(sup_role::change(&before, first));
        }
        Some(first)
    }

    fn promote(&mut self, before: &SupRole, first: &SupRole, former: &SupRole) {
        let promoted = SupRole { upstream_sup_id: former.upstream_sup_id.clone(), ..before.clone() };
        let followers = self.followers(first, Some(former));
        self.push(sup_role::promote(&promoted, former).also(followers));
        // The former one may be removed next: until then, only it has the catalog.
        self.synchronize(&first.site_code, first);
    }

    /// Waits for a synchronization, unless the hierarchy has no source of updates.
    fn synchronize(&mut self, code: &str, first: &SupRole) {
        let source = |state: &State| state.settings(&self.top).and_then(|settings| settings.source);
        if source(&self.now).or(source(self.to)) != Some(SyncSource::None) {
            self.push(sync_settings::synchronize(&self.top, code, &first.server_fqdn));
        }
    }

    /// What follows a new first software update point: the others of its site, those of the sites below, and the settings.
    fn followers(&self, first: &SupRole, former: Option<&SupRole>) -> Vec<Change> {
        let upstream_sup_id = Some(first.id());
        let follows = |role: &&SupRole| {
            let is_below = || self.now.site(&role.site_code).and_then(|site| site.parent_site_code.as_deref());
            let is_of_site = role.site_code.eq_ignore_ascii_case(&first.site_code);
            let follows = if is_of_site {
                role.id() != first.id()
            } else {
                !role.is_replica() && is_below().is_some_and(|parent| parent.eq_ignore_ascii_case(&first.site_code))
            };
            follows && role.upstream_sup_id != upstream_sup_id
        };
        let (of_site, below): (Vec<_>, Vec<_>) = self
            .now
            .roles()
            .into_iter()
            .filter(follows)
            .partition(|role| role.site_code.eq_ignore_ascii_case(&first.site_code));
        let roles = of_site
            .into_iter()
            .chain(below)
            .map(|role| SupRole { upstream_sup_id: upstream_sup_id.clone(), ..role.clone() });
        let mut changes: Vec<_> = roles.map(|role| Change::Update(Object::SupRole(role))).collect();
        if let Some(settings) = self.now.settings(&first.site_code).filter(|_| former.is_some()) {
            let settings = SyncSettings { sup_role_id: first.id(), ..settings.clone() };
            changes.push(Change::Update(Object::SyncSettings(settings)));
        }
        changes
    }

    fn replica(&mut self, replica: &SupRole) {
        match self.now.role(&replica.id()).cloned() {
            Some(before) => self.extend(sup_role::change(&before, replica)),
            None => {
                self.push(sup_role::create(replica));
                self.push(sup_role::wait(replica));
            }
        }
    }

    /// A new site synchronizes with nothing subscribed first, so that its catalog is complete when products are subscribed.
    fn settings(&mut self, first: &SupRole, after: &SyncSettings) {
        let code = after.site_code().to_owned();
        let is_new = self.new.contains(&code.to_lowercase());
        let is_top = self.to.site(&code).is_some_and(Site::is_top_level);
        let defaults = if is_top { SyncSettings::top_level_defaults } else { SyncSettings::child_defaults };
        let before = self.now.settings(&code).filter(|_| !is_new).cloned().unwrap_or_else(|| defaults(&first.id()));
        let steps = sync_settings::change(&before, after, is_new);
        if steps.is_empty() && before != *after {
            // What is no setting of the product still differs in the hierarchy.
            let settings = Change::Update(Object::SyncSettings(after.clone()));
            self.now.apply(&settings);
            if let Some(last) = self.steps.last_mut() {
                last.changes.push(settings);
            }
        }
        let is_subscribing = !steps.subscription.is_empty();
        if is_new && is_top {
            self.push(sync_settings::clear(&code, &first.server_fqdn));
        }
        self.extend(steps.languages);
        if is_new {
            self.synchronize(&code, first);
        }
        self.extend(steps.settings);
        self.extend(steps.subscription);
        if is_subscribing {
            self.synchronize(&code, first);
        }
    }

    /// The other way round: children before their parents, replicas before what they replicate from.
    /// What is at `except` stays.
    fn removals(&mut self, except: Option<&str>) -> Result<(), Stop> {
        for site in self.from.sites().into_iter().rev() {
            let code = site.site_code.as_str();
            if except.is_some_and(|except| except.eq_ignore_ascii_case(code)) {
                continue;
            }
            let is_site_gone = self.to.site(code).is_none();
            let roles: Vec<_> = self.from.roles_of(code).filter(|role| self.to.role(&role.id()).is_none()).collect();
            for role in roles.into_iter().rev() {
                self.remove_role(role);
            }
            let systems: Vec<_> =
                self.now.systems().filter(|system| system.site_code.eq_ignore_ascii_case(code)).cloned().collect();
            for system in systems {
                // The server of a site goes with its site.
                let is_site_server = system.server_fqdn.eq_ignore_ascii_case(&site.server_fqdn);
                if self.to.get(&Object::SiteSystem(system.clone()).id()).is_none() && !(is_site_gone && is_site_server)
                {
                    self.push(site_system::delete(&system));
                }
            }
            if is_site_gone {
                self.push(site::remove(site));
                if site.r#type != SiteType::Secondary {
                    return Err(Stop::after_setup(site));
                }
            }
        }
        Ok(())
    }

    /// Removes a software update point, unless that is done: after its successor has taken over, and after those that synchronize
    /// from it. The settings of a site are gone with its last one.
    fn remove_role(&mut self, role: &SupRole) {
        if !self.leaving.insert(role.id().to_lowercase()) {
            return;
        }
        let code = role.site_code.as_str();
        if !role.is_replica() && self.to.first_of(code).is_some_and(|first| first.id() != role.id()) {
            let is_secondary = self.to.site(code).is_some_and(|site| site.r#type == SiteType::Secondary);
            if !is_secondary {
                self.first_role(code);
            }
        }
        let downstream: Vec<_> =
            self.now.roles().into_iter().filter(|other| other.upstream_sup_id == Some(role.id())).cloned().collect();
        for other in downstream.iter().rev().filter(|other| self.to.role(&other.id()).is_none()) {
            self.remove_role(other);
        }
        let Some(now) = self.now.role(&role.id()).cloned() else { return };
        let mut step = sup_role::delete(&now);
        if self.now.roles_of(code).count() == 1 {
            step.changes.insert(0, Change::Delete(ObjectId::new(Kind::SyncSettings, code)));
        }
        self.push(step);
    }
}
