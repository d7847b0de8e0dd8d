//! What a site does next.

use std::sync::Arc;

use jiff::SignedDuration;

use super::World;
use crate::facts::{Attempt, Failure, FaultKind, Maintenance, Moment, SiteState, Subscription, SupState, Trigger};
use crate::model::{SiteType, key};
use crate::sync::timing;

impl World {
    /// Changes the state of a site.
    pub(crate) fn update_site(&mut self, site: usize, change: impl FnOnce(&mut SiteState)) {
        if let Some(node) = self.sites.get_mut(site) {
            change(&mut node.state);
            node.is_changed = true;
        }
    }

    /// Notes what the top-level site subscribes, since `now` if it is new.
    pub(super) fn note_subscription(&mut self, now: Moment) {
        let Some(top) = &self.top else { return };
        let (site, subscription) = (top.site, Arc::clone(&top.subscription));
        let known = self.site(site).and_then(|node| node.state.subscribed());
        if known.map_or(*subscription != Subscription::default(), |known| *known != *subscription) {
            self.update_site(site, |state| state.note_subscription(&subscription, now));
        }
    }

    /// Changes the state of a software update point.
    pub(crate) fn update_sup(&mut self, sup: usize, change: impl FnOnce(&mut SupState)) {
        if let Some(point) = self.sups.get_mut(sup) {
            change(&mut point.state);
            point.is_changed = true;
        }
    }

    /// When the next event happens.
    pub(crate) fn due(&self) -> Option<Moment> {
        (0..self.sites.len()).filter_map(|site| self.next_of(site, true)).min()
    }

    /// When the next event happens at a site. Retries that will fail in the same way count only with `with_vain`.
    pub(crate) fn next_of(&self, site: usize, with_skipped: bool) -> Option<Moment> {
        let node = self.site(site)?;
        if let Some(running) = &node.state.running {
            return Some(running.until);
        }
        // A site without a role retries nothing.
        let retry = node.state.retry.filter(|_| node.first.is_some() && (with_skipped || !self.keeps_failing(site)));
        let retry =
            retry.map(|retry| if self.keeps_failing(site) { retry.after(self.failing_takes(site)) } else { retry });
        let scheduled =
            self.top.as_ref().filter(|top| top.site == site && node.first.is_some()).and_then(|top| top.scheduled);
        let over = node.state.attempts.back().map(Attempt::last_ended).unwrap_or_default();
        let notice = node.state.notice.map(|notice| notice.at.max(over));
        let scheduled = scheduled.map(|scheduled| scheduled.max(over));
        [notice, retry, scheduled].into_iter().flatten().min()
    }

    /// How long the last attempt of a site took to fail.
    pub(crate) fn failing_takes(&self, site: usize) -> SignedDuration {
        let steps = self.site(site).and_then(|node| node.state.attempts.back()).map(|attempt| attempt.steps.as_slice());
        let failures = steps.unwrap_or_default().iter().filter_map(|step| step.failure);
        failures.map(timing::until).max().unwrap_or_default()
    }

    /// The next replica in the current attempt. One that shares the database of the first one has its content already.
    pub(crate) fn next_replica(&self, site: usize, only_behind: bool) -> Option<usize> {
        let node = self.site(site)?;
        let steps = node.state.attempts.back().map(|attempt| attempt.steps.as_slice()).unwrap_or_default();
        let is_done = |server: &Arc<str>| steps.iter().any(|step| step.server.as_ref() == Some(server));
        let is_next = |sup: &&usize| {
            let server = self.sup(**sup).map(|point| &point.state.server);
            server.is_some_and(|server| !is_done(server))
                && !self.has_content_already(**sup)
                && (!only_behind || self.is_behind(site, **sup))
        };
        node.replicas.iter().find(is_next).copied()
    }

    /// Whether it shares the database of the first one of its site, and can be connected to.
    pub(crate) fn has_content_already(&self, sup: usize) -> bool {
        self.shares(sup) && self.own_failure(sup).is_none()
    }

    /// The software update point of a site on a server.
    pub(crate) fn on_server(&self, site: usize, server: &str) -> Option<usize> {
        let is_there = |sup: &usize| self.sup(*sup).is_some_and(|point| key(&point.state.server) == key(server));
        let node = self.site(site)?;
        node.first.into_iter().chain(node.replicas.iter().copied()).find(is_there)
    }

    /// The schedule does not start a synchronization that is in progress.
    pub(crate) fn skip_schedule(&mut self, site: usize, at: Moment) {
        if let Some(top) = &mut self.top
            && top.site == site
            && top.scheduled.is_some_and(|scheduled| scheduled <= at)
        {
            top.scheduled = top.next_scheduled(at);
        }
    }

