//! Why a software update point cannot synchronize now. All causes are in the configuration and in faults, so they stay
//! until the hierarchy changes.

use super::World;
use crate::facts::{Failure, FaultKind};
use crate::model::{SiteType, UpstreamSource};
use crate::sync::updates::pseudo_random;

impl World {
    /// Why a software update point cannot synchronize. The one that connects to the source of the top-level site is its
    /// `actor`.
    pub(crate) fn failure_of(&self, sup: usize, actor: Option<usize>) -> Option<Failure> {
        let goes_out = actor == Some(sup) && self.sup(sup).is_some_and(|point| self.is_top(point.site));
        self.own_failure(sup).or_else(|| if goes_out { self.source_failure(sup) } else { None })
    }

    /// Why a software update point cannot synchronize, whatever its source is.
    pub(crate) fn own_failure(&self, sup: usize) -> Option<Failure> {
        let point = self.sup(sup)?;
        if self.lacks_upstream(sup) {
            return Some(Failure::NoUpstream);
        }
        let by_fault = || point.faults.iter().find_map(|fault| self.failure_of_fault(sup, *fault));
        point.state.facts.obstacle.or_else(by_fault)
    }

    /// Whether it needs an upstream and has none.
    fn lacks_upstream(&self, sup: usize) -> bool {
        let Some(point) = self.sup(sup) else { return false };
        let is_first = self.site(point.site).is_some_and(|site| site.first == Some(sup));
        point.upstream.is_none() && !(is_first && self.is_top(point.site))
    }

    /// The failure that a fault at the server itself causes, whatever the source is.
    fn failure_of_fault(&self, sup: usize, fault: FaultKind) -> Option<Failure> {
        let point = self.sup(sup)?;
        let site = self.site(point.site)?;
        // WSUS is a replica everywhere except at the first software update point of a primary or central administration
        // site.
        let may_be_replica = site.first != Some(sup) || site.r#type == SiteType::Secondary;
        fault.failure().filter(|failure| match failure {
            Failure::NoInternet => false,
            Failure::WsusIsReplica => !may_be_replica,
            Failure::ProxyAuthenticationRequired => point.uses_proxy && !point.state.facts.has_proxy_account,
            _ => true,
        })
    }

    /// Why a server cannot reach the source outside the hierarchy.
    fn source_failure(&self, sup: usize) -> Option<Failure> {
        let point = self.sup(sup)?;
        let is_cut_off = point.faults.contains(&FaultKind::NoInternet);
        let fails = match self.outside() {
            UpstreamSource::MicrosoftUpdate => is_cut_off || point.state.facts.is_offline,
            UpstreamSource::UpstreamWsus(_) => is_cut_off,
            UpstreamSource::Offline => false,
        };
        fails.then_some(Failure::NoInternet)
    }

    /// The software update points of a site that share the database of its first one, beginning with that one. Empty if
    /// none does.
    pub(crate) fn front_ends(&self, site: usize) -> Vec<usize> {
        let Some(node) = self.site(site) else { return Vec::new() };
        let sharing: Vec<usize> = node.replicas.iter().copied().filter(|sup| self.shares(*sup)).collect();
        if sharing.is_empty() { sharing } else { node.first.into_iter().chain(sharing).collect() }
    }

    /// Whether a software update point shares the database of the first one of its site.
    pub(crate) fn shares(&self, sup: usize) -> bool {
        self.sup(sup).is_some_and(|point| point.state.facts.shares_with_first)
    }

    /// The software update points of a site that may connect to the source. At the top-level site, these are all that
    /// share a database with the first one, unless the first one itself cannot be configured.
    fn possible_actors(&self, site: usize) -> Vec<usize> {
        let first = self.site(site).and_then(|node| node.first);
        let is_alone = !self.is_top(site) || first.is_none_or(|first| self.own_failure(first).is_some());
        let sharing = if is_alone { Vec::new() } else { self.front_ends(site) };
        if sharing.is_empty() { first.into_iter().collect() } else { sharing }
    }

    /// The software update point that connects to the source in an attempt that begins at `salt`: chosen at random among
    /// those that share a database ("Install and configure a software update point").
    pub(crate) fn draw_actor(&self, site: usize, salt: u64) -> Option<usize> {
        let node = self.site(site)?;
        if node.replicas.is_empty() {
            return node.first;
        }
        let actors = self.possible_actors(site);
        let lot = pseudo_random(0, "front end", "", salt).checked_rem(actors.len() as u64)?;
        actors.get(usize::try_from(lot).ok()?).copied()
    }

    /// The software update point that connected to the source in the last attempt of a site.
    pub(crate) fn actor(&self, site: usize) -> Option<usize> {
        let node = self.site(site)?;
        let front_end = node.state.attempts.back().and_then(|attempt| attempt.front_end.as_ref());
        match front_end {
            Some(server) => self.on_server(site, server),
            None => node.first,
        }
    }

    /// Whether the failed attempt of a site would fail again in the same way until the hierarchy changes.
    pub(crate) fn keeps_failing(&self, site: usize) -> bool {
        let Some(node) = self.site(site) else { return true };
        let Some(actor) = self.actor(site).or(node.first) else { return true };
        let acts_again = || self.possible_actors(site) == [actor];
        match self.sup(actor).and_then(|point| point.state.failure) {
            Some(Failure::LicenseTermsPending) => {
                acts_again() && self.has_pending_license_terms(actor) && self.failure_of(actor, Some(actor)).is_none()
            }
            Some(failure) => acts_again() && self.failure_of(actor, Some(actor)) == Some(failure),
            None => {
                let failed = node.replicas.iter().filter_map(|sup| Some((*sup, self.sup(*sup)?.state.failure?)));
                let mut failed = failed.peekable();
                failed.peek().is_some() && failed.all(|(sup, failure)| self.own_failure(sup) == Some(failure))
            }
        }
    }

    /// Whether license terms cannot be downloaded at a software update point.
    pub(crate) fn has_pending_license_terms(&self, sup: usize) -> bool {
        self.sup(sup).is_some_and(|point| point.faults.contains(&FaultKind::LicenseTermsPending))
    }

    /// The version of the update catalog at the upstream; `None` without an upstream.
    pub(crate) fn upstream_version(&self, upstream: Option<usize>) -> Option<u64> {
        Some(self.sup(upstream?)?.state.version)
    }
}
