use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use crate::history::{HistoryEntry, HistoryFilter};
use crate::model::{Identity, Kind, Object, ObjectId, Owner, Stored, key};
use crate::store::{FactKind, Keys, Lookup, Snapshot, Store, StoreError, Transaction, View};

/// A hierarchy for the duration of a test. It scans where a real store uses an index, so that a test can find
/// differences. A clone is the same hierarchy, like a file opened twice.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory(Arc<Mutex<State>>);

#[derive(Clone, Debug, Default)]
struct State {
    objects: BTreeMap<(Kind, String), Stored<Object>>,
    owners: BTreeMap<Identity, Vec<Owner>>,
    retired: BTreeSet<String>,
    history: Vec<HistoryEntry>,
    facts: BTreeMap<(FactKind, String), String>,
}

impl Store for Memory {
    fn snapshot(&self) -> Result<Box<dyn Snapshot + '_>, StoreError> {
        Ok(Box::new(self.0.lock().unwrap().clone()))
    }

    fn lock_timeout(&self) -> Duration {
        Duration::ZERO
    }

    fn begin(&self, _: Duration) -> Result<Box<dyn Transaction + '_>, StoreError> {
        let committed = self.0.lock().unwrap();
        let working = committed.clone();
        Ok(Box::new(Writing { committed, working }))
    }
}

impl State {
    fn entries(&self, filter: &HistoryFilter) -> Vec<HistoryEntry> {
        let same =
            |wanted: &Option<String>, is: Option<&str>| wanted.is_none() || wanted.as_deref().map(key) == is.map(key);
        let mut entries: Vec<HistoryEntry> = self
            .history
            .iter()
            .filter(|entry| same(&filter.site, entry.site_code.as_deref()))
            .filter(|entry| same(&filter.id, Some(&entry.object.id)))
            .filter(|entry| filter.kind.is_none_or(|kind| kind == entry.object.kind))
            .filter(|entry| filter.actor.as_ref().is_none_or(|actor| *actor == entry.actor))
            .filter(|entry| filter.since.is_none_or(|since| since <= entry.time))
            .filter(|entry| filter.after_revision.is_none_or(|after| after < entry.revision))
            .cloned()
            .collect();
        let surplus = entries.len().saturating_sub(filter.limit.unwrap_or(usize::MAX));
        entries.split_off(surplus)
    }
}

impl View for State {
    fn get(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        Ok(self.objects.get(&(id.kind, id.key())).cloned())
    }

    fn find(&self, kind: Kind, lookup: Lookup<'_>) -> Result<Vec<Stored<Object>>, StoreError> {
        let of_kind = self.objects.values().filter(|stored| stored.object.kind() == kind);
        Ok(of_kind.filter(|stored| finds(lookup, &stored.object)).cloned().collect())
    }

    fn count(&self, kind: Kind, lookup: Lookup<'_>) -> Result<u64, StoreError> {
        Ok(self.find(kind, lookup)?.len() as u64)
    }

    fn owners(&self, id: &ObjectId) -> Result<Vec<Owner>, StoreError> {
        Ok(self.owners.get(&id.identity()).cloned().unwrap_or_default())
    }

    fn is_retired(&self, site_code: &str) -> Result<bool, StoreError> {
        Ok(self.retired.contains(&key(site_code)))
    }

    fn fact(&self, kind: FactKind, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.facts.get(&(kind, key.to_owned())).cloned())
    }

    fn facts(&self, kind: FactKind) -> Result<Vec<(String, String)>, StoreError> {
        let of_kind = self.facts.iter().filter(|((other, _), _)| *other == kind);
        Ok(of_kind.map(|((_, key), body)| (key.clone(), body.clone())).collect())
    }
}

impl Snapshot for State {
    fn revision(&self) -> Result<u64, StoreError> {
        Ok(self.history.last().map_or(0, |entry| entry.revision))
    }

    fn history(&self, filter: &HistoryFilter) -> Result<Vec<HistoryEntry>, StoreError> {
        Ok(self.entries(filter))
    }

    fn all_owners(&self) -> Result<Vec<(ObjectId, Owner)>, StoreError> {
        let of_object = |((kind, key), owners): (&Identity, &Vec<Owner>)| {
            let id = ObjectId::new(*kind, key);
            owners.iter().map(move |owner| (id.clone(), owner.clone())).collect::<Vec<_>>()
        };
        Ok(self.owners.iter().flat_map(of_object).collect())
    }

