use super::{FactKind, Lookup, Snapshot, StoreError, Transaction};
use crate::history::{HistoryEntry, HistoryFilter};
use crate::model::{Identity, Kind, Object, ObjectId, Owner, Stored};

/// Everything in a store, to be carried to another one.
#[derive(Clone, Debug, PartialEq)]
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
        let of_kind = |kind| snapshot.find(kind, Lookup::All);
        let facts = |kind| {
            let facts = snapshot.facts(kind)?;
            Ok(facts.into_iter().map(move |(key, body)| (kind, key, body)).collect())
        };
        Ok(Self {
            objects: Kind::ALL.into_iter().map(of_kind).collect::<Result<Vec<_>, _>>()?.concat(),
            owners: snapshot.all_owners()?,
            retired_site_codes: snapshot.retired_site_codes()?,
            facts: FactKind::ALL.into_iter().map(facts).collect::<Result<Vec<Vec<_>>, StoreError>>()?.concat(),
            history: snapshot.history(&HistoryFilter::default())?,
        })
    }

    /// Whether there is nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.history.is_empty() && self.facts.is_empty()
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

fn identity((id, _): &(ObjectId, Owner)) -> Identity {
    id.identity()
}
