//! The problems of a site, and since when they exist.

use super::site_context::{SiteContext, Sup};
use crate::facts::{Failure, Fault, FaultKind, Moment};
use crate::model::key;

impl SiteContext<'_> {
    /// The fault of this kind at the site, if any.
    pub(super) fn own_fault(&self, kind: FaultKind) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.kind == kind && key(&fault.target) == key(&self.node.code))
    }

    /// Why WSUS Configuration Manager could not configure a WSUS at a moment: because of a fault, or of the failure of
    /// the last attempt before.
    pub(super) fn misconfiguration_at(&self, sup: &Sup, at: Moment) -> Option<Failure> {
        let server = key(&sup.role.server_fqdn);
        let is_there = |fault: &&Fault| key(&fault.target) == server && Moment::of(fault.since) <= at;
        let prevents = |failure: &Failure| failure.prevents_configuration();
        let there = self.faults.iter().filter(is_there);
        let by_fault = there.filter_map(|fault| self.world.failure_of_fault(sup.number, fault.kind)).find(prevents);
        let by_place = self.world.lacks_upstream(sup.number).then_some(Failure::NoUpstream);
        by_fault.or(by_place).or_else(|| self.last_failure(&server, at)).filter(prevents)
    }

    fn last_failure(&self, server: &str, at: Moment) -> Option<Failure> {
        let steps = self.node.state.attempts.iter().flat_map(|attempt| {
            attempt.steps.iter().map(|step| (step.server.as_ref().unwrap_or(&attempt.server), step))
        });
        let mut before = steps.filter(|(of, step)| key(of) == server && step.ended <= at);
        before.next_back().and_then(|(_, step)| step.failure)
    }
}
