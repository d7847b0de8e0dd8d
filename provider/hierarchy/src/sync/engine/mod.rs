//! The course of events: what happens when, from one moment to a later one.

pub(crate) mod event;
mod vain;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use super::timing;
use super::world::World;
use crate::facts::{Attempt, Extent, Failure, Moment, Notice, Phase, Running, Step, SyncState, Trigger, remember};
use crate::model::Outside;
use event::{Event, Happening};

/// Who is told what happens.
pub(crate) type Observer<'a> = &'a mut (dyn FnMut(&Event) + 'a);

/// Lets things happen in a world.
pub(crate) struct Engine<'w, 'o> {
    pub(crate) world: &'w mut World,
    observer: Option<Observer<'o>>,
    agenda: BinaryHeap<Reverse<(Moment, usize)>>,
    /// How many sites are synchronising or about to.
    active: usize,
}

impl<'w, 'o> Engine<'w, 'o> {
    pub(crate) fn new(world: &'w mut World, observer: Option<Observer<'o>>) -> Self {
        let mut engine = Self { world, observer, agenda: BinaryHeap::new(), active: 0 };
        for site in 0..engine.world.sites.len() {
            engine.active += usize::from(engine.is_active(site));
            engine.put_on_agenda(site);
        }
        engine
    }

    /// Lets everything happen that is due until then.
    pub(crate) fn run_until(&mut self, until: Moment) {
        while self.agenda.peek().is_some_and(|Reverse((at, _))| *at <= until) {
            self.next();
        }
        for site in 0..self.world.sites.len() {
            self.repeat_in_vain(site, until);
        }
    }

    /// Lets everything happen until no site is synchronising, and says when that is.
    ///
    /// The schedule starts nothing meanwhile, or a short interval would never let it come to rest. What it would have started
    /// is due afterwards.
    pub(crate) fn run_to_rest(&mut self, from: Moment) -> Moment {
        let scheduled = self.world.top.as_mut().and_then(|top| top.scheduled.take());
        let mut now = from;
        while self.active > 0 {
            match self.next() {
                Some(at) => now = now.max(at),
                None => break,
            }
        }
        for site in 0..self.world.sites.len() {
            self.repeat_in_vain(site, now);
        }
        if let Some(top) = &mut self.world.top {
            top.scheduled = scheduled;
        }
        now
    }

    fn is_active(&self, site: usize) -> bool {
        let is_told = |notice: Notice| notice.trigger == Trigger::Parent;
        let state = self.world.site(site).map(|node| &node.state);
        state.is_some_and(|state| state.running.is_some() || state.notice.is_some_and(is_told))
    }

    fn put_on_agenda(&mut self, site: usize) {
        if let Some(at) = self.world.next_of(site, false) {
            self.agenda.push(Reverse((at, site)));
        }
    }

    /// The next thing that happens.
    fn next(&mut self) -> Option<Moment> {
        let Reverse((at, site)) = self.agenda.pop()?;
        // What has changed since is on the agenda once more.
        if self.world.next_of(site, false) == Some(at) {
            self.change(site, |engine| engine.happen(site, at));
        }
        Some(at)
    }

    /// Changes a site, and keeps count of those that are active and on the agenda.
    pub(crate) fn change<T>(&mut self, site: usize, change: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.is_active(site);
        let outcome = change(self);
        match (before, self.is_active(site)) {
            (false, true) => self.active += 1,
            (true, false) => self.active = self.active.saturating_sub(1),
            _ => {}
        }
        self.put_on_agenda(site);
        outcome
    }

    fn happen(&mut self, site: usize, at: Moment) {
        let Some(state) = self.world.site(site).map(|node| &node.state) else { return };
        if let Some(running) = state.running.clone() {
            return self.finish(site, running, at);
        }
        if let Some(notice) = state.notice.filter(|notice| notice.at <= at) {
            if let Some(node) = self.world.sites.get_mut(site) {
                node.state.notice = None;
                node.is_touched = true;
            }
            return self.begin(site, notice.trigger, notice.extent, at);
        }
        if self.world.top.as_ref().is_some_and(|top| top.site == site && top.scheduled.is_some_and(|due| due <= at)) {
            return self.begin(site, Trigger::Schedule, Extent::Delta, at);
        }
        self.begin(site, Trigger::Retry, Extent::Delta, at);
    }

    /// A site begins to synchronise; a wish for less than what is due is not heard.
    pub(crate) fn begin(&mut self, site: usize, trigger: Trigger, extent: Extent, at: Moment) {
        self.world.skip_schedule(site, at);
        if trigger != Trigger::Retry {
            self.repeat_in_vain(site, at);
        }
        let Some((first, replicas_only)) = self.world.what_to_do(site, trigger) else {
            return self.world.touch(site, |state| state.retry = None);
        };
        let extent = if self.world.is_full_due(site, at) { Extent::Full } else { extent };
        let Some(point) = self.world.sup(first) else { return };
        let front_end = self.world.front_end(site, at.number());
        let attempt = Attempt {
            began: at,
            extent,
            trigger,
            server: Arc::clone(&point.state.server),
            source: self.world.source_of(first),
            front_end: front_end.and_then(|sup| self.world.sup(sup)).map(|sup| Arc::clone(&sup.state.server)),
            steps: Vec::new(),
            version: 0,
            unsubscribed: self.world.is_top(site)
                && self.world.top.as_ref().is_some_and(|top| top.subscription.is_empty()),
            maintenance: self.world.maintenance_of(site, first),
            added: 0,
            expired: 0,
        };
        self.world.touch(site, |state| {
            state.retry = None;
            remember(&mut state.attempts, attempt);
        });
        let event = Happening::Began { trigger, extent, replicas_only };
        self.tell(site, first, at, event);
        let phase = if replicas_only {
            Phase::Replica
        } else if self.world.is_top(site) && self.world.outside() == Outside::Nobody {
            Phase::Database
        } else {
            Phase::Wsus
        };
        self.enter(site, phase, replicas_only, at);
    }

    /// A phase begins; where there is no replica any more to go on with, the attempt is over.
    fn enter(&mut self, site: usize, phase: Phase, replicas_only: bool, at: Moment) {
        let Some(node) = self.world.site(site) else { return };
        let next = if phase == Phase::Replica { self.world.next_replica(site, replicas_only) } else { node.first };
        let Some(sup) = next else { return self.close(site, replicas_only, at) };
        let is_replica = phase == Phase::Replica;
        let replica = self.world.sup(sup).filter(|_| is_replica).map(|point| Arc::clone(&point.state.server));
        let extent = node.state.attempts.back().map(|attempt| attempt.extent).unwrap_or_default();
        let fails = self.world.cause_in_attempt(site, sup).is_some();
        let takes = if fails { timing::FAILURE } else { timing::of(phase, extent) };
        let until = at.after(takes);
        self.world.touch(site, |state| state.running = Some(Running { phase, replica, replicas_only, until }));
        let state = match phase {
            Phase::Wsus => SyncState::Wsus,
            Phase::Database => SyncState::Database,
            Phase::Replica => SyncState::Replica,
            Phase::Wait => return,
        };
        let source = self.world.source_of(sup);
        self.world.touch_sup(sup, |kept| {
            kept.state = Some(state);
            kept.since = at;
            kept.source = source;
            kept.retry = None;
        });
        self.tell(site, sup, at, Happening::Entered { phase });
    }

    fn finish(&mut self, site: usize, running: Running, at: Moment) {
        let Running { phase, replica, replicas_only, .. } = running;
        self.world.skip_schedule(site, at);
        let Some(node) = self.world.site(site) else { return };
        let sup = match &replica {
            Some(server) => self.world.replica_on(site, server),
            None => node.first,
        };
        let Some(sup) = sup else {
            // The role went while it was synchronising.
            self.world.touch(site, |state| state.running = None);
            return if replica.is_some() {
                self.enter(site, phase, replicas_only, at)
            };
        };
        let failure = self.world.cause_in_attempt(site, sup);
        self.world.touch(site, |state| {
            state.running = None;
            if let Some(attempt) = state.attempts.back_mut() {
                attempt.steps.push(Step { phase, ended: at, server: replica, failure });
            }
        });
        match (failure, phase) {
            (Some(failure), Phase::Replica) => {
                self.fail(site, sup, failure, at);
                self.enter(site, Phase::Replica, replicas_only, at);
            }
            (Some(failure), _) => {
                self.fail(site, sup, failure, at);
                self.retry_later(site, at);
            }
            (None, Phase::Wsus) => self.enter(site, Phase::Wait, false, at),
            (None, Phase::Wait) if self.world.is_top(site) => self.enter(site, Phase::Database, false, at),
            (None, Phase::Wait | Phase::Database) => {
                self.world.take_content(site, sup);
                self.succeed(site, sup, at);
                self.enter(site, Phase::Replica, false, at);
            }
            (None, Phase::Replica) => {
                self.succeed(site, sup, at);
                self.enter(site, Phase::Replica, replicas_only, at);
            }
        }
    }

    fn succeed(&mut self, site: usize, sup: usize, at: Moment) {
        let Some(version) = self.world.site(site).map(|node| node.state.version) else { return };
        let failure = self.world.is_pending(sup).then_some(Failure::LicenceTermsPending);
        let state = failure.map_or(SyncState::Succeeded, Failure::state);
        if failure.is_some() {
            self.world.touch(site, |state| {
                if let Some(step) = state.attempts.back_mut().and_then(|attempt| attempt.steps.last_mut()) {
                    step.failure = failure;
                }
            });
        }
        self.world.touch_sup(sup, |kept| {
            kept.state = Some(state);
            kept.since = at;
            kept.success = Some(at);
            kept.failure = failure;
            kept.version = version;
        });
        self.tell(site, sup, at, Happening::Succeeded { state, version });
    }

    fn fail(&mut self, site: usize, sup: usize, failure: Failure, at: Moment) {
        let state = failure.state();
        self.world.touch_sup(sup, |kept| {
            kept.state = Some(state);
            kept.since = at;
            kept.failure = Some(failure);
        });
        self.tell(site, sup, at, Happening::Failed { state, failure });
    }

    /// An attempt is over: the sites below are told, and what went wrong is tried again.
    fn close(&mut self, site: usize, replicas_only: bool, at: Moment) {
        self.world.touch(site, |state| state.running = None);
        let failed = self.world.site(site).and_then(|node| node.state.attempts.back()).and_then(Attempt::failure);
        if failed.is_some() {
            self.retry_later(site, at);
        }
        if replicas_only {
            return;
        }
        let basis = self.world.basis_of(site);
        self.world.touch(site, |state| {
            state.basis = Some(basis);
            if let Some(attempt) = state.attempts.back().filter(|attempt| attempt.extent == Extent::Full) {
                state.last_full = Some(attempt.began);
            }
        });
        let Some(node) = self.world.site(site) else { return };
        let extent = node.state.attempts.back().map(|attempt| attempt.extent).unwrap_or_default();
        let notice = Notice { at: at.after(timing::NOTIFICATION), trigger: Trigger::Parent, extent };
        for child in node.children.clone() {
            if self.world.site(child).is_some_and(|child| child.first.is_some()) {
                self.change(child, |engine| engine.world.touch(child, |state| state.notice = Some(notice)));
            }
        }
    }

    fn retry_later(&mut self, site: usize, at: Moment) {
        let retry = Some(at.after(timing::RETRY));
        self.world.touch(site, |state| state.retry = retry);
        let Some(node) = self.world.site(site) else { return };
        for sup in node.first.into_iter().chain(node.replicas.clone()) {
            if self.world.sup(sup).is_some_and(|point| point.state.failure.is_some()) {
                self.world.touch_sup(sup, |kept| kept.retry = retry);
            }
        }
    }

    fn repeat_in_vain(&mut self, site: usize, until: Moment) {
        let attempts = self.world.repeat_in_vain(site, until);
        let first = self.world.site(site).and_then(|node| node.first);
        if let Some(first) = first.filter(|_| attempts > 0) {
            self.tell(site, first, until, Happening::Repeated { attempts });
        }
    }

    fn tell(&mut self, site: usize, sup: usize, at: Moment, what: Happening) {
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
