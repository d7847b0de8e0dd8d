//! Changes of a run that another one of it needs. A reference makes Terraform make them first; where an id is written out, it does
//! not know the order, and cannot make another change while it waits for this one (`-parallelism=1`).

use std::collections::BTreeSet;

use super::{Change, RestOfRun};
use crate::model::{Kind, Object, ObjectId, SiteType};
use crate::store::{Lookup, StoreError, View};

/// The changes of the rest of the run that a change needs, in their order: they write what it refers to, and remove what is in its
/// way.
pub(crate) fn made_first(change: &Change, rest_of_run: &RestOfRun, view: &dyn View) -> Result<Vec<Change>, StoreError> {
    if !rest_of_run.is_certain() {
        return Ok(Vec::new());
    }
    let mut needs = Needs { rest_of_run, view, visited: BTreeSet::new(), changes: Vec::new() };
    needs.visited.insert(change.id());
    needs.of(change)?;
    Ok(needs.changes)
}

struct Needs<'a> {
    rest_of_run: &'a RestOfRun,
    view: &'a dyn View,
    visited: BTreeSet<ObjectId>,
    changes: Vec<Change>,
}

impl Needs<'_> {
    fn of(&mut self, change: &Change) -> Result<(), StoreError> {
        match change {
            Change::Create(object) | Change::Update(object) => {
                for id in object.prerequisites() {
                    self.write(&id)?;
                }
                self.remove_from_the_way(object)
            }
            Change::Delete(id) if id.kind == Kind::Site => {
                for child in self.view.child_sites(&id.id)? {
                    self.remove(&ObjectId::new(Kind::Site, &child.site_code))?;
                }
                Ok(())
            }
            Change::Delete(_) => Ok(()),
        }
    }

    /// Writes a missing object, or one that takes another place.
    fn write(&mut self, id: &ObjectId) -> Result<(), StoreError> {
        let Some(planned) = self.rest_of_run.written(id) else { return Ok(()) };
        let change = match self.view.get(id)? {
            None => Change::Create(planned.clone()),
            Some(stored) if is_moved(&stored.object, planned) && !self.rest_of_run.removes(id) => {
                Change::Update(planned.clone())
            }
            Some(_) => return Ok(()),
        };
        self.add(change)
    }

    fn remove(&mut self, id: &ObjectId) -> Result<(), StoreError> {
        if self.rest_of_run.removes(id) { self.add(Change::Delete(id.clone())) } else { Ok(()) }
    }

    /// A server has one site, and a secondary site one software update point.
    fn remove_from_the_way(&mut self, object: &Object) -> Result<(), StoreError> {
        let (site_code, server) = match object {
            Object::Site(site) => (&site.site_code, &site.server_fqdn),
            Object::SiteSystem(system) => (&system.site_code, &system.server_fqdn),
            Object::SupRole(sup) => (&sup.site_code, &sup.server_fqdn),
            Object::SyncSettings(_) | Object::Account(_) => return Ok(()),
        };
        let mut in_the_way = Vec::new();
        for kind in [Kind::SupRole, Kind::SiteSystem, Kind::Site] {
            let on_server = self.view.find(kind, Lookup::Server(server))?.into_iter().map(|stored| stored.object);
            in_the_way.extend(on_server.filter(|other| other.site_code() != Some(site_code)).map(|other| other.id()));
        }
        let is_role = object.kind() == Kind::SupRole;
        if is_role && self.view.site(site_code)?.is_some_and(|site| site.r#type == SiteType::Secondary) {
            let of_site = self.view.find(Kind::SupRole, Lookup::Site(site_code))?.into_iter();
            in_the_way.extend(of_site.map(|stored| stored.object.id()).filter(|id| *id != object.id()));
        }
        in_the_way.iter().try_for_each(|id| self.remove(id))
    }

    fn add(&mut self, change: Change) -> Result<(), StoreError> {
        if self.visited.insert(change.id()) {
            self.of(&change)?;
            self.changes.push(change);
        }
        Ok(())
    }
}

/// Whether a software update point synchronizes from another one than before, or a site reports to another one.
fn is_moved(before: &Object, after: &Object) -> bool {
    match (before, after) {
        (Object::SupRole(before), Object::SupRole(after)) => before.upstream_sup_id != after.upstream_sup_id,
        (Object::Site(before), Object::Site(after)) => before.moves_in_place(after),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
