use super::{FactKind, StoreError};
use crate::model::{Kind, Object, ObjectId, Owner, Site, SiteSystem, SiteType, Stored, Subject, SupRole, SyncSettings};

/// How to find objects of one kind other than by id. Names are case-insensitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// All.
    All,
    /// Those of a site.
    Site(&'a str),
    /// Those of a site that do not replicate from another one of it: its first SUP (temporarily two, during a
    /// promotion).
    FirstOfSite(&'a str),
    /// Those that refer to this: child sites to their parent, SUPs to their upstream, settings to their SUP.
    Parent(&'a str),
    /// Those that refer to no other: the top-level site, its first SUP.
    Top,
    /// Those on a server.
    Server(&'a str),
    /// Those that use an account.
    Account(&'a str),
    /// Servers whose WSUS uses a database ([`SiteSystem::stored_database`]).
    Database(&'a str),
}

/// An object, and who owns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// The object.
    pub stored: Stored<Object>,
    /// Its owners, by mark; none if it was not created through Terraform.
    pub owners: Vec<Owner>,
}

/// A read-only hierarchy: a snapshot, an open transaction, or the stored state with planned changes over it.
///
/// An implementation provides the functions without a body. The cost of each must depend on what it returns, not on the
/// size of the hierarchy.
pub trait View {
    /// An object by its id.
    ///
    /// # Errors
    /// If the store cannot be read, as for every function of this trait.
    fn get(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError>;

    /// The objects of a kind that a lookup finds, by id.
    ///
    /// # Errors
    /// See [`View::get`].
    fn find(&self, kind: Kind, lookup: Lookup<'_>) -> Result<Vec<Stored<Object>>, StoreError>;

    /// The ids of the first objects that a lookup finds after a key ([`ObjectId::key`]), as they are compared. They are found
    /// also where an object cannot be read.
    ///
    /// # Errors
    /// See [`View::get`].
    fn ids_after(
        &self,
        after: &str,
        number: usize,
        kind: Kind,
        lookup: Lookup<'_>,
    ) -> Result<Vec<ObjectId>, StoreError> {
        let ids = self.find(kind, lookup)?.into_iter().map(|stored| ObjectId::new(kind, stored.object.id().key()));
        Ok(ids.filter(|id| id.id.as_str() > after).take(number).collect())
    }

    /// The number of objects [`View::find`] would find.
    ///
    /// # Errors
    /// See [`View::get`].
    fn count(&self, kind: Kind, lookup: Lookup<'_>) -> Result<u64, StoreError>;

    /// Whether [`View::find`] would find at least this number.
    ///
    /// # Errors
    /// See [`View::get`].
    fn has_at_least(&self, number: u64, kind: Kind, lookup: Lookup<'_>) -> Result<bool, StoreError> {
        Ok(self.count(kind, lookup)? >= number)
    }

    /// The owners of an object, by mark; none if it was not created through Terraform.
    ///
    /// # Errors
    /// See [`View::get`].
    fn owners(&self, id: &ObjectId) -> Result<Vec<Owner>, StoreError>;

    /// An object with its owners.
    ///
    /// # Errors
    /// See [`View::get`].
    fn get_owned(&self, id: &ObjectId) -> Result<Option<Owned>, StoreError> {
        let Some(stored) = self.get(id)? else { return Ok(None) };
        Ok(Some(Owned { stored, owners: self.owners(id)? }))
    }

    /// Whether a removed primary or central administration site had this code (V04).
    ///
    /// # Errors
    /// See [`View::get`].
    fn is_retired(&self, site_code: &str) -> Result<bool, StoreError>;

    /// A fact of the simulation, by its key.
    ///
    /// # Errors
    /// See [`View::get`].
    fn fact(&self, kind: FactKind, key: &str) -> Result<Option<String>, StoreError>;

    /// All facts of the simulation of a kind, by key.
    ///
    /// # Errors
    /// See [`View::get`].
    fn facts(&self, kind: FactKind) -> Result<Vec<(String, String)>, StoreError>;
}

/// Typed functions on a [`View`].
impl dyn View + '_ {
    /// The objects of one type that a lookup finds.
    ///
    /// # Errors
    /// See [`View::get`].
    pub fn all<T: Subject>(&self, lookup: Lookup<'_>) -> Result<Vec<Stored<T>>, StoreError> {
        let found = self.find(T::KIND, lookup)?;
        Ok(found.into_iter().filter_map(Stored::narrow).collect())
    }

    /// One object of a type by its id.
    ///
    /// # Errors
    /// See [`View::get`].
    pub fn one<T: Subject>(&self, id: &str) -> Result<Option<Stored<T>>, StoreError> {
        let found = self.get(&ObjectId::new(T::KIND, id))?;
        Ok(found.and_then(Stored::narrow))
    }

    /// A site by its code.
    ///
    /// # Errors
    /// See [`View::get`].
    pub fn site(&self, site_code: &str) -> Result<Option<Site>, StoreError> {
        Ok(self.one(site_code)?.map(|site| site.object))
    }

    /// The top-level site; a hierarchy has one (V18). A secondary site planned without a parent is not a top-level site
    /// (V10).
    ///
    /// # Errors
    /// See [`View::get`].
    pub fn top_level_site(&self) -> Result<Option<Site>, StoreError> {
        let sites = self.all::<Site>(Lookup::Top)?;
        Ok(sites.into_iter().map(|site| site.object).find(|site| site.r#type != SiteType::Secondary))
    }

    /// The settings of the top-level site, which apply to all sites; the defaults if it has none.
    ///
    /// # Errors
    /// See [`View::get`].
    pub fn top_level_settings(&self) -> Result<SyncSettings, StoreError> {
        let settings = match self.top_level_site()? {
            Some(site) => self.settings(&site.site_code)?,
            None => None,
        };
        Ok(settings.map_or_else(|| SyncSettings::top_level_defaults(""), |stored| stored.object))
    }

    /// The child sites of a site.
    ///
    /// # Errors
    /// See [`View::get`].
    pub fn child_sites(&self, site_code: &str) -> Result<Vec<Site>, StoreError> {
        let sites = self.all(Lookup::Parent(site_code))?;
        Ok(sites.into_iter().map(|site| site.object).collect())
    }

    /// The site systems on a server; all are of one site (V24).
    ///
    /// # Errors
    /// See [`View::get`].
    pub fn site_systems_on(&self, server_fqdn: &str) -> Result<Vec<SiteSystem>, StoreError> {
        let systems = self.all(Lookup::Server(server_fqdn))?;
        Ok(systems.into_iter().map(|system| system.object).collect())
    }

    /// A SUP by its id.
    ///
    /// # Errors
    /// See [`View::get`].
    pub fn sup(&self, id: &str) -> Result<Option<SupRole>, StoreError> {
        Ok(self.one(id)?.map(|sup| sup.object))
    }

    /// The SUPs of a site that do not replicate from another one of it: the first, and temporarily both during a
    /// promotion.
    ///
    /// # Errors
    /// See [`View::get`].
    pub fn first_sups(&self, site_code: &str) -> Result<Vec<SupRole>, StoreError> {
        let sups = self.all(Lookup::FirstOfSite(site_code))?;
        Ok(sups.into_iter().map(|sup| sup.object).collect())
    }

    /// The SUPs that synchronize from one.
    ///
    /// # Errors
    /// See [`View::get`].
    pub fn sups_downstream_of(&self, sup_id: &str) -> Result<Vec<SupRole>, StoreError> {
        let sups = self.all(Lookup::Parent(sup_id))?;
        Ok(sups.into_iter().map(|sup| sup.object).collect())
    }

    /// The objects that use a SUP or an account: SUPs that synchronize from the SUP, servers and SUPs that name the
    /// account. Nothing uses objects of the other kinds in this way.
    ///
    /// # Errors
    /// See [`View::get`].
    pub fn users_of(&self, id: &ObjectId) -> Result<Vec<ObjectId>, StoreError> {
        let mut users = Vec::new();
        for (kind, lookup) in uses(id) {
            users.extend(self.find(kind, lookup)?.into_iter().map(|user| user.object.id()));
        }
        Ok(users)
    }

    /// Whether [`users_of`](#method.users_of) finds any.
    ///
    /// # Errors
    /// See [`View::get`].
    pub fn is_used(&self, id: &ObjectId) -> Result<bool, StoreError> {
        for (kind, lookup) in uses(id) {
            if self.has_at_least(1, kind, lookup)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The settings of a site.
    ///
    /// # Errors
    /// See [`View::get`].
    pub fn settings(&self, site_code: &str) -> Result<Option<Stored<SyncSettings>>, StoreError> {
        self.one(site_code)
    }
}

/// How the users of an object are found.
fn uses(id: &ObjectId) -> Vec<(Kind, Lookup<'_>)> {
    match id.kind {
        Kind::SupRole => vec![(Kind::SupRole, Lookup::Parent(&id.id))],
        Kind::Account => [Kind::SiteSystem, Kind::SupRole].map(|kind| (kind, Lookup::Account(&id.id))).into(),
        Kind::Site | Kind::SiteSystem | Kind::SyncSettings => Vec::new(),
    }
}
