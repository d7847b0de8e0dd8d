use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Identity, Kind, Object, is_unknown, key};
use crate::store::Keys;
use crate::store::Lookup;

/// The objects that a run plans to write, found in the same way as in a store.
#[derive(Debug, Default)]
pub(crate) struct Planned {
    objects: BTreeMap<Identity, PlannedObject>,
    /// Each lookup that finds an object, with its id.
    index: BTreeSet<(Kind, IndexKey, String)>,
    /// The number of objects of a kind with an unknown attribute that a lookup uses.
    with_unknown_key: BTreeMap<Kind, usize>,
}

/// A planned object.
#[derive(Clone, Debug)]
pub(crate) struct PlannedObject {
    pub(crate) object: Object,
    /// Whether some of its attributes are known only after apply.
    pub(crate) is_incomplete: bool,
    has_unknown_key: bool,
}

/// The number of objects for each lookup, or more.
#[derive(Debug, Default)]
pub(crate) struct Tally(BTreeMap<(Kind, IndexKey), u64>);

impl Tally {
    /// Counts one more object.
    pub(crate) fn add(&mut self, object: &Object) {
        for index_key in index_keys(&Keys::of(object)) {
            *self.0.entry((object.kind(), index_key)).or_default() += 1;
        }
    }

    /// How many of those counted a lookup finds; `None` where that is not known.
    pub(crate) fn count(&self, kind: Kind, lookup: Lookup<'_>) -> Option<u64> {
        let index_key = IndexKey::of(lookup)?;
        Some(self.0.get(&(kind, index_key)).copied().unwrap_or_default())
    }
}

/// A [`Lookup`] as a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum IndexKey {
    Site(String),
    FirstOfSite(String),
    Parent(String),
    Top,
    Server(String),
    Account(String),
    Database(String),
}

/// The attributes that lookups use, of all kinds.
const FOUND_BY: [&str; 9] = [
    "site_code",
    "server_fqdn",
    "parent_site_code",
    "upstream_sup_id",
    "sup_role_id",
    "proxy.account",
    "installation_account",
    "wsus_connection_account",
    "wsus.database",
];

impl Planned {
    pub(crate) fn get(&self, id: &Identity) -> Option<&PlannedObject> {
        self.objects.get(id)
    }

    pub(crate) fn contains(&self, id: &Identity) -> bool {
        self.get(id).is_some()
    }

    /// Adds the object or replaces it.
    pub(crate) fn put(&mut self, object: Object, unknown: &BTreeSet<String>) {
        let (kind, keys) = (object.kind(), Keys::of(&object));
        self.remove(&object.id().identity());
        for index_key in index_keys(&keys) {
            self.index.insert((kind, index_key, keys.id.clone()));
        }
        let has_unknown_key = FOUND_BY.iter().any(|name| is_unknown(name, unknown));
        *self.with_unknown_key.entry(kind).or_default() += usize::from(has_unknown_key);
        let planned = PlannedObject { object, is_incomplete: !unknown.is_empty(), has_unknown_key };
        self.objects.insert((kind, keys.id), planned);
    }

    /// Removes the object, if there is one.
    pub(crate) fn remove(&mut self, id: &Identity) {
        let Some(gone) = self.objects.remove(id) else { return };
        let (kind, key) = id;
        for index_key in index_keys(&Keys::of(&gone.object)) {
            self.index.remove(&(*kind, index_key, key.clone()));
        }
        if let Some(with_unknown_key) = self.with_unknown_key.get_mut(kind).filter(|_| gone.has_unknown_key) {
            *with_unknown_key -= 1;
        }
    }

    /// Whether a lookup among objects of this kind may miss one, because an attribute it uses is unknown.
    pub(crate) fn may_miss(&self, kind: Kind) -> bool {
        self.with_unknown_key.get(&kind).is_some_and(|with_unknown_key| *with_unknown_key > 0)
    }

    /// The objects a lookup finds, by id.
    pub(crate) fn find(&self, kind: Kind, lookup: Lookup<'_>) -> Vec<&PlannedObject> {
        let Some(index_key) = IndexKey::of(lookup) else {
            let of_kind = self.objects.range((kind, String::new())..).take_while(|((other, _), _)| *other == kind);
            return of_kind.map(|(_, planned)| planned).collect();
        };
        self.indexed(kind, &index_key).filter_map(|id| self.objects.get(&(kind, id.clone()))).collect()
    }

    /// The number of objects [`Planned::find`] finds.
    pub(crate) fn count(&self, kind: Kind, lookup: Lookup<'_>) -> u64 {
        let count = match IndexKey::of(lookup) {
            Some(index_key) => self.indexed(kind, &index_key).count(),
            None => self.find(kind, lookup).len(),
        };
        count as u64
    }

    /// How many objects there are.
    pub(crate) fn len(&self) -> usize {
        self.objects.len()
    }

    /// The ids of the objects in a slot.
    fn indexed<'a>(&'a self, kind: Kind, index_key: &'a IndexKey) -> impl Iterator<Item = &'a String> {
        let from = self.index.range((kind, index_key.clone(), String::new())..);
        from.take_while(move |(other, place, _)| *other == kind && place == index_key).map(|(_, _, id)| id)
    }
}

impl IndexKey {
    /// `None` for [`Lookup::All`].
    fn of(lookup: Lookup<'_>) -> Option<Self> {
        match lookup {
            Lookup::All => None,
            Lookup::Site(code) => Some(Self::Site(key(code))),
            Lookup::FirstOfSite(code) => Some(Self::FirstOfSite(key(code))),
            Lookup::Parent(id) => Some(Self::Parent(key(id))),
            Lookup::Top => Some(Self::Top),
            Lookup::Server(fqdn) => Some(Self::Server(key(fqdn))),
            Lookup::Account(name) => Some(Self::Account(key(name))),
            Lookup::Database(place) => Some(Self::Database(place.to_owned())),
        }
    }
}

fn index_keys(keys: &Keys) -> Vec<IndexKey> {
    let site = keys.site.clone().map(IndexKey::Site);
    let first = keys.site.clone().filter(|_| keys.first).map(IndexKey::FirstOfSite);
    let parent = keys.parent.clone().map_or(IndexKey::Top, IndexKey::Parent);
    let server = keys.server.clone().map(IndexKey::Server);
    let account = keys.account.clone().map(IndexKey::Account);
    let other_account = keys.other_account.clone().map(IndexKey::Account);
    let database = keys.database.clone().map(IndexKey::Database);
    [site, first, Some(parent), server, account, other_account, database].into_iter().flatten().collect()
}
