//! Injecting and clearing faults.

mod applicability;
mod post_install;

pub(crate) use applicability::why_not_applicable;
pub(crate) use post_install::after_move;

use jiff::Timestamp;

use super::not_found::{LookupError, site_code, sup_server};
use crate::facts::{self, Fault, FaultKind, Scope, Subscription};
use crate::model::key;
use crate::store::{FactKind, StoreError, Transaction, View};

/// The injected faults, by kind and target.
pub(crate) fn all(view: &dyn View) -> Result<Vec<Fault>, StoreError> {
    Ok(facts::all(view, FactKind::Fault)?.into_iter().map(|(_, fault)| fault).collect())
}

/// Injects a fault. Returns false if it is already injected.
pub(crate) fn add(
    transaction: &mut dyn Transaction,
    kind: FaultKind,
    target: &str,
    since: Timestamp,
    actor: &str,
) -> Result<bool, LookupError> {
    let target = match kind.scope() {
        Scope::Server => sup_server(transaction, target)?,
        Scope::Site => site_code(transaction, target)?,
    };
    let product = if kind == FaultKind::ProductUnknown { lost_product(transaction)? } else { None };
    let fault = Fault { kind, target, since, actor: actor.to_owned(), product };
    if transaction.fact(FactKind::Fault, &fault.key())?.is_some() {
        return Ok(false);
    }
    facts::write(transaction, FactKind::Fault, &fault.key(), &fault)?;
    Ok(true)
}

/// Clears faults.
pub(crate) fn clear(
    transaction: &mut dyn Transaction,
    kind: Option<FaultKind>,
    target: Option<&str>,
) -> Result<Vec<Fault>, LookupError> {
    let mut cleared = all(&*transaction)?;
    cleared.retain(|fault| kind.is_none_or(|kind| kind == fault.kind));
    cleared.retain(|fault| target.is_none_or(|target| key(target) == key(&fault.target)));
    for fault in &cleared {
        transaction.remove_fact(FactKind::Fault, &fault.key())?;
    }
    Ok(cleared)
}

/// The product that a WSUS loses: the first one that is subscribed.
fn lost_product(view: &dyn View) -> Result<Option<String>, StoreError> {
    Ok(Subscription::of(&view.top_level_settings()?).products.into_iter().next())
}
