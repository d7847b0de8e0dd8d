use std::cell::Cell;

use super::Rehearsal;
use crate::consequences::default_settings;
use crate::model::{Kind, Object, ObjectId, Stored, key};
use crate::store::{Lookup, PlannedObject, StoreError, View};

/// The hierarchy as the run will leave it, as far as that is known, seen by one object of it.
pub(super) struct Overlay<'a> {
    pub(super) rehearsal: &'a Rehearsal,
    pub(super) stored: Option<&'a dyn View>,
    pub(super) scope: Scope,
    /// The object that looks, and does not see itself.
    pub(super) beholder: &'a ObjectId,
    /// What is judged after a removal was planned, and stays: as settled as what is kept.
    pub(super) left_behind: Option<&'a ObjectId>,
    /// Set when an answer may still turn out to be another one.
    pub(super) is_uncertain: &'a Cell<bool>,
}

/// How much of what is stored is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// All that is not going to be removed.
    Everything,
    /// Of that, what was asked for, and servers that came along with a role that stays.
    Lasting,
    /// What the run has looked at and keeps; the rest may still change.
    Settled,
}

impl Overlay<'_> {
    fn doubt(&self, doubtful: bool) {
        if doubtful {
            self.is_uncertain.set(true);
        }
    }

    fn show(&self, planned: &PlannedObject) -> Stored<Object> {
        self.doubt(planned.is_incomplete);
        Stored { object: planned.object.clone(), revision: 0, declared: true }
    }

    fn is_beholder(&self, id: &ObjectId) -> bool {
        id.kind == self.beholder.kind && id.key() == self.beholder.key()
    }

    /// Whether a stored object is seen as it is stored.
    fn shows_stored(&self, id: &ObjectId) -> bool {
        let rehearsal = self.rehearsal;
        let is_left = self.left_behind.is_some_and(|left| left.kind == id.kind && left.key() == id.key());
        let in_scope = self.scope != Scope::Settled || is_left || rehearsal.is_kept(id);
        in_scope && !rehearsal.planned.contains(id) && !rehearsal.is_removed(id) && !self.is_beholder(id)
    }

    fn is_in_scope(&self, stored: &Stored<Object>) -> bool {
        self.scope != Scope::Lasting || stored.declared || self.keeps_role(&stored.object.id())
    }

    /// Whether a stored server came along with a role that is not going to be removed.
    fn keeps_role(&self, server: &ObjectId) -> bool {
        server.kind == Kind::SiteSystem && !self.rehearsal.is_removed(&ObjectId::new(Kind::SupRole, server.id.clone()))
    }

    /// In the end a site with a role has settings, if only the defaults: also where others are removed.
    fn settings_that_come_along(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        if self.scope != Scope::Lasting || id.kind != Kind::SyncSettings || self.is_beholder(id) {
            return Ok(None);
        }
        // The role that looks is one of those they come along with.
        let view: &dyn View = &Overlay { beholder: id, ..*self };
        let Some(first) = view.first_sups(&id.id)?.into_iter().next() else { return Ok(None) };
        let settings = default_settings(&id.id, &first.id(), view)?;
        Ok(Some(Stored { object: settings.into(), revision: 0, declared: false }))
    }
}

impl View for Overlay<'_> {
    fn get(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        if let Some(planned) = self.rehearsal.planned.get(id).filter(|_| !self.is_beholder(id)) {
            return Ok(Some(self.show(planned)));
        }
        let stored = match self.stored.filter(|_| self.shows_stored(id)) {
            Some(stored) => stored.get(id)?.filter(|stored| self.is_in_scope(stored)),
            None => None,
        };
        let stored = stored.map_or_else(|| self.settings_that_come_along(id), |stored| Ok(Some(stored)))?;
        self.doubt(stored.is_none() && self.rehearsal.may_be_elsewhere(id));
        Ok(stored)
    }

    fn find(&self, kind: Kind, lookup: Lookup<'_>) -> Result<Vec<Stored<Object>>, StoreError> {
        self.doubt(self.rehearsal.may_elude(kind));
        let planned = self.rehearsal.planned.find(kind, lookup).into_iter();
        let mut found: Vec<Stored<Object>> = planned
            .filter(|planned| !self.is_beholder(&planned.object.id()))
            .map(|planned| self.show(planned))
            .collect();
        let may_be_kept = self.scope != Scope::Settled || self.left_behind.is_some() || !self.rehearsal.kept.is_empty();
        if let Some(stored) = self.stored.filter(|_| may_be_kept) {
            let stored = stored.find(kind, lookup)?;
            let shown = |stored: &Stored<Object>| self.is_in_scope(stored) && self.shows_stored(&stored.object.id());
            found.extend(stored.into_iter().filter(shown));
            found.sort_by_cached_key(|stored| stored.object.id().key());
        }
        Ok(found)
    }

    fn count(&self, kind: Kind, lookup: Lookup<'_>) -> Result<u64, StoreError> {
        Ok(self.find(kind, lookup)?.len() as u64)
    }

    fn is_retired(&self, site_code: &str) -> Result<bool, StoreError> {
        self.stored.map_or(Ok(false), |stored| stored.is_retired(&key(site_code)))
    }
}
