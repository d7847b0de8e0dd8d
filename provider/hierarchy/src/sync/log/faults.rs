//! The problems of a site, and since when they exist.

use super::site_context::{SiteContext, Sup};
use crate::facts::{Failure, Fault, FaultKind, Moment};
use crate::model::key;

impl SiteContext<'_> {
    /// The fault of this kind at the site, if any.
    pub(super) fn own_fault(&self, kind: FaultKind) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.kind == kind && key(&fault.target) == key(&self.node.code))
    }

    /// What kept WSUS Configuration Manager from configuring a WSUS at a moment.
    pub(super) fn misconfiguration_at(&self, sup: &Sup, at: Moment) -> Option<Failure> {
        self.world.sup(sup.number).and_then(|point| point.state.obstacles.at(at))
    }
}
