//! One synchronization in wsyncmgr.log ("Track the software update synchronization process").

use super::site_context::SiteContext;
use super::writer::LogWriter;
use crate::facts::{Attempt, CompletedPhase, Failure, Moment, Phase, Running};

/// An attempt, finished or in progress, in the log of its site.
pub(super) struct AttemptLog<'a> {
    pub(super) context: &'a SiteContext<'a>,
    pub(super) attempt: &'a Attempt,
    /// The current phase.
    pub(super) running: Option<&'a Running>,
}

/// A phase, finished or in progress.
pub(super) struct PhaseSpan<'a> {
    pub(super) phase: Phase,
    pub(super) server: &'a str,
    pub(super) from: Moment,
    pub(super) until: Moment,
    /// Whether it is the first replica of the attempt.
    pub(super) is_first_replica: bool,
    /// Why it fails, if it does.
    pub(super) failure: Option<Failure>,
}

impl PhaseSpan<'_> {
    /// Whether WSUS is not configured, so that the phase does not begin.
    pub(super) fn is_refused(&self) -> bool {
        self.failure.is_some_and(Failure::prevents_configuration)
    }
}

impl AttemptLog<'_> {
    pub(super) fn write(&self, writer: &mut LogWriter) {
        let Self { attempt, running, .. } = *self;
        writer.starting_at(attempt.began, self.start_lines());
        let mut from = attempt.began;
        let mut replicas = 0;
        let mut steps = attempt.steps.iter().peekable();
        while let Some(step) = steps.next() {
            let server = step.server.as_ref().unwrap_or(&attempt.server);
            replicas += u32::from(step.phase == Phase::Replica);
            let is_first_replica = step.phase == Phase::Replica && replicas == 1;
            let (phase, until, failure) = (step.phase, step.ended, step.failure);
            let span = PhaseSpan { phase, server, from, until, is_first_replica, failure };
            self.write_phase_start(&span, writer);
            let mut ending = self.phase_end_lines(step, server);
            if steps.peek().is_none() && running.is_none() {
                ending.extend(self.end_lines(step.ended));
            }
            writer.ending_at(step.ended, ending);
            from = step.ended;
        }
        if let Some(span) = running.and_then(|running| self.under_way(running, from, replicas == 0)) {
            self.write_phase_start(&span, writer);
        }
    }

    fn under_way<'s>(&'s self, running: &'s Running, from: Moment, is_first: bool) -> Option<PhaseSpan<'s>> {
        let Self { context, .. } = self;
        let is_replica = running.phase == Phase::Replica;
        let sup = match &running.replica {
            Some(server) => context.world.on_server(context.site, server),
            None => context.world.actor(context.site),
        }?;
        let server = running.replica.as_ref().unwrap_or(&self.attempt.server);
        let failure = context.world.failure_in_attempt(context.site, sup);
        let is_first_replica = is_replica && is_first;
        Some(PhaseSpan { phase: running.phase, server, from, until: running.until, is_first_replica, failure })
    }

    /// Whether it is a run of a child site, which has no database phase.
    pub(super) fn is_of_child(&self) -> bool {
        let is_wait = |step: &CompletedPhase| step.phase == Phase::Wait && is_good(step);
        let has_database = self.attempt.steps.iter().any(|step| step.phase == Phase::Database)
            || self.running.is_some_and(|running| running.phase == Phase::Database);
        !has_database && self.attempt.steps.iter().any(is_wait)
    }
}

/// Whether a phase was completed, perhaps without some updates.
pub(super) fn is_good(step: &CompletedPhase) -> bool {
    step.failure.is_none_or(Failure::is_partial)
}
