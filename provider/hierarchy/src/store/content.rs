use super::{FactKind, Lookup, Snapshot, StoreError, Transaction};
use crate::history::{HistoryEntry, HistoryFilter};
use crate::model::{Identity, Kind, Object, ObjectId, Owner, Stored};

/// Everything in a store, to be carried to another one.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    objects: Vec<Stored<Object>>,
    owners: Vec<(ObjectId, Owner)>,
    retired_site_codes: Vec<String>,
    facts: Vec<(FactKind, String, String)>,
    history: Vec<HistoryEntry>,
}

impl Content {
    /// Reads everything.
    pub(crate) fn of(snapshot: &dyn Snapshot) -> Result<Self, StoreError> {
        Ok(Self {
            objects: objects(snapshot)?,
            owners: snapshot.all_owners()?,
            retired_site_codes: snapshot.retired_site_codes()?,
            facts: facts(snapshot)?,
            history: snapshot.history(&HistoryFilter::default())?,
        })
    }

    /// Whether a store has the same. It reads one part after the other, so that it does not hold everything twice.
    pub(crate) fn is_in(&self, snapshot: &dyn Snapshot) -> Result<bool, StoreError> {
        Ok(self.objects == objects(snapshot)?
            && self.owners == snapshot.all_owners()?
            && self.retired_site_codes == snapshot.retired_site_codes()?
            && self.facts == facts(snapshot)?
            && self.history == snapshot.history(&HistoryFilter::default())?)
    }

    /// Whether a store has nothing.
    pub(crate) fn is_absent_in(snapshot: &dyn Snapshot) -> Result<bool, StoreError> {
        for kind in Kind::ALL {
            if snapshot.has_at_least(1, kind, Lookup::All)? {
                return Ok(false);
            }
        }
        for kind in FactKind::ALL {
            if !snapshot.facts(kind)?.is_empty() {
                return Ok(false);
            }
        }
        let newest = HistoryFilter { limit: Some(1), ..HistoryFilter::default() };
        Ok(snapshot.history(&newest)?.is_empty())
    }

    /// Replaces what a store has.
    pub(crate) fn replace(&self, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        transaction.clear()?;
        for stored in &self.objects {
            transaction.put(stored)?;
        }
        for of_object in self.owners.chunk_by(|one, other| identity(one) == identity(other)) {
            let owners: Vec<Owner> = of_object.iter().map(|(_, owner)| owner.clone()).collect();
            of_object.first().map_or(Ok(()), |(id, _)| transaction.set_owners(id, &owners))?;
        }
        for code in &self.retired_site_codes {
            transaction.retire_site_code(code)?;
        }
        for (kind, key, body) in &self.facts {
            transaction.put_fact(*kind, key, body)?;
        }
        self.history.iter().try_for_each(|entry| transaction.carry_over(entry))
    }
}

fn objects(snapshot: &dyn Snapshot) -> Result<Vec<Stored<Object>>, StoreError> {
    let of_kind = |kind| snapshot.find(kind, Lookup::All);
    Ok(Kind::ALL.into_iter().map(of_kind).collect::<Result<Vec<_>, _>>()?.concat())
}

fn facts(snapshot: &dyn Snapshot) -> Result<Vec<(FactKind, String, String)>, StoreError> {
    let of_kind = |kind| {
        let facts = snapshot.facts(kind)?;
        Ok(facts.into_iter().map(move |(key, body)| (kind, key, body)).collect())
    };
    Ok(FactKind::ALL.into_iter().map(of_kind).collect::<Result<Vec<Vec<_>>, StoreError>>()?.concat())
}

fn identity((id, _): &(ObjectId, Owner)) -> Identity {
    id.identity()
}
