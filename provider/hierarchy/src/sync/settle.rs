//! Letting happen what is due, inside a transaction.

use super::engine::{Engine, Observer};
use super::timing;
use super::world::World;
use crate::change::Step;
use crate::facts::{self, Fault, Moment, SupState, Timekeeping};
use crate::model::{Object, Subject, SupRole, SyncSettings, key};
use crate::schedule::Recurrence;
use crate::store::{FactKind, StoreError, Transaction, View};

/// The hierarchy as it is now, with everything that was due until then having happened. It is not kept yet.
pub(crate) fn settled(view: &dyn View, now: Moment, observer: Option<Observer<'_>>) -> Result<World, StoreError> {
    let mut world = World::load(view, now)?;
    Engine::new(&mut world, observer).run_until(now);
    Ok(world)
}

/// Keeps a world as of a moment.
pub(crate) fn keep(world: &mut World, until: Moment, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
    let due = world.due();
    world.save(until, due, transaction)
}

/// Before anything changes, what was due by the old state of things happens.
pub(crate) fn before_change(transaction: &mut dyn Transaction, now: Moment) -> Result<(), StoreError> {
    if Timekeeping::of(&*transaction)?.is_due(now) {
        let mut world = settled(&*transaction, now, None)?;
        keep(&mut world, now, transaction)?;
    }
    Ok(())
}

/// After something changed, the simulation has to look at it. That can wait until somebody else looks, but not longer than
/// until something happens that it changes.
pub(crate) fn after_change(transaction: &mut dyn Transaction, steps: &[Step], now: Moment) -> Result<(), StoreError> {
    let mut time = Timekeeping::of(&*transaction)?;
    let is_first = time.settled.is_none();
    // Its clock does not go back behind what its history shows.
    time.settled = Some(time.settled.map_or(now, |settled| settled.max(now)));
    let concerns = |object: &Object| !matches!(object, Object::Account(_));
    if !is_first && !steps.iter().any(|step| concerns(step.object())) {
        return time.keep(transaction);
    }
    for gone in steps.iter().filter(|step| step.after().is_none()).map(Step::object) {
        forget(gone, transaction)?;
    }
    for role in steps.iter().filter(|step| step.is_creation()).filter_map(Step::after).filter_map(SupRole::of) {
        facts::keep(transaction, FactKind::Sup, &key(&role.id()), &SupState::of_new(role, now))?;
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
    time.keep(transaction)
}

/// What is installed anew under the same name has no memory of what is gone, and nothing goes wrong on purpose there.
fn forget(gone: &Object, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
    let (kind, target) = match gone {
        Object::Site(site) => (FactKind::Site, &site.site_code),
        Object::SupRole(role) => (FactKind::Sup, &role.server_fqdn),
        Object::SiteSystem(_) | Object::SyncSettings(_) | Object::Account(_) => return Ok(()),
    };
    transaction.drop_fact(kind, &gone.id().key())?;
    for (id, fault) in facts::all::<Fault>(&*transaction, FactKind::Fault)? {
        if key(&fault.target) == key(target) {
            transaction.drop_fact(FactKind::Fault, &id)?;
        }
    }
    Ok(())
}