    fn retired_site_codes(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.retired.iter().cloned().collect())
    }
}

fn finds(lookup: Lookup<'_>, object: &Object) -> bool {
    let keys = Keys::of(object);
    match lookup {
        Lookup::All => true,
        Lookup::Site(code) => keys.site == Some(key(code)),
        Lookup::FirstOfSite(code) => keys.site == Some(key(code)) && keys.first,
        Lookup::Parent(id) => keys.parent == Some(key(id)),
        Lookup::Top => keys.parent.is_none(),
        Lookup::Server(fqdn) => keys.server == Some(key(fqdn)),
        Lookup::Account(name) => [keys.account, keys.other_account].contains(&Some(key(name))),
        Lookup::Database(place) => keys.database.as_deref() == Some(place),
    }
}

struct Writing<'a> {
    committed: MutexGuard<'a, State>,
    working: State,
}

impl View for Writing<'_> {
    fn get(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        self.working.get(id)
    }

    fn find(&self, kind: Kind, lookup: Lookup<'_>) -> Result<Vec<Stored<Object>>, StoreError> {
        self.working.find(kind, lookup)
    }

    fn count(&self, kind: Kind, lookup: Lookup<'_>) -> Result<u64, StoreError> {
        self.working.count(kind, lookup)
    }

    fn owners(&self, id: &ObjectId) -> Result<Vec<Owner>, StoreError> {
        self.working.owners(id)
    }

    fn is_retired(&self, site_code: &str) -> Result<bool, StoreError> {
        self.working.is_retired(site_code)
    }

    fn fact(&self, kind: FactKind, key: &str) -> Result<Option<String>, StoreError> {
        self.working.fact(kind, key)
    }

    fn facts(&self, kind: FactKind) -> Result<Vec<(String, String)>, StoreError> {
        self.working.facts(kind)
    }
}

impl Snapshot for Writing<'_> {
    fn revision(&self) -> Result<u64, StoreError> {
        self.working.revision()
    }

    fn history(&self, filter: &HistoryFilter) -> Result<Vec<HistoryEntry>, StoreError> {
        self.working.history(filter)
    }

    fn all_owners(&self) -> Result<Vec<(ObjectId, Owner)>, StoreError> {
        self.working.all_owners()
    }

    fn retired_site_codes(&self) -> Result<Vec<String>, StoreError> {
        self.working.retired_site_codes()
    }
}

impl Transaction for Writing<'_> {
    fn put(&mut self, stored: &Stored<Object>) -> Result<(), StoreError> {
        let id = stored.object.id();
        self.working.objects.insert((id.kind, id.key()), stored.clone());
        Ok(())
    }

    fn remove(&mut self, id: &ObjectId) -> Result<(), StoreError> {
        self.working.objects.remove(&(id.kind, id.key()));
        self.working.owners.remove(&id.identity());
        Ok(())
    }

    fn set_owners(&mut self, id: &ObjectId, owners: &[Owner]) -> Result<(), StoreError> {
        let mut owners = owners.to_vec();
        owners.sort_by_key(|owner| owner.mark);
        self.working.owners.insert(id.identity(), owners);
        Ok(())
    }

    fn record(&mut self, entry: &HistoryEntry) -> Result<(), StoreError> {
        self.working.history.push(entry.clone());
        Ok(())
    }

    fn carry_over(&mut self, entry: &HistoryEntry) -> Result<(), StoreError> {
        self.record(entry)
    }

    fn retire_site_code(&mut self, site_code: &str) -> Result<(), StoreError> {
        self.working.retired.insert(key(site_code));
        Ok(())
    }

    fn clear_retired_site_codes(&mut self) -> Result<(), StoreError> {
        self.working.retired.clear();
        Ok(())
    }

    fn put_fact(&mut self, kind: FactKind, key: &str, body: &str) -> Result<(), StoreError> {
        self.working.facts.insert((kind, key.to_owned()), body.to_owned());
        Ok(())
    }

    fn remove_fact(&mut self, kind: FactKind, key: &str) -> Result<(), StoreError> {
        self.working.facts.remove(&(kind, key.to_owned()));
        Ok(())
    }

    fn clear(&mut self) -> Result<(), StoreError> {
        self.working = State::default();
        Ok(())
    }

    fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        *self.committed = std::mem::take(&mut self.working);
        Ok(())
    }
}
