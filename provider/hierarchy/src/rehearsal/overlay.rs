use std::cell::Cell;

use super::planned::PlannedObject;
use super::run::Run;
use crate::change::default_settings;
use crate::model::{Identity, Kind, Object, ObjectId, Owner, Stored, key};
use crate::store::{FactKind, Lookup, StoreError, View};

/// The hierarchy after the run, as far as it is known, for judging one object of it.
pub(super) struct Overlay<'a> {
    pub(super) run: &'a Run,
    pub(super) stored: Option<&'a dyn View>,
    pub(super) scope: Scope,
    /// The judged object, which is not part of the view.
    pub(super) observer: &'a Identity,
    /// An object that stays and is judged after a removal was planned: it counts like a kept one.
    pub(super) left_behind: Option<&'a Identity>,
    /// Set when an answer may still change in the run.
    pub(super) is_uncertain: &'a Cell<bool>,
}

/// Which stored objects are part of the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// All objects that are not removed.
    Everything,
    /// Of those, declared objects, and implicitly created servers whose role stays.
    Lasting,
    /// Objects that the run has planned to keep; the others may still change.
    Settled,
}

impl Overlay<'_> {
    fn mark_uncertain(&self, doubtful: bool) {
        if doubtful {
            self.is_uncertain.set(true);
        }
    }

    fn show(&self, planned: &PlannedObject) -> Stored<Object> {
        self.mark_uncertain(planned.is_incomplete);
        Stored { object: planned.object.clone(), revision: 0, declared: true }
    }

    /// Whether a stored object is part of the view, as stored.
    fn shows_stored(&self, id: &Identity) -> bool {
        let Run { kept, removed, planned, .. } = self.run;
        let in_scope = self.scope != Scope::Settled || self.left_behind == Some(id) || kept.contains(id);
        in_scope && !planned.contains(id) && !removed.contains(id) && self.observer != id
    }

    /// At most this many of the stored objects that a lookup finds are not seen: those that are removed, replaced or
    /// planned, and the observer.
    fn hidden_at_most(&self, kind: Kind, lookup: Lookup<'_>) -> Option<u64> {
        let Run { removals, replaced, planned, .. } = self.run;
        let removed = removals.count(kind, lookup).filter(|_| self.scope == Scope::Everything)?;
        Some(removed + (replaced.len() + planned.len() + 1) as u64)
    }

    fn is_in_scope(&self, stored: &Stored<Object>) -> bool {
        self.scope != Scope::Lasting || stored.declared || self.keeps_role(&stored.object.id())
    }

    /// Whether a stored server has a role that is not removed.
    fn keeps_role(&self, server: &ObjectId) -> bool {
        server.kind == Kind::SiteSystem && !self.run.removed.contains(&(Kind::SupRole, server.key()))
    }

    /// A site with a role always has settings, at least the defaults, even if declared ones are removed.
    fn implied_settings(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        let observer = &id.identity();
        if self.scope != Scope::Lasting || id.kind != Kind::SyncSettings || self.observer == observer {
            return Ok(None);
        }
        // The judged role is one of those that create them.
        let view: &dyn View = &Overlay { observer, ..*self };
        let Some(first) = view.first_sups(&id.id)?.into_iter().next() else { return Ok(None) };
        let settings = default_settings(&id.id, &first.id(), view)?;
        Ok(Some(Stored { object: settings.into(), revision: 0, declared: false }))
    }
}

impl View for Overlay<'_> {
    fn get(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        let identity = id.identity();
        if let Some(planned) = self.run.planned.get(&identity).filter(|_| *self.observer != identity) {
            return Ok(Some(self.show(planned)));
        }
        let stored = match self.stored.filter(|_| self.shows_stored(&identity)) {
            Some(stored) => stored.get(id)?.filter(|stored| self.is_in_scope(stored)),
            None => None,
        };
        let stored = stored.map_or_else(|| self.implied_settings(id), |stored| Ok(Some(stored)))?;
        if stored.is_none()
            && let Some(site) = self.run.known_elsewhere.get(&identity).filter(|_| id.kind == Kind::Site)
        {
            return Ok(Some(self.show(site)));
        }
        self.mark_uncertain(stored.is_none() && self.run.may_be_elsewhere(&identity));
        Ok(stored)
    }

    fn find(&self, kind: Kind, lookup: Lookup<'_>) -> Result<Vec<Stored<Object>>, StoreError> {
        self.mark_uncertain(self.run.may_miss(kind));
        let elsewhere = self.run.known_elsewhere.find(kind, lookup).into_iter().filter(|other| {
            // A site counts where it is named: whether others may be beside it is judged by its own process.
            kind == Kind::SupRole && !self.run.planned.contains(&other.object.id().identity())
        });
        let planned = self.run.planned.find(kind, lookup).into_iter().chain(elsewhere);
        let mut found: Vec<Stored<Object>> = planned
            .filter(|planned| *self.observer != planned.object.id().identity())
            .map(|planned| self.show(planned))
            .collect();
        let may_be_kept = self.scope != Scope::Settled || self.left_behind.is_some() || !self.run.kept.is_empty();
        if let Some(stored) = self.stored.filter(|_| may_be_kept) {
            let stored = stored.find(kind, lookup)?;
            let shown =
                |stored: &Stored<Object>| self.is_in_scope(stored) && self.shows_stored(&stored.object.id().identity());
            found.extend(stored.into_iter().filter(shown));
            found.sort_by_cached_key(|stored| stored.object.id().key());
        }
        Ok(found)
    }

    fn count(&self, kind: Kind, lookup: Lookup<'_>) -> Result<u64, StoreError> {
        Ok(self.find(kind, lookup)?.len() as u64)
    }

    fn has_at_least(&self, number: u64, kind: Kind, lookup: Lookup<'_>) -> Result<bool, StoreError> {
        // A run may create hundreds of child sites of a site: counting avoids reading all of them for each one.
        let planned = self.run.planned.count(kind, lookup);
        let stored = self.stored.map_or(Ok(0), |stored| stored.count(kind, lookup))?;
        if planned + stored < number {
            self.mark_uncertain(self.run.may_miss(kind));
            return Ok(false);
        }
        if self.hidden_at_most(kind, lookup).is_some_and(|hidden| stored >= number + hidden) {
            return Ok(true);
        }
        Ok(self.count(kind, lookup)? >= number)
    }

    fn owners(&self, id: &ObjectId) -> Result<Vec<Owner>, StoreError> {
        self.stored.map_or(Ok(Vec::new()), |stored| stored.owners(id))
    }

    fn is_retired(&self, site_code: &str) -> Result<bool, StoreError> {
        self.stored.map_or(Ok(false), |stored| stored.is_retired(&key(site_code)))
    }

    fn fact(&self, kind: FactKind, key: &str) -> Result<Option<String>, StoreError> {
        self.stored.map_or(Ok(None), |stored| stored.fact(kind, key))
    }

    fn facts(&self, kind: FactKind) -> Result<Vec<(String, String)>, StoreError> {
        self.stored.map_or(Ok(Vec::new()), |stored| stored.facts(kind))
    }
}
