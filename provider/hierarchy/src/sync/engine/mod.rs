//! Runs events in the order of time.

mod agenda;
pub(crate) mod event;
mod retry_skip;

use std::sync::Arc;

use super::timing;
use super::world::World;
use crate::facts::{
    Attempt, CompletedPhase, Extent, Failure, Moment, Notice, Phase, Running, SiteState, SyncState, Trigger,
    push_attempt, steps_of_oldest,
};
use crate::model::UpstreamSource;
use agenda::Agenda;
use event::{Event, EventKind};

/// A function that receives each event.
pub(crate) type Observer<'a> = &'a mut (dyn FnMut(&Event) + 'a);

/// Runs the events of a world.
pub(crate) struct Engine<'w, 'o> {
    pub(crate) world: &'w mut World,
    observer: Option<Observer<'o>>,
    agenda: Agenda,
    /// The next event of each site. What else the agenda has of a site is outdated.
    due: Vec<Option<Moment>>,
    /// How many sites are synchronizing or about to.
    active: usize,
}

impl<'w, 'o> Engine<'w, 'o> {
    pub(crate) fn new(world: &'w mut World, observer: Option<Observer<'o>>) -> Self {
        let sites = world.sites.len();
        let mut engine = Self { world, observer, agenda: Agenda::default(), due: vec![None; sites], active: 0 };
        for site in 0..sites {
            engine.active += usize::from(engine.is_active(site));
            engine.enqueue(site);
        }
        engine
    }

    /// Runs all events until `until`.
    pub(crate) fn run_until(&mut self, until: Moment) {
        while self.agenda.next().is_some_and(|at| at <= until) {
            self.process_next();
        }
        for site in 0..self.world.sites.len() {
            self.skip_retries(site, until);
        }
    }

    /// Runs events until no site is synchronizing, and returns that time.
    ///
    /// Meanwhile the schedule starts nothing; otherwise a short interval would never let it end. The scheduled
    /// synchronization is due afterwards.
    pub(crate) fn run_until_idle(&mut self, from: Moment) -> Moment {
        let scheduled = self.replace_schedule(None);
        let mut now = from;
        while self.active > 0 {
            match self.process_next() {
                Some(at) => now = now.max(at),
                None => break,
            }
        }
        for site in 0..self.world.sites.len() {
            self.skip_retries(site, now);
        }
        self.replace_schedule(scheduled);
        now
    }

    /// Changes when the schedule starts the next synchronization. Returns when it would have.
    fn replace_schedule(&mut self, next: Option<Moment>) -> Option<Moment> {
        let top = self.world.top.as_mut()?;
        let (site, before) = (top.site, std::mem::replace(&mut top.scheduled, next));
        self.enqueue(site);
        before
    }

    fn is_active(&self, site: usize) -> bool {
        let is_told = |notice: Notice| notice.trigger == Trigger::Parent;
        let state = self.world.site(site).map(|node| &node.state);
        state.is_some_and(|state| state.running.is_some() || state.notice.is_some_and(is_told))
    }

    /// Puts the next event of a site in the agenda, if it is another one than before.
    fn enqueue(&mut self, site: usize) {
        let next = self.world.next_of(site, false);
        let Some(due) = self.due.get_mut(site).filter(|due| **due != next) else { return };
        *due = next;
        if let Some(at) = next {
            self.agenda.push(at, site);
        }
    }

    /// Runs the next event.
    fn process_next(&mut self) -> Option<Moment> {
        let (at, site) = self.agenda.pop()?;
        if self.due.get_mut(site).and_then(|due| due.take_if(|due| *due == at)).is_some() {
            self.update(site, |engine| engine.process(site, at));
        }
        Some(at)
    }

    /// Changes a site, and updates the count of active sites and the agenda.
    pub(crate) fn update<T>(&mut self, site: usize, change: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.is_active(site);
        let outcome = change(self);
        match (before, self.is_active(site)) {
            (false, true) => self.active += 1,
            (true, false) => self.active = self.active.saturating_sub(1),
            _ => {}
        }
        self.enqueue(site);
        outcome
    }

    fn process(&mut self, site: usize, at: Moment) {
        let Some(state) = self.world.site(site).map(|node| &node.state) else { return };
        if let Some(running) = state.running.clone() {
            return self.finish_phase(site, running, at);
        }
        if let Some(notice) = state.notice.filter(|notice| notice.at <= at) {
            if let Some(node) = self.world.sites.get_mut(site) {
                node.state.notice = None;
                node.is_changed = true;
            }
            return self.start_attempt(site, notice.trigger, notice.extent, at);
        }
        if self.world.top.as_ref().is_some_and(|top| top.site == site && top.scheduled.is_some_and(|due| due <= at)) {
            return self.start_attempt(site, Trigger::Schedule, Extent::Delta, at);
        }
        self.start_attempt(site, Trigger::Retry, Extent::Delta, at);
    }

    /// Starts a synchronization of a site. If a full one is due, it is full.
    pub(crate) fn start_attempt(&mut self, site: usize, trigger: Trigger, extent: Extent, at: Moment) {
        self.world.skip_schedule(site, at);
        if trigger != Trigger::Retry {
            self.skip_retries(site, at);
        }
        let Some((first, replicas_only)) = self.world.next_work(site, trigger) else {
            return self.world.update_site(site, |state| state.retry = None);
        };
        let extent = if self.world.is_full_due(site, at) { Extent::Full } else { extent };
        let actor = self.world.draw_actor(site, at.number()).unwrap_or(first);
        let is_shared = !self.world.front_ends(site).is_empty();
        let steps = self.world.sites.get_mut(site).map(|node| steps_of_oldest(&mut node.state.attempts));
        let Some((node, point)) = self.world.site(site).zip(self.world.sup(first)) else { return };
        let (server, version_before) = (Arc::clone(&point.state.server), node.state.version);
        let source = self.world.source_of(first);
        let front_end = self.world.sup(actor).filter(|_| is_shared).map(|sup| Arc::clone(&sup.state.server));
        let maintenance = self.world.maintenance_of(site, first);
        let unsubscribed = self.world.top.as_ref().is_some_and(|top| top.site == site && top.subscription.is_empty());
        self.world.update_site(site, |state| {
            state.retry = None;
            let attempt = Attempt {
                began: at,
                extent,
                trigger,
                server,
                source,
                front_end,
                steps: steps.unwrap_or_default(),
                version_before,
                version: 0,
                unsubscribed,
                maintenance,
                added: 0,
                expired: 0,
                removed: 0,
                total: 0,
            };
            push_attempt(&mut state.attempts, attempt);
        });
        let event = EventKind::Began { trigger, extent, replicas_only };
        self.notify(site, actor, at, event);
        if replicas_only {
            self.succeed_sharing(site, first, at);
        }
        let phase = if replicas_only {
            Phase::Replica
        } else if self.world.is_top(site) && self.world.outside() == UpstreamSource::Offline {
            Phase::Database
        } else {
            Phase::Wsus
        };
        self.start_phase(site, phase, replicas_only, at);
    }

    /// Begins a phase. Without a further replica, the attempt ends.
    fn start_phase(&mut self, site: usize, phase: Phase, replicas_only: bool, at: Moment) {
        let Some(node) = self.world.site(site) else { return };
        let is_replica = phase == Phase::Replica;
        let next = if is_replica { self.world.next_replica(site, replicas_only) } else { self.world.actor(site) };
        let Some(sup) = next else { return self.finish_attempt(site, replicas_only, at) };
        let actor = if is_replica { self.world.actor(site) } else { next };
        let replica = self.world.sup(sup).filter(|_| is_replica).map(|point| Arc::clone(&point.state.server));
        let extent = node.state.attempts.back().map(|attempt| attempt.extent).unwrap_or_default();
        let failure = self.world.failure_of(sup, actor);
        let takes = failure.map_or_else(|| timing::of(phase, extent), timing::until);
        let until = at.after(takes);
        self.world.update_site(site, |state| state.running = Some(Running { phase, replica, replicas_only, until }));
        let state = match phase {
            Phase::Wsus => SyncState::Wsus,
            Phase::Database => SyncState::Database,
            Phase::Replica => SyncState::Replica,
            Phase::Wait => return,
        };
        let attempt = self.world.site(site).and_then(|node| node.state.attempts.back()).filter(|_| !is_replica);
        let source = attempt.map_or_else(|| self.world.source_of(sup), |attempt| Arc::clone(&attempt.source));
        self.world.update_sup(sup, |kept| {
            kept.state = Some(state);
            kept.since = at;
            kept.source = source;
            kept.retry = None;
        });
        self.notify(site, sup, at, EventKind::Entered { phase });
    }

    fn finish_phase(&mut self, site: usize, running: Running, at: Moment) {
        let Running { phase, replica, replicas_only, .. } = running;
        self.world.skip_schedule(site, at);
        let Some(node) = self.world.site(site) else { return };
        let first = node.first;
        let actor = self.world.actor(site);
        let sup = match &replica {
            Some(server) => self.world.on_server(site, server),
            None => actor,
        };
        let Some(sup) = sup else {
            // The role was removed while it was synchronizing.
            self.world.update_site(site, |state| state.running = None);
            return if replica.is_some() {
                self.start_phase(site, phase, replicas_only, at)
            };
        };
        let failure = self.world.failure_of(sup, actor);
        self.world.update_site(site, |state| {
            state.running = None;
            if let Some(attempt) = state.attempts.back_mut() {
                attempt.steps.push(CompletedPhase { phase, ended: at, server: replica, failure });
            }
        });
        match (failure, phase) {
            (Some(failure), Phase::Replica) => {
                self.fail(site, sup, failure, at);
                self.start_phase(site, Phase::Replica, replicas_only, at);
            }
            (Some(failure), _) => {
                self.fail(site, sup, failure, at);
                self.retry_later(site, at);
            }
            (None, Phase::Wsus) => self.start_phase(site, Phase::Wait, false, at),
            (None, Phase::Wait) if self.world.is_top(site) => self.start_phase(site, Phase::Database, false, at),
            (None, Phase::Wait | Phase::Database) => {
                self.world.record_content(site, first.unwrap_or(sup));
                self.succeed(site, sup, at);
                self.succeed_sharing(site, sup, at);
                self.start_phase(site, Phase::Replica, false, at);
            }
            (None, Phase::Replica) => {
                self.succeed(site, sup, at);
                self.start_phase(site, Phase::Replica, replicas_only, at);
            }
        }
    }

    fn succeed(&mut self, site: usize, sup: usize, at: Moment) {
        let Some(version) = self.world.site(site).map(|node| node.state.version) else { return };
        let failure = self.world.partial_failure(sup);
        let state = failure.map_or(SyncState::Succeeded, Failure::state);
        if failure.is_some() {
            self.world.update_site(site, |state| {
                if let Some(step) = state.attempts.back_mut().and_then(|attempt| attempt.steps.last_mut()) {
                    step.failure = failure;
                }
            });
        }
        self.world.update_sup(sup, |kept| {
            kept.state = Some(state);
            kept.since = at;
            if state != SyncState::Failed {
                kept.success = Some(at);
            }
            kept.failure = failure;
            kept.version = version;
            kept.has_part_of_catalog = false;
        });
        let event = match failure.filter(|_| state == SyncState::Failed) {
            Some(failure) => EventKind::Failed { state, failure },
            None => EventKind::Succeeded { state, version },
        };
        self.notify(site, sup, at, event);
    }

    /// Those that share a database have the content as soon as one of them has it.
    fn succeed_sharing(&mut self, site: usize, actor: usize, at: Moment) {
        for sup in self.world.front_ends(site) {
            if sup == actor || self.world.own_failure(sup).is_some() {
                continue;
            }
            if let Some(source) = self.world.sup(actor).map(|point| Arc::clone(&point.state.server)) {
                self.world.update_sup(sup, |kept| kept.source = source);
            }
            self.succeed(site, sup, at);
        }
    }

    fn fail(&mut self, site: usize, sup: usize, failure: Failure, at: Moment) {
        let state = failure.state();
        // What WSUS has synchronized before it times out is kept.
        let has_arrived = failure == Failure::Timeout && self.world.is_top(site);
        let first =
            self.world.site(site).filter(|node| has_arrived && node.state.version == 0).and_then(|node| node.first);
        if let Some(first) = first {
            self.world.update_sup(first, |kept| kept.has_part_of_catalog = true);
        }
        self.world.update_sup(sup, |kept| {
            kept.state = Some(state);
            kept.since = at;
            kept.failure = Some(failure);
        });
        self.notify(site, sup, at, EventKind::Failed { state, failure });
    }

    /// Ends an attempt: child sites are notified, and failures are retried.
    fn finish_attempt(&mut self, site: usize, replicas_only: bool, at: Moment) {
        self.world.update_site(site, |state| state.running = None);
        let failed = self.world.site(site).and_then(|node| node.state.attempts.back()).and_then(Attempt::failure);
        if failed.is_some() {
            self.retry_later(site, at);
        }
        if replicas_only {
            return;
        }
        let is_new = |state: &SiteState| state.basis.as_deref() != Some(self.world.basis_of(site));
        let basis =
            self.world.site(site).filter(|node| is_new(&node.state)).map(|_| self.world.basis_of(site).to_owned());
        self.world.update_site(site, |state| {
            state.basis = basis.or(state.basis.take());
            if let Some(attempt) = state.attempts.back().filter(|attempt| attempt.extent == Extent::Full) {
                state.last_full = Some(attempt.began);
            }
        });
        let Some(node) = self.world.site(site) else { return };
        let extent = node.state.attempts.back().map(|attempt| attempt.extent).unwrap_or_default();
        let notice = Notice { at: at.after(timing::NOTIFICATION), trigger: Trigger::Parent, extent };
        for number in 0..node.children.len() {
            let child = self.world.site(site).and_then(|node| node.children.get(number)).copied();
            let Some(child) = child else { return };
            if self.world.site(child).is_some_and(|child| child.first.is_some()) {
                self.update(child, |engine| engine.world.update_site(child, |state| state.notice = Some(notice)));
            }
        }
    }

    fn retry_later(&mut self, site: usize, at: Moment) {
        let retry = Some(at.after(timing::RETRY));
        self.world.update_site(site, |state| state.retry = retry);
        let Some(node) = self.world.site(site) else { return };
        for sup in node.first.into_iter().chain(node.replicas.clone()) {
            if self.world.sup(sup).is_some_and(|point| point.state.failure.is_some()) {
                self.world.update_sup(sup, |kept| kept.retry = retry);
            }
        }
    }

    fn skip_retries(&mut self, site: usize, until: Moment) {
        let attempts = self.world.skip_retries(site, until);
        let first = self.world.site(site).and_then(|node| node.first);
        if let Some(first) = first.filter(|_| attempts > 0) {
            self.notify(site, first, until, EventKind::Repeated { attempts });
        }
    }

    fn notify(&mut self, site: usize, sup: usize, at: Moment, what: EventKind) {
        let Some(observer) = &mut self.observer else { return };
        let (Some(node), Some(point)) = (self.world.sites.get(site), self.world.sups.get(sup)) else { return };
        observer(&Event {
            time: at.timestamp(),
            site_code: Arc::clone(&node.code),
            server_fqdn: Arc::clone(&point.state.server),
            what,
        });
    }
}