    /// The software update point a site begins with, and whether only its replicas synchronize.
    pub(crate) fn next_work(&self, site: usize, trigger: Trigger) -> Option<(usize, bool)> {
        let node = self.site(site)?;
        let first = node.first?;
        if matches!(trigger, Trigger::Schedule | Trigger::Request | Trigger::Parent) {
            return Some((first, false));
        }
        let point = self.sup(first)?;
        let upstream = self.upstream_version(point.upstream);
        let has_failed = |sup: usize| self.sup(sup).is_some_and(|point| point.state.failure.is_some());
        let is_current = !self.actor(site).is_some_and(has_failed)
            && !has_failed(first)
            && (self.is_top(site) || upstream == Some(point.state.version));
        let is_pointless = !self.is_top(site) && upstream == Some(0);
        match (is_current, node.replicas.iter().any(|sup| self.is_behind(site, *sup))) {
            (false, _) if !is_pointless => Some((first, false)),
            (true, true) => Some((first, true)),
            _ => None,
        }
    }

    /// Whether a replica does not have the content of the site.
    pub(crate) fn is_behind(&self, site: usize, sup: usize) -> bool {
        let version = self.site(site).map(|node| node.state.version);
        self.sup(sup).is_some_and(|point| {
            point.state.failure.is_some() || (Some(point.state.version) < version && !self.has_content_already(sup))
        })
    }

    /// Why a software update point cannot synchronize in the current attempt.
    pub(crate) fn failure_in_attempt(&self, site: usize, sup: usize) -> Option<Failure> {
        self.failure_of(sup, self.actor(site))
    }

    pub(crate) fn is_full_due(&self, site: usize, at: Moment) -> bool {
        let Some(node) = self.site(site) else { return false };
        let is_old = node.state.last_full.is_none_or(|last| last.after(timing::FULL_EVERY) <= at);
        // A child site synchronizes fully when its parent does.
        (self.is_top(site) && is_old)
            || node.state.version == 0
            || node.state.basis.as_deref() != Some(self.basis_of(site))
    }

    /// The settings whose change makes the next synchronization of a site a full one ("About Synchronizing the Software Update Point").
    pub(crate) fn basis_of(&self, site: usize) -> &str {
        if let Some(top) = self.top.as_ref().filter(|top| top.site == site) {
            return &top.basis;
        }
        let first = self.site(site).and_then(|node| node.first).and_then(|first| self.sup(first));
        first.map(|first| first.id.as_str()).unwrap_or_default()
    }

    /// The synchronization source of a software update point, as the status of the product shows it.
    pub(crate) fn source_of(&self, sup: usize) -> Arc<str> {
        let Some(point) = self.sup(sup) else { return "".into() };
        if self.is_top(point.site) && self.site(point.site).is_some_and(|node| node.first == Some(sup)) {
            return self.outside().to_string().into();
        }
        point
            .upstream
            .and_then(|upstream| self.sup(upstream))
            .map_or_else(|| "".into(), |upstream| Arc::clone(&upstream.state.server))
    }

    /// Whether the version of the hierarchy declines updates in the WSUS of a site: first only at the top-level site, since
    /// 1806 at primary sites, too, and since 1810 at all ("Software updates maintenance").
    fn is_cleaned(&self, site: usize) -> bool {
        let version = self.top.as_ref().and_then(|top| top.version.as_deref());
        let is_secondary = self.site(site).is_some_and(|node| node.r#type == SiteType::Secondary);
        match version {
            Some(version) if version < "1806" => self.is_top(site),
            Some(version) if version < "1810" => !is_secondary,
            _ => true,
        }
    }

    /// The maintenance of WSUS after a synchronization of a site. Each site does that of its own ("Software updates
    /// maintenance").
    pub(crate) fn maintenance_of(&self, site: usize, first: usize) -> Option<Maintenance> {
        let top = self.top.as_ref()?;
        let point = self.sup(first)?;
        let done = Maintenance {
            decline_expired: top.maintenance.decline_expired && self.is_cleaned(site),
            add_indexes: top.maintenance.add_indexes,
            remove_obsolete: top.maintenance.remove_obsolete,
            fails: point.state.facts.is_database_out_of_reach || point.has_fault(FaultKind::MaintenanceFails),
            certificate: top.has_certificate_work && top.site == site,
        };
        let is_anything = done.decline_expired || done.add_indexes || done.remove_obsolete || done.certificate;
        is_anything.then_some(done)
    }
}
