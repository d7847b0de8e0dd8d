use std::collections::HashMap;

use super::failure::Failure;
use super::fault::{Fault, FaultKind};
use super::json::all;
use crate::model::key;
use crate::store::{FactKind, StoreError, View};

/// The faults, by server or site.
pub(crate) struct Faults(HashMap<String, Vec<FaultKind>>);

impl Faults {
    pub(crate) fn of(view: &dyn View) -> Result<Self, StoreError> {
        let mut by_target: HashMap<String, Vec<FaultKind>> = HashMap::new();
        for (_, fault) in all::<Fault>(view, FactKind::Fault)? {
            by_target.entry(key(&fault.target)).or_default().push(fault.kind);
        }
        Ok(Self(by_target))
    }

    /// The faults at a server or a site.
    pub(crate) fn at(&self, target: &str) -> &[FaultKind] {
        if self.0.is_empty() {
            return &[];
        }
        self.0.get(&key(target)).map_or(&[], Vec::as_slice)
    }

    /// The fault at a server that causes a failure.
    pub(crate) fn behind(&self, failure: Failure, server: &str) -> Option<FaultKind> {
        let is_pending = failure == Failure::LicenseTermsPending;
        let makes_it = |fault: &FaultKind| {
            fault.failure() == Some(failure) || (is_pending && *fault == FaultKind::LicenseTermsPending)
        };
        self.at(server).iter().copied().find(makes_it)
    }
}
