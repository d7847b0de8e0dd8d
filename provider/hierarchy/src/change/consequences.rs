//! The consequences of a change for other objects: what is created and removed implicitly.

use super::deferred_removal::must_wait;
use super::sup_removal::{first_sup_but, settings_after, sup_removal};
use super::{Change, Conditions, Step, expansion};
use crate::model::{Kind, Object, ObjectId, Site, SiteSystem, SiteType, Stored, Subject, SupRole, SyncSettings};
use crate::store::{Lookup, StoreError, View};

/// What happens to the list of site codes that cannot be reused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RetiredCodes {
    /// Nothing.
    Unchanged,
    /// This site code is added.
    Add(String),
    /// The last site is removed; the next site begins a new hierarchy.
    Clear,
}

/// The steps of a change that the rules allow; none if it changes nothing.
pub(crate) fn steps(change: &Change, conditions: &Conditions, view: &dyn View) -> Result<Vec<Step>, StoreError> {
    let before = view.get(&change.id())?;
    match (change, before) {
        (Change::Create(object), None) => creation(object, view),
        (Change::Create(object) | Change::Update(object), Some(before)) => {
            if before.declared && before.object == *object {
                return Ok(Vec::new());
            }
            let mut steps = vec![Step::update(before.clone(), object.clone(), true)];
            match (&before.object, object) {
                (_, Object::SupRole(sup)) => steps.extend(settings_after_repointing(sup, view)?),
                (Object::Site(before), Object::Site(after)) => {
                    steps.extend(expansion::steps_of_leaving(before, after, view)?)
                }
                _ => {}
            }
            Ok(steps)
        }
        (Change::Delete(id), Some(before)) if before.declared => {
            if must_wait(id, conditions, view)? {
                let unchanged = before.object.clone();
                return Ok(vec![Step::release(before, unchanged)]);
            }
            removal(before, view)
        }
        (Change::Update(_) | Change::Delete(_), _) => Ok(Vec::new()),
    }
}

/// What the removal of a site means for the list of site codes that cannot be reused.
pub(crate) fn retired_codes(steps: &[Step], view: &dyn View) -> Result<RetiredCodes, StoreError> {
    let removed = steps.iter().find_map(|step| match step {
        Step::Delete { before } => Site::of(&before.object),
        _ => None,
    });
    Ok(match removed {
        None => RetiredCodes::Unchanged,
        Some(_) if !view.has_at_least(2, Kind::Site, Lookup::All)? => RetiredCodes::Clear,
        Some(site) if site.r#type == SiteType::Secondary => RetiredCodes::Unchanged,
        Some(site) => RetiredCodes::Add(site.site_code.clone()),
    })
}

fn creation(object: &Object, view: &dyn View) -> Result<Vec<Step>, StoreError> {
    let created = Step::create(object.clone(), true);
    let sup = match object {
        Object::SupRole(sup) => sup,
        Object::Site(site) => return Ok([vec![created], expansion::steps_of_joining(site, view)?].concat()),
        Object::SiteSystem(_) | Object::SyncSettings(_) | Object::Account(_) => return Ok(vec![created]),
    };
    let mut steps = Vec::new();
    let system = SiteSystem::with_defaults(&sup.site_code, &sup.server_fqdn);
    if view.get(&Object::from(system.clone()).id())?.is_none() {
        steps.push(Step::create(system, false));
    }
    steps.push(created);
    if view.settings(&sup.site_code)?.is_none() {
        steps.push(Step::create(default_settings(&sup.site_code, &sup.id(), view)?, false));
    }
    Ok(steps)
}

/// The settings of a site while none are declared.
pub(crate) fn default_settings(site_code: &str, sup_id: &str, view: &dyn View) -> Result<SyncSettings, StoreError> {
    let site = view.site(site_code)?;
    Ok(match site {
        Some(site) if site.is_top_level() => SyncSettings::top_level_defaults(sup_id),
        _ => SyncSettings::child_defaults(sup_id),
    })
}

fn removal(stored: Stored<Object>, view: &dyn View) -> Result<Vec<Step>, StoreError> {
    match &stored.object {
        Object::Site(site) => site_removal(site, &stored, view),
        Object::SupRole(sup) => sup_removal(sup, &stored, view),
        Object::SiteSystem(system) => {
            let role = ObjectId::new(Kind::SupRole, stored.object.id().id);
            Ok(vec![if view.get(&role)?.is_some() {
                let defaults = SiteSystem::with_defaults(&system.site_code, &system.server_fqdn);
                Step::release(stored, defaults)
            } else {
                Step::delete(stored)
            }])
        }
        Object::SyncSettings(settings) => {
            let site_code = settings.site_code();
            Ok(vec![match first_sup_but(None, site_code, view)? {
                Some(sup) => {
                    let defaults = default_settings(site_code, &sup.id(), view)?;
                    Step::release(stored, defaults)
                }
                None => Step::delete(stored),
            }])
        }
        Object::Account(_) => Ok(vec![Step::delete(stored)]),
    }
}

/// Uninstalling a site removes everything on it: settings, then replicas before their upstream SUP, then servers.
fn site_removal(site: &Site, stored: &Stored<Object>, view: &dyn View) -> Result<Vec<Step>, StoreError> {
    let on_site = |kind| view.find(kind, Lookup::Site(&site.site_code));
    let mut roles = on_site(Kind::SupRole)?;
    roles.sort_by_key(|role| !matches!(&role.object, Object::SupRole(sup) if sup.is_replica()));
    let mut going = on_site(Kind::SyncSettings)?;
    going.extend(roles);
    going.extend(on_site(Kind::SiteSystem)?);
    going.push(stored.clone());
    Ok(going.into_iter().map(Step::delete).collect())
}

/// When a SUP becomes a replica, undeclared settings move to its upstream.
fn settings_after_repointing(sup: &SupRole, view: &dyn View) -> Result<Option<Step>, StoreError> {
    let upstream = match &sup.upstream_sup_id {
        Some(upstream) if sup.is_replica() => view.sup(upstream)?,
        _ => None,
    };
    match upstream {
        Some(first) => settings_after(sup, || Ok(Some(first)), view),
        None => Ok(None),
    }
}
