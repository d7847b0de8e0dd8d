//! The hierarchy in the simulation: sites and software update points by number, with their state.

mod content;
mod decisions;
mod failure;
mod load;
mod nodes;
mod servers;
mod top;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::SignedDuration;

use super::updates::CountKey;
use crate::facts::{self, ClockState, Content, Count, Faults, Import, Moment};
use crate::model::{MaxRunTime, SiteType, SyncSettings, UpstreamSource, WsusMaintenance, key};
use crate::store::{FactKind, StoreError, Transaction, View};
use load::{load_sites, load_sups};
pub(crate) use nodes::{SiteNode, SupNode};
pub(crate) use top::TopLevelSite;

/// The simulated hierarchy.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) time: ClockState,
    pub(crate) sites: Vec<SiteNode>,
    pub(crate) sups: Vec<SupNode>,
    /// The top-level site, with the settings that only it has.
    pub(crate) top: Option<TopLevelSite>,
    pub(crate) contents: BTreeMap<u64, Content>,
    pub(crate) import: Option<Import>,
    /// The last count of the updates that are released monthly.
    pub(crate) counted: Option<(CountKey, Count)>,
    /// Keys of the state of removed sites and roles.
    gone: Vec<(FactKind, String)>,
    kept_contents: BTreeSet<u64>,
}

impl World {
    /// Reads everything that synchronization depends on; objects created or removed since the last read count from
    /// `now`.
    pub(crate) fn load(view: &dyn View, now: Moment) -> Result<Self, StoreError> {
        let time = ClockState::of(view)?;
        let arrived = time.changed.unwrap_or(now);
        let faults = Faults::of(view)?;
        let mut gone = Vec::new();
        let (sites, by_code) = load_sites(view, &faults, &mut gone)?;
        let sups = load_sups(view, &by_code, &faults, arrived, &mut gone)?;
        let contents: Vec<(String, Content)> = facts::readable(view, FactKind::Content)?;
        let contents: BTreeMap<u64, Content> =
            contents.into_iter().filter_map(|(version, content)| Some((version.parse().ok()?, content))).collect();
        let mut world = Self {
            kept_contents: contents.keys().copied().collect(),
            import: facts::read(view, FactKind::Import, Import::KEY)?,
            time,
            sites,
            sups,
            top: None,
            counted: None,
            contents,
            gone,
        };
        world.assign_roles(view)?;
        if world.time.changed.is_some() || !world.time.knows_servers {
            world.read_servers(view)?;
        }
        world.top = world.find_top(view, arrived)?;
        world.note_obstacles(arrived);
        world.note_subscription(arrived);
        world.limit_versions_to_upstream();
        Ok(world)
    }

    /// The top-level site of a world, with its settings.
    fn find_top(&self, view: &dyn View, arrived: Moment) -> Result<Option<TopLevelSite>, StoreError> {
        let is_top = |site: &SiteNode| site.parent.is_none() && site.r#type != SiteType::Secondary;
        let Some(site) = self.sites.iter().position(is_top) else { return Ok(None) };
        let Some(node) = self.sites.get(site) else { return Ok(None) };
        let (code, first) = (Arc::clone(&node.code), node.first);
        let server = first.and_then(|first| self.sup(first)).map(|first| first.id.clone()).unwrap_or_default();
        let settings = view.settings(&code)?.map(|stored| stored.object);
        let settings = settings.unwrap_or_else(|| SyncSettings::top_level_defaults(&server));
        let version = view.site(&code)?.and_then(|site| site.version);
        let mut top = TopLevelSite {
            site,
            version,
            outside: UpstreamSource::MicrosoftUpdate,
            upstream_lacks_ssl: false,
            recurrence: None,
            scheduled: None,
            subscription: Arc::default(),
            unknown_products: Vec::new(),
            supersedence: Arc::default(),
            run_time: MaxRunTime::default(),
            maintenance: WsusMaintenance::default(),
            has_certificate_work: false,
            has_third_party_updates: false,
            basis: String::new(),
        };
        let since = self.time.scheduled.or(self.time.settled).unwrap_or(arrived);
        top.apply_settings(&settings, &server, since);
        top.read_upstream(&settings, view)?;
        // Nothing starts before events that have already happened.
        top.scheduled =
            top.scheduled.map(|scheduled| self.time.settled.map_or(scheduled, |settled| scheduled.max(settled)));
        Ok(Some(top))
    }

