//! Removals that wait for the rest of a run: Terraform removes an object before it changes the objects that used it.
//!
//! Until then the object stays, but is no longer declared. It is removed together with the last change that ends a use
//! of it, so that no object refers to a missing one at any time, even if the run is interrupted.

use super::sup_removal::sup_removal;
use super::{Conditions, Step};
use crate::judgement::Order;
use crate::model::{Kind, Object, ObjectId, SupRole};
use crate::store::{StoreError, View};

/// Whether an object to be removed stays until the rest of the run has changed what uses it.
///
/// A software update point whose replacement is installed at the same site makes room for it at once.
pub(super) fn must_wait(id: &ObjectId, conditions: &Conditions, view: &dyn View) -> Result<bool, StoreError> {
    let makes_room = id.kind == Kind::SupRole && conditions.counterpart.is_some();
    Ok(!conditions.rest_of_run.is_nothing() && !makes_room && is_needed(id, conditions.order, view)?)
}

/// The steps of a removal that waited for the changes just made in `view`; none if nothing waited, or if it has to wait
/// longer.
pub(crate) fn completed_removal(steps: &[Step], order: Order, view: &dyn View) -> Result<Vec<Step>, StoreError> {
    for id in steps.iter().flat_map(Step::ended_references) {
        if !matches!(id.kind, Kind::SupRole | Kind::Account) {
            continue;
        }
        let waiting = view.get(&id)?.filter(|stored| !stored.declared);
        let Some(waiting) = waiting else { continue };
        if is_needed(&id, order, view)? {
            continue;
        }
        return match &waiting.object {
            Object::SupRole(sup) => sup_removal(sup, &waiting, view),
            _ => Ok(vec![Step::delete(waiting)]),
        };
    }
    Ok(Vec::new())
}

/// Whether others need the object. With [`Order::Faithful`], a software update point is removed even if those of child
/// sites need it, as in the product.
fn is_needed(id: &ObjectId, order: Order, view: &dyn View) -> Result<bool, StoreError> {
    match (id.kind, order) {
        (Kind::SupRole, Order::Faithful) => Ok(view.sups_downstream_of(&id.id)?.iter().any(SupRole::is_replica)),
        _ => view.is_used(id),
    }
}

#[cfg(test)]
mod tests;
