use std::collections::HashMap;

use super::failure::Failure;
use super::fault::{Fault, FaultKind};
use super::json::all;
use crate::model::key;
use crate::store::{FactKind, StoreError, View};

/// The faults, by server or site.
pub(crate) struct Faults(HashMap<String, Vec<Fault>>);

impl Faults {
    pub(crate) fn of(view: &dyn View) -> Result<Self, StoreError> {
        let mut by_target: HashMap<String, Vec<Fault>> = HashMap::new();
        for (_, fault) in all::<Fault>(view, FactKind::Fault)? {
            by_target.entry(key(&fault.target)).or_default().push(fault);
        }
        Ok(Self(by_target))
    }

    /// The faults at a server or a site.
    pub(crate) fn at(&self, target: &str) -> &[Fault] {
        if self.0.is_empty() {
            return &[];
        }
        self.0.get(&key(target)).map_or(&[], Vec::as_slice)
    }

    /// Whether there is a fault of a kind at a server or a site.
    pub(crate) fn has(&self, kind: FaultKind, target: &str) -> bool {
        self.at(target).iter().any(|fault| fault.kind == kind)
    }

    /// The faults of a software update point: those at its server and at its site.
    pub(crate) fn around(&self, site_code: &str, server_fqdn: &str) -> impl Iterator<Item = &Fault> {
        self.at(server_fqdn).iter().chain(self.at(site_code))
    }

    /// The fault that causes a failure of a software update point.
    pub(crate) fn behind(&self, failure: Failure, site_code: &str, server_fqdn: &str) -> Option<FaultKind> {
        let kinds = self.around(site_code, server_fqdn).map(|fault| fault.kind);
        kinds.into_iter().find(|kind| kind.failure() == Some(failure))
    }
}
