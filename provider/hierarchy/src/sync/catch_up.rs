//! Runs due events in a transaction.

use super::engine::{Engine, Observer};
use super::timing;
use super::world::World;
use crate::change::Step;
use crate::facts::{self, ClockState, Extent, Fault, Moment, Notice, SiteState, SupState, Trigger};
use crate::model::{Object, SiteType, Subject, SupRole, SyncSettings, key};
use crate::schedule::Recurrence;
use crate::store::{FactKind, StoreError, Transaction, View};

/// The hierarchy after all events due until `now`. It is not stored yet.
pub(crate) fn world_at(view: &dyn View, now: Moment, observer: Option<Observer<'_>>) -> Result<World, StoreError> {
    let mut world = World::load(view, now)?;
    Engine::new(&mut world, observer).run_until(now);
    Ok(world)
}

/// Stores a world as of a moment.
pub(crate) fn save_world(
    world: &mut World,
    until: Moment,
    transaction: &mut dyn Transaction,
) -> Result<(), StoreError> {
    let due = world.due();
    world.save(until, due, transaction)
}

/// Before a change, events that are due happen with the old state.
pub(crate) fn before_change(transaction: &mut dyn Transaction, now: Moment) -> Result<(), StoreError> {
    if ClockState::of(&*transaction)?.is_due(now) {
        let mut world = world_at(&*transaction, now, None)?;
        save_world(&mut world, now, transaction)?;
    }
    Ok(())
}

/// After a change, the simulation must process it: at the next read, or when the next event is due.
pub(crate) fn after_change(transaction: &mut dyn Transaction, steps: &[Step], now: Moment) -> Result<(), StoreError> {
    let mut time = ClockState::of(&*transaction)?;
    let is_first = time.settled.is_none();
    // The clock never goes back before the times in the history.
    time.settled = Some(time.settled.map_or(now, |settled| settled.max(now)));
    let concerns = |object: &Object| !matches!(object, Object::Account(_));
    if !is_first && !steps.iter().any(|step| concerns(step.object())) {
        return time.save(transaction);
    }
    for gone in steps.iter().filter(|step| step.after().is_none()).map(Step::object) {
        forget(gone, transaction)?;
    }
    for role in steps.iter().filter(|step| step.is_creation()).filter_map(Step::after).filter_map(SupRole::of) {
        facts::write(transaction, FactKind::Sup, &key(&role.id()), &SupState::just_installed(role, now))?;
        if lacks_upstream(role, &*transaction)? {
            try_alone(&role.site_code, now, transaction)?;
        }
    }
    time.changed = time.changed.or(Some(now));
    let mut due = now.after(timing::RETRY);
    for settings in steps.iter().filter_map(Step::after).filter_map(SyncSettings::of) {
        time.scheduled = Some(now);
        let recurrence = settings.schedule.as_ref().and_then(|schedule| Recurrence::of(schedule).ok());
        let next = recurrence.and_then(|recurrence| recurrence.next_after(now.timestamp()));
        due = next.map_or(due, |next| due.min(Moment::of(next)));
    }
    time.due = Some(time.due.map_or(due, |other| other.min(due)));
    time.save(transaction)
}

/// Whether the first software update point of a child site is installed before its upstream.
fn lacks_upstream(role: &SupRole, view: &dyn View) -> Result<bool, StoreError> {
    let site = view.site(&role.site_code)?;
    let is_child = site.is_some_and(|site| !site.is_top_level() || site.r#type == SiteType::Secondary);
    let upstream = role.upstream_sup_id.as_deref();
    let has_upstream = upstream.map_or(Ok(false), |upstream| view.sup(upstream).map(|sup| sup.is_some()))?;
    Ok(is_child && !role.is_replica() && !has_upstream)
}

/// A software update point that is installed before its upstream tries to synchronize on its own. All others wait for the
/// notification of the parent site or the next synchronization of their site.
fn try_alone(site_code: &str, installed: Moment, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
    let site = key(site_code);
    let mut state: SiteState = facts::read(&*transaction, FactKind::Site, &site)?.unwrap_or_default();
    let at = installed.after(timing::RETRY);
    state.notice = state.notice.or(Some(Notice { at, trigger: Trigger::Installation, extent: Extent::Full }));
    facts::write(transaction, FactKind::Site, &site, &state)
}

/// Removes the state and the faults of a removed object, so that a reinstalled one starts without them.
fn forget(gone: &Object, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
    let (kind, target) = match gone {
        Object::Site(site) => (FactKind::Site, &site.site_code),
        Object::SupRole(role) => (FactKind::Sup, &role.server_fqdn),
        Object::SiteSystem(_) | Object::SyncSettings(_) | Object::Account(_) => return Ok(()),
    };
    transaction.remove_fact(kind, &gone.id().key())?;
    for (id, fault) in facts::all::<Fault>(&*transaction, FactKind::Fault)? {
        if key(&fault.target) == key(target) {
            transaction.remove_fact(FactKind::Fault, &id)?;
        }
    }
    Ok(())
}
