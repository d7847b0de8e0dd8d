use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Lookup;
use super::keys::Keys;
use crate::model::{Kind, Object, ObjectId, key};
use crate::rules::is_unknown;

/// Objects a run is going to write, found as a store would find them.
#[derive(Debug, Default)]
pub(crate) struct Planned {
    objects: BTreeMap<(Kind, String), PlannedObject>,
    /// The ids behind each way to look objects up.
    index: HashMap<(Kind, Slot), BTreeSet<String>>,
    /// How many objects of a kind have a name by which they are found that is not known yet.
    elusive: BTreeMap<Kind, usize>,
}

/// One of them.
#[derive(Clone, Debug)]
pub(crate) struct PlannedObject {
    pub(crate) object: Object,
    /// Whether some of its attributes are not known before apply.
    pub(crate) is_incomplete: bool,
    is_elusive: bool,
}

/// A [`Lookup`] as a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Slot {
    Site(String),
    FirstOfSite(String),
    Parent(String),
    Top,
    Server(String),
    Account(String),
    Database(String),
}

/// The attributes objects are found by, in any kind.
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
    pub(crate) fn get(&self, id: &ObjectId) -> Option<&PlannedObject> {
        self.objects.get(&(id.kind, id.key()))
    }

    pub(crate) fn contains(&self, id: &ObjectId) -> bool {
        self.get(id).is_some()
    }

    /// Adds the object or replaces it.
    pub(crate) fn put(&mut self, object: Object, unknown: &BTreeSet<String>) {
        let (kind, keys) = (object.kind(), Keys::of(&object));
        self.remove(&object.id());
        for slot in slots(&keys) {
            self.index.entry((kind, slot)).or_default().insert(keys.id.clone());
        }
        let is_elusive = FOUND_BY.iter().any(|name| is_unknown(name, unknown));
        *self.elusive.entry(kind).or_default() += usize::from(is_elusive);
        let planned = PlannedObject { object, is_incomplete: !unknown.is_empty(), is_elusive };
        self.objects.insert((kind, keys.id), planned);
    }

    fn remove(&mut self, id: &ObjectId) {
        let Some(gone) = self.objects.remove(&(id.kind, id.key())) else { return };
        for slot in slots(&Keys::of(&gone.object)) {
            if let Some(ids) = self.index.get_mut(&(id.kind, slot)) {
                ids.remove(&id.key());
            }
        }
        if let Some(elusive) = self.elusive.get_mut(&id.kind).filter(|_| gone.is_elusive) {
            *elusive -= 1;
        }
    }

    /// Whether a lookup among objects of this kind may miss one, because a name is not known yet.
    pub(crate) fn may_elude(&self, kind: Kind) -> bool {
        self.elusive.get(&kind).is_some_and(|elusive| *elusive > 0)
    }

    /// What a lookup finds, by id.
    pub(crate) fn find(&self, kind: Kind, lookup: Lookup<'_>) -> Vec<&PlannedObject> {
        let Some(slot) = Slot::of(lookup) else {
            let of_kind = self.objects.range((kind, String::new())..).take_while(|((other, _), _)| *other == kind);
            return of_kind.map(|(_, planned)| planned).collect();
        };
        let ids = self.index.get(&(kind, slot)).into_iter().flatten();
        ids.filter_map(|id| self.objects.get(&(kind, id.clone()))).collect()
    }
}

impl Slot {
    /// None for [`Lookup::All`].
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

fn slots(keys: &Keys) -> Vec<Slot> {
    let site = keys.site.clone().map(Slot::Site);
    let first = keys.site.clone().filter(|_| keys.first).map(Slot::FirstOfSite);
    let parent = keys.parent.clone().map_or(Slot::Top, Slot::Parent);
    let server = keys.server.clone().map(Slot::Server);
    let account = keys.account.clone().map(Slot::Account);
    let other_account = keys.other_account.clone().map(Slot::Account);
    let database = keys.database.clone().map(Slot::Database);
    [site, first, Some(parent), server, account, other_account, database].into_iter().flatten().collect()
}
