//! What the removal of a software update point means for its server and for the settings of its site.

use super::Step;
use crate::model::{Kind, Object, ObjectId, Stored, SupRole, SyncSettings, key};
use crate::store::{Lookup, StoreError, View};

/// Removing a SUP removes what was created implicitly with it and never declared.
pub(super) fn sup_removal(sup: &SupRole, stored: &Stored<Object>, view: &dyn View) -> Result<Vec<Step>, StoreError> {
    let mut steps = vec![Step::delete(stored.clone())];
    let system = ObjectId::new(Kind::SiteSystem, sup.id());
    steps.extend(view.get(&system)?.filter(|system| !system.declared).map(Step::delete));
    steps.extend(settings_after(sup, || first_sup_but(Some(sup), &sup.site_code, view), view)?);
    Ok(steps)
}

/// The SUP that the settings of a site refer to after `gone` is removed: the first one, or any if there is no first
/// one.
pub(super) fn first_sup_but(
    gone: Option<&SupRole>,
    site_code: &str,
    view: &dyn View,
) -> Result<Option<SupRole>, StoreError> {
    let stays = |sup: &SupRole| gone.is_none_or(|gone| key(&sup.id()) != key(&gone.id()));
    let first = view.first_sups(site_code)?.into_iter().find(stays);
    if first.is_some() {
        return Ok(first);
    }
    let replicas = view.all::<SupRole>(Lookup::Site(site_code))?;
    Ok(replicas.into_iter().map(|stored| stored.object).find(stays))
}

/// Undeclared settings belong to the first SUP of the site, and are removed with its last SUP. `first` is computed only
/// if they referred to `sup`, because a site may have very many.
pub(super) fn settings_after(
    sup: &SupRole,
    first: impl FnOnce() -> Result<Option<SupRole>, StoreError>,
    view: &dyn View,
) -> Result<Option<Step>, StoreError> {
    let Some(stored) = view.settings(&sup.site_code)? else {
        return Ok(None);
    };
    if stored.declared || key(&stored.object.sup_role_id) != key(&sup.id()) {
        return Ok(None);
    }
    let before = Stored { object: Object::from(stored.object.clone()), revision: stored.revision, declared: false };
    Ok(Some(match first()? {
        None => Step::delete(before),
        Some(first) => {
            let settings = SyncSettings { sup_role_id: first.id(), ..stored.object };
            Step::update(before, settings.into(), false)
        }
    }))
}