    /// Links each site to its first software update point and its replicas.
    fn assign_roles(&mut self, view: &dyn View) -> Result<(), StoreError> {
        for (number, sup) in self.sups.iter().enumerate() {
            let Some(site) = self.sites.get_mut(sup.site) else { continue };
            match site.first {
                _ if sup.is_replica => site.replicas.push(number),
                None => site.first = Some(number),
                // During a promotion, the settings refer to the first one.
                Some(other) => {
                    let named = view.settings(&site.code)?.map(|settings| key(&settings.object.sup_role_id));
                    let (first, second) =
                        if named.as_ref() == Some(&sup.id) { (number, other) } else { (other, number) };
                    site.first = Some(first);
                    site.replicas.push(second);
                }
            }
        }
        for site in &self.sites {
            for (number, is_first) in
                site.first.iter().map(|first| (first, true)).chain(site.replicas.iter().map(|sup| (sup, false)))
            {
                if let Some(sup) = self.sups.get_mut(*number)
                    && sup.state.first != is_first
                {
                    sup.state.first = is_first;
                    sup.is_changed = true;
                }
            }
        }
        Ok(())
    }

    /// Limits versions to that of the upstream: if a site or a role has another upstream, or the upstream was
    /// reinstalled, it starts from the version of that upstream.
    fn limit_versions_to_upstream(&mut self) {
        for site in self.top_down() {
            let Some(node) = self.sites.get(site) else { continue };
            let version_of = |sup: usize| self.sup(sup).map(|point| point.state.version);
            let above = node.parent.and_then(|parent| self.site(parent)).map(|parent| parent.state.version);
            let first = node.first.and_then(version_of);
            let version = [above, first].into_iter().flatten().fold(node.state.version, u64::min);
            let sups: Vec<usize> = node.first.into_iter().chain(node.replicas.iter().copied()).collect();
            if node.state.version != version {
                self.update_site(site, |state| state.version = version);
            }
            for sup in sups {
                if self.sup(sup).is_some_and(|point| point.state.version > version) {
                    self.update_sup(sup, |kept| kept.limit_version(version));
                }
            }
            self.replicate(site);
        }
    }

    /// Sites, each after its parent.
    pub(crate) fn top_down(&self) -> Vec<usize> {
        let mut order: Vec<usize> =
            (0..self.sites.len()).filter(|site| self.site(*site).is_some_and(|node| node.parent.is_none())).collect();
        let mut next = 0;
        while let Some(site) = order.get(next) {
            order.extend(self.sites.get(*site).map(|node| node.children.clone()).unwrap_or_default());
            next += 1;
        }
        order
    }

    pub(crate) fn site(&self, number: usize) -> Option<&SiteNode> {
        self.sites.get(number)
    }

    pub(crate) fn sup(&self, number: usize) -> Option<&SupNode> {
        self.sups.get(number)
    }

    /// The site with a code (case-insensitive).
    pub(crate) fn site_of_code(&self, code: &str) -> Option<usize> {
        self.sites.iter().position(|site| site.code.eq_ignore_ascii_case(code))
    }

    pub(crate) fn is_top(&self, site: usize) -> bool {
        self.top.as_ref().is_some_and(|top| top.site == site)
    }

    /// The synchronization source of the top-level site.
    pub(crate) fn outside(&self) -> UpstreamSource {
        self.top.as_ref().map_or(UpstreamSource::MicrosoftUpdate, |top| top.outside.clone())
    }

    /// Stores the changes, as of `until`.
    pub(crate) fn save(
        &mut self,
        until: Moment,
        due: Option<Moment>,
        transaction: &mut dyn Transaction,
    ) -> Result<(), StoreError> {
        for (kind, gone) in self.gone.drain(..) {
            transaction.remove_fact(kind, &gone)?;
        }
        for site in self.sites.iter_mut().filter(|site| site.is_changed) {
            facts::write(transaction, FactKind::Site, &key(&site.code), &site.state)?;
            site.is_changed = false;
        }
        for sup in self.sups.iter_mut().filter(|sup| sup.is_changed) {
            facts::write(transaction, FactKind::Sup, &sup.id, &sup.state)?;
            sup.is_changed = false;
        }
        self.save_contents(transaction)?;
        self.time.settled = Some(self.time.settled.map_or(until, |settled| settled.max(until)));
        // A scheduled synchronization that was skipped during a wait is still due.
        let overdue = self.top.as_ref().and_then(|top| top.scheduled).filter(|scheduled| *scheduled <= until);
        let before = |moment: Moment| moment.after(SignedDuration::from_secs(-1));
        self.time.scheduled = overdue.map(before).or(self.time.settled);
        self.time.due = due;
        self.time.changed = None;
        self.time.save(transaction)
    }

    /// Removes content that no software update point has.
    fn save_contents(&mut self, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        let newest = self.contents.keys().next_back().copied();
        let used = self.sups.iter().flat_map(|sup| [sup.state.version, sup.state.replicated]);
        let used: BTreeSet<u64> = used.chain(newest).collect();
        self.contents.retain(|version, _| used.contains(version));
        for version in &self.kept_contents {
            if !self.contents.contains_key(version) {
                transaction.remove_fact(FactKind::Content, &version.to_string())?;
            }
        }
        for (version, content) in &self.contents {
            if !self.kept_contents.contains(version) {
                facts::write(transaction, FactKind::Content, &version.to_string(), content)?;
            }
        }
        self.kept_contents = self.contents.keys().copied().collect();
        Ok(())
    }
}
