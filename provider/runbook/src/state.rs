//! The objects of a hierarchy at one moment.

use std::collections::BTreeMap;

use hierarchy::{Account, Change, Kind, Object, ObjectId, Site, SiteSystem, SupRole, SyncSettings};

/// The objects of a hierarchy at one moment.
#[derive(Clone, Debug, Default)]
pub struct State(BTreeMap<(Kind, String), Object>);

impl FromIterator<Object> for State {
    fn from_iter<T: IntoIterator<Item = Object>>(objects: T) -> Self {
        Self(objects.into_iter().map(|object| (identity(&object.id()), object)).collect())
    }
}

fn identity(id: &ObjectId) -> (Kind, String) {
    (id.kind, id.key())
}

impl State {
    /// Adds an object, in place of one with its id.
    pub fn put(&mut self, object: Object) {
        self.0.insert(identity(&object.id()), object);
    }

    /// Removes an object.
    pub fn remove(&mut self, id: &ObjectId) {
        self.0.remove(&identity(id));
    }

    /// An object by its id.
    #[must_use]
    pub fn get(&self, id: &ObjectId) -> Option<&Object> {
        self.0.get(&identity(id))
    }

    /// All objects, by kind and id.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.0.values()
    }

    /// With what a software update point brings along where no object declares it: its server and the settings of its site,
    /// with the defaults.
    #[must_use]
    pub fn completed(&self) -> Self {
        let mut completed = self.clone();
        for role in self.roles() {
            let system = SiteSystem::with_defaults(&role.site_code, &role.server_fqdn);
            if self.get(&Object::SiteSystem(system.clone()).id()).is_none() {
                completed.put(Object::SiteSystem(system));
            }
            if !role.is_replica() && self.settings(&role.site_code).is_none() {
                let is_top = self.site(&role.site_code).is_some_and(Site::is_top_level);
                let defaults = if is_top { SyncSettings::top_level_defaults } else { SyncSettings::child_defaults };
                completed.put(Object::SyncSettings(defaults(&role.id())));
            }
        }
        completed
    }

    /// With the servers of its sites where another state has them: they stay as long as their sites.
    pub(crate) fn with_site_servers(&self, other: &Self) -> Self {
        let mut with = self.clone();
        for site in self.sites() {
            let defaults = SiteSystem::with_defaults(&site.site_code, &site.server_fqdn);
            let is_missing = self.system_of(site).is_none() && other.system_of(site).is_some();
            if is_missing && other.site(&site.site_code).is_some() {
                with.put(Object::SiteSystem(defaults));
            }
        }
        with
    }

    /// Makes a change, without its consequences.
    pub(crate) fn apply(&mut self, change: &Change) {
        match change {
            Change::Create(object) | Change::Update(object) => self.put(object.clone()),
            Change::Delete(id) => self.remove(id),
        }
    }

    /// The sites, a parent before its children.
    pub(crate) fn sites(&self) -> Vec<&Site> {
        let mut sites: Vec<&Site> = self
            .objects()
            .filter_map(|object| if let Object::Site(site) = object { Some(site) } else { None })
            .collect();
        sites.sort_by_cached_key(|site| (self.depth(site), site.site_code.to_lowercase()));
        sites
    }

    fn depth(&self, site: &Site) -> usize {
        let (mut depth, mut parent) = (0, site.parent_site_code.as_deref());
        // A hierarchy has three tiers; a damaged one may have a circle.
        while let (Some(code), true) = (parent, depth < 3) {
            depth += 1;
            parent = self.site(code).and_then(|site| site.parent_site_code.as_deref());
        }
        depth
    }

    pub(crate) fn site(&self, code: &str) -> Option<&Site> {
        match self.get(&ObjectId::new(Kind::Site, code)) {
            Some(Object::Site(site)) => Some(site),
            _ => None,
        }
    }

    pub(crate) fn top_level_site(&self) -> Option<&Site> {
        self.sites().into_iter().find(|site| site.is_top_level())
    }

    pub(crate) fn systems(&self) -> impl Iterator<Item = &SiteSystem> {
        self.objects().filter_map(|object| if let Object::SiteSystem(system) = object { Some(system) } else { None })
    }

    /// The server that a site is on, as a site system.
    pub(crate) fn system_of(&self, site: &Site) -> Option<&SiteSystem> {
        self.system(&site.site_code, &site.server_fqdn)
    }

    /// The server of a software update point.
    pub(crate) fn system_on(&self, role: &SupRole) -> Option<&SiteSystem> {
        self.system(&role.site_code, &role.server_fqdn)
    }

    fn system(&self, site: &str, server: &str) -> Option<&SiteSystem> {
        match self.get(&Object::SiteSystem(SiteSystem::with_defaults(site, server)).id()) {
            Some(Object::SiteSystem(system)) => Some(system),
            _ => None,
        }
    }

    /// A software update point by its id.
    pub(crate) fn role(&self, id: &str) -> Option<&SupRole> {
        match self.get(&ObjectId::new(Kind::SupRole, id)) {
            Some(Object::SupRole(role)) => Some(role),
            _ => None,
        }
    }

    /// The software update point on a server.
    pub(crate) fn role_on(&self, system: &SiteSystem) -> Option<&SupRole> {
        self.role(&Object::SiteSystem(system.clone()).id().id)
    }

    /// The software update points of a site, the first one before the others.
    pub(crate) fn roles_of(&self, site: &str) -> impl DoubleEndedIterator<Item = &SupRole> {
        let of_site = |role: &&SupRole| role.site_code.eq_ignore_ascii_case(site);
        self.roles().into_iter().filter(of_site).collect::<Vec<_>>().into_iter()
    }

    /// The first software update point of a site.
    pub(crate) fn first_of(&self, site: &str) -> Option<&SupRole> {
        self.roles_of(site).find(|role| !role.is_replica())
    }

    /// The software update points, the first one of each site before the others.
    pub(crate) fn roles(&self) -> Vec<&SupRole> {
        let roles =
            self.objects().filter_map(|object| if let Object::SupRole(role) = object { Some(role) } else { None });
        let mut roles: Vec<_> = roles.collect();
        roles.sort_by_key(|role| role.is_replica());
        roles
    }

    pub(crate) fn settings(&self, site: &str) -> Option<&SyncSettings> {
        match self.get(&ObjectId::new(Kind::SyncSettings, site)) {
            Some(Object::SyncSettings(settings)) => Some(settings),
            _ => None,
        }
    }

    pub(crate) fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.objects().filter_map(|object| if let Object::Account(account) = object { Some(account) } else { None })
    }
}
