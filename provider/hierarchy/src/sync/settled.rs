use std::collections::BTreeMap;

use super::catch_up::world_at;
use crate::facts::{self, ClockState, Moment};
use crate::model::{Kind, Object, ObjectId, Owner, Stored, key};
use crate::store::{FactKind, Lookup, StoreError, View};

/// A view as of a moment at which all due events have happened. They are not stored.
pub(crate) struct Settled<'a> {
    view: &'a dyn View,
    /// The states of sites and software update points, by key; `None` if nothing is due.
    states: Option<[BTreeMap<String, String>; 2]>,
}

impl<'a> Settled<'a> {
    pub(crate) fn of(view: &'a dyn View, time: &ClockState, now: Moment) -> Result<Self, StoreError> {
        if !time.is_due(now) {
            return Ok(Self { view, states: None });
        }
        let world = world_at(view, now, None)?;
        let mut states: [BTreeMap<String, String>; 2] = Default::default();
        let [sites, sups] = &mut states;
        for site in &world.sites {
            let code = key(&site.code);
            sites.insert(code.clone(), facts::encoded(FactKind::Site, &code, &site.state)?);
        }
        for sup in &world.sups {
            sups.insert(sup.id.clone(), facts::encoded(FactKind::Sup, &sup.id, &sup.state)?);
        }
        Ok(Self { view, states: Some(states) })
    }

    /// The states of a kind; `None` where the stored ones are current.
    fn states(&self, kind: FactKind) -> Option<&BTreeMap<String, String>> {
        let [sites, sups] = self.states.as_ref()?;
        match kind {
            FactKind::Site => Some(sites),
            FactKind::Sup => Some(sups),
            _ => None,
        }
    }
}

impl View for Settled<'_> {
    fn get(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        self.view.get(id)
    }

    fn find(&self, kind: Kind, lookup: Lookup<'_>) -> Result<Vec<Stored<Object>>, StoreError> {
        self.view.find(kind, lookup)
    }

    fn count(&self, kind: Kind, lookup: Lookup<'_>) -> Result<u64, StoreError> {
        self.view.count(kind, lookup)
    }

    fn has_at_least(&self, number: u64, kind: Kind, lookup: Lookup<'_>) -> Result<bool, StoreError> {
        self.view.has_at_least(number, kind, lookup)
    }

    fn owners(&self, id: &ObjectId) -> Result<Vec<Owner>, StoreError> {
        self.view.owners(id)
    }

    fn is_retired(&self, site_code: &str) -> Result<bool, StoreError> {
        self.view.is_retired(site_code)
    }

    fn fact(&self, kind: FactKind, key: &str) -> Result<Option<String>, StoreError> {
        self.states(kind).map_or_else(|| self.view.fact(kind, key), |states| Ok(states.get(key).cloned()))
    }

    fn facts(&self, kind: FactKind) -> Result<Vec<(String, String)>, StoreError> {
        let listed = |states: &BTreeMap<String, String>| states.clone().into_iter().collect();
        self.states(kind).map_or_else(|| self.view.facts(kind), |states| Ok(listed(states)))
    }
}
