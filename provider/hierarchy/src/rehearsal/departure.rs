//! Runs that remove a central administration site by making the primary site below it stand-alone.

use super::Rehearsal;
use crate::change::Change;
use crate::model::{Kind, Object, ObjectId, Site, Stored, Subject, key};
use crate::rules::Departure;
use crate::store::{Lookup, StoreError, View};

impl Rehearsal {
    /// The departure that a planned change is part of, if the run also removes an object of the site that is left: the
    /// change of the primary site, or such a removal. It is reported once.
    pub(super) fn departure(
        &self,
        change: &Change,
        before: Option<&Stored<Object>>,
        stored: Option<&dyn View>,
    ) -> Result<Option<Departure>, StoreError> {
        let departure = match change {
            Change::Delete(id) => id.site_code().and_then(|left| Some((left, self.leaving.get(&key(left))?.clone()))),
            Change::Update(Object::Site(after)) => before
                .and_then(|before| Site::of(&before.object))
                .filter(|before| before.moves_in_place(after))
                .and_then(|before| before.parent_site_code.as_deref())
                .filter(|left| self.removes_objects_of(left))
                .map(|left| (left, after.site_code.clone())),
            Change::Create(_) | Change::Update(_) => None,
        };
        let (Some((central, primary)), Some(stored)) = (departure, stored) else { return Ok(None) };
        if self.reported_departures.contains(&key(central)) {
            return Ok(None);
        }
        let objects = declared_objects_of(central, stored)?;
        Ok(Some(Departure { central: central.to_owned(), primary, objects }))
    }

    /// Whether the run removes the site or an object on it.
    pub(super) fn removes_objects_of(&self, site_code: &str) -> bool {
        let of_site = |(kind, key): &(Kind, String)| {
            ObjectId::new(*kind, key).site_code().is_some_and(|code| self::key(code) == self::key(site_code))
        };
        self.run.removed.iter().any(of_site)
    }
}

/// What Terraform may manage of a site: the objects on it, then the site.
fn declared_objects_of(site_code: &str, view: &dyn View) -> Result<Vec<ObjectId>, StoreError> {
    let mut objects = Vec::new();
    for kind in [Kind::SyncSettings, Kind::SupRole, Kind::SiteSystem, Kind::Site] {
        let found = match kind {
            Kind::Site => view.get(&ObjectId::new(kind, site_code))?.into_iter().collect(),
            _ => view.find(kind, Lookup::Site(site_code))?,
        };
        objects.extend(found.into_iter().filter(|stored| stored.declared).map(|stored| stored.object.id()));
    }
    Ok(objects)
}
