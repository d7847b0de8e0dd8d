//! One synchronisation in wsyncmgr.log ("Track the software update synchronization process").

use super::pen::Pen;
use super::scene::Scene;
use crate::facts::{Attempt, Failure, Moment, Phase, Running, Step};

/// An attempt, over or under way, in the log of its site.
pub(super) struct Run<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) attempt: &'a Attempt,
    /// The phase under way.
    pub(super) running: Option<&'a Running>,
}

/// A phase, over or under way.
pub(super) struct Part<'a> {
    pub(super) phase: Phase,
    pub(super) server: &'a str,
    pub(super) from: Moment,
    pub(super) until: Moment,
    /// Whether the first replica begins.
    pub(super) is_first_replica: bool,
    /// Whether WSUS is not even configured, so that nothing begins.
    pub(super) is_refused: bool,
}

impl Run<'_> {
    pub(super) fn write(&self, pen: &mut Pen) {
        let Self { attempt, running, .. } = *self;
        pen.from(attempt.began, self.opening());
        let mut from = attempt.began;
        let mut replicas = 0;
        let mut steps = attempt.steps.iter().peekable();
        while let Some(step) = steps.next() {
            let server = step.server.as_ref().unwrap_or(&attempt.server);
            let is_refused = step.failure.is_some_and(Failure::prevents_configuration);
            replicas += u32::from(step.phase == Phase::Replica);
            let is_first_replica = step.phase == Phase::Replica && replicas == 1;
            let part = Part { phase: step.phase, server, from, until: step.ended, is_first_replica, is_refused };
            self.enter(&part, pen);
            let mut ending = self.leaving(step, server);
            if steps.peek().is_none() && running.is_none() {
                ending.extend(self.closing(step.ended));
            }
            pen.until(step.ended, ending);
            from = step.ended;
        }
        if let Some(part) = running.and_then(|running| self.under_way(running, from, replicas == 0)) {
            self.enter(&part, pen);
        }
    }

    fn under_way(&self, running: &Running, from: Moment, is_first: bool) -> Option<Part<'_>> {
        let Self { scene, .. } = self;
        let is_replica = running.phase == Phase::Replica;
        let sup = match &running.replica {
            Some(server) => scene.world.replica_on(scene.site, server),
            None => scene.node.first,
        }?;
        let server = &*scene.world.sup(sup)?.state.server;
        let cause = scene.world.cause_in_attempt(scene.site, sup);
        let is_refused = cause.is_some_and(Failure::prevents_configuration);
        let is_first_replica = is_replica && is_first;
        Some(Part { phase: running.phase, server, from, until: running.until, is_first_replica, is_refused })
    }

    /// Whether the run ends without a site database: it is one of a child site.
    pub(super) fn is_of_child(&self) -> bool {
        let is_wait = |step: &Step| step.phase == Phase::Wait && is_good(step);
        let has_database = self.attempt.steps.iter().any(|step| step.phase == Phase::Database)
            || self.running.is_some_and(|running| running.phase == Phase::Database);
        !has_database && self.attempt.steps.iter().any(is_wait)
    }

    /// Who goes out to the source.
    pub(super) fn going_out(&self) -> &str {
        self.attempt.front_end.as_ref().unwrap_or(&self.attempt.server)
    }
}

/// Whether a phase has done what it is for.
pub(super) fn is_good(step: &Step) -> bool {
    matches!(step.failure, None | Some(Failure::LicenceTermsPending))
}
