//! Injecting and clearing faults.

mod applicability;
mod post_install;

use applicability::why_not_applicable;
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

/// A fault in a hierarchy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InjectedFault {
    /// The fault.
    pub fault: Fault,
    /// Why it has no effect at its target, as a sentence; `None` if it has an effect.
    pub without_effect: Option<&'static str>,
}

impl InjectedFault {
    pub(crate) fn of(faults: Vec<Fault>, view: &dyn View) -> Result<Vec<Self>, StoreError> {
        faults.into_iter().map(|fault| Self::at_target(fault, view)).collect()
    }

    pub(super) fn at_target(fault: Fault, view: &dyn View) -> Result<Self, StoreError> {
        Ok(Self { without_effect: why_not_applicable(view, &fault)?, fault })
    }
}

/// What injecting a fault did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedFault {
    /// Whether it was not injected before.
    pub is_new: bool,
    /// The fault as it is injected now.
    pub injected: InjectedFault,
}

/// Injects a fault, unless it is already injected.
pub(crate) fn add(
    transaction: &mut dyn Transaction,
    kind: FaultKind,
    target: &str,
    since: Timestamp,
    actor: &str,
) -> Result<AddedFault, LookupError> {
    let target = match kind.scope() {
        Scope::Server => sup_server(transaction, target)?,
        Scope::Site => site_code(transaction, target)?,
    };
    let product = if kind == FaultKind::ProductUnknown { lost_product(transaction)? } else { None };
    let fault = Fault { kind, target, since, actor: actor.to_owned(), product };
    let former: Option<Fault> = facts::read(transaction, FactKind::Fault, &fault.key())?;
    let is_new = former.is_none();
    if is_new {
        facts::write(transaction, FactKind::Fault, &fault.key(), &fault)?;
    }
    Ok(AddedFault { is_new, injected: InjectedFault::at_target(former.unwrap_or(fault), transaction)? })
}

/// Clears faults.
pub(crate) fn clear(
    transaction: &mut dyn Transaction,
    kind: Option<FaultKind>,
    target: Option<&str>,
) -> Result<Vec<InjectedFault>, LookupError> {
    let mut cleared = all(&*transaction)?;
    cleared.retain(|fault| kind.is_none_or(|kind| kind == fault.kind));
    cleared.retain(|fault| target.is_none_or(|target| key(target) == key(&fault.target)));
    for fault in &cleared {
        transaction.remove_fact(FactKind::Fault, &fault.key())?;
    }
    Ok(InjectedFault::of(cleared, transaction)?)
}

/// The product that a WSUS loses: the first one that is subscribed.
fn lost_product(view: &dyn View) -> Result<Option<String>, StoreError> {
    Ok(Subscription::of(&view.top_level_settings()?).products.into_iter().next())
}
