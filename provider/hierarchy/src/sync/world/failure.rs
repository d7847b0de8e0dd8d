//! Why a software update point cannot synchronize now. All causes are in the configuration and in faults, so they stay
//! until the hierarchy changes.

use super::World;
use crate::facts::{Failure, Fault, FaultKind};
use crate::model::{SiteType, UpstreamSource, key};
use crate::sync::updates::pseudo_random;

impl World {
    /// Why a software update point cannot synchronize. The one that connects to the source of the top-level site is its
    /// `actor`.
    pub(crate) fn failure_of(&self, sup: usize, actor: Option<usize>) -> Option<Failure> {
        let goes_out = || actor == Some(sup) && self.sup(sup).is_some_and(|point| self.is_top(point.site));
        self.own_failure(sup).or_else(|| if goes_out() { self.source_failure(sup) } else { None })
    }

    /// Why a software update point cannot synchronize, whatever its source is.
    pub(crate) fn own_failure(&self, sup: usize) -> Option<Failure> {
        let point = self.sup(sup)?;
        if self.lacks_upstream(sup) {
            return Some(Failure::NoUpstream);
        }
        let by_fault = || point.faults.iter().find_map(|fault| self.failure_of_fault(sup, fault));
        let by_subscription = || self.is_subscription_unknown(sup).then_some(Failure::ProductUnknown);
        point.state.facts.obstacle.or_else(by_fault).or_else(by_subscription)
    }

    /// Whether a product is subscribed that no WSUS knows.
    fn is_subscription_unknown(&self, sup: usize) -> bool {
        self.top.as_ref().is_some_and(|top| !top.unknown_products.is_empty()) && self.subscribes(sup)
    }

    /// Whether WSUS Configuration Manager sets its subscriptions. All other WSUS have those of their upstream.
    fn subscribes(&self, sup: usize) -> bool {
        self.sup(sup).is_some_and(|point| {
            self.is_top(point.site) && self.site(point.site).is_some_and(|site| site.first == Some(sup))
        })
    }

    /// The products that are subscribed and that its WSUS does not know, by id or by name.
    pub(crate) fn unknown_products(&self, sup: usize) -> Vec<&str> {
        let Some((top, point)) = self.top.as_ref().zip(self.sup(sup)).filter(|_| self.subscribes(sup)) else {
            return Vec::new();
        };
        let lost = point.faults.iter().filter_map(|fault| fault.product.as_deref());
        let lost = lost.filter(|product| top.subscription.products.contains(*product));
        top.unknown_products.iter().map(String::as_str).chain(lost).collect()
    }

    /// Whether it needs an upstream and has none.
    fn lacks_upstream(&self, sup: usize) -> bool {
        let Some(point) = self.sup(sup) else { return false };
        let is_first = self.site(point.site).is_some_and(|site| site.first == Some(sup));
        point.upstream.is_none() && !(is_first && self.is_top(point.site))
    }

    /// The failure that a fault at the server itself causes, whatever the source is.
    fn failure_of_fault(&self, sup: usize, fault: &Fault) -> Option<Failure> {
        let point = self.sup(sup)?;
        let site = self.site(point.site)?;
        // WSUS is a replica everywhere except at the first software update point of a primary or central administration
        // site.
        let may_be_replica = site.first != Some(sup) || site.r#type == SiteType::Secondary;
        fault.kind.failure().filter(|failure| match failure {
            Failure::NoInternet => false,
            // They fail after all other updates have synchronized.
            _ if failure.is_partial() => false,
            Failure::ProductUnknown => !self.unknown_products(sup).is_empty(),
            Failure::ConsoleMissing => !self.has_wsus_at_site_server(point.site),
            Failure::WsusIsReplica => !may_be_replica,
            Failure::ProxyAuthenticationRequired => point.uses_proxy && !point.state.facts.has_proxy_account,
            _ => true,
        })
    }

    /// Whether the WSUS of a software update point is on the site server: its installation includes the console.
    fn has_wsus_at_site_server(&self, site: usize) -> bool {
        let Some(node) = self.site(site) else { return false };
        let is_there = |sup: &usize| self.sup(*sup).is_some_and(|point| key(&point.state.server) == key(&node.server));
        node.first.iter().chain(&node.replicas).any(is_there)
    }

    /// Why a server cannot reach the source outside the hierarchy.
    fn source_failure(&self, sup: usize) -> Option<Failure> {
        let point = self.sup(sup)?;
        let is_cut_off = point.has_fault(FaultKind::NoInternet);
        let lacks_ssl = self.top.as_ref().is_some_and(|top| top.upstream_lacks_ssl);
        match self.outside() {
            UpstreamSource::MicrosoftUpdate if point.state.facts.is_offline => Some(Failure::NoInternet),
            UpstreamSource::Offline => None,
            _ if is_cut_off => Some(Failure::NoInternet),
            UpstreamSource::UpstreamWsus(_) if lacks_ssl => Some(Failure::ConnectionAborted),
            _ => None,
        }
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
            Some(failure) if failure.is_partial() => {
                acts_again()
                    && self.partial_failure(actor) == Some(failure)
                    && self.failure_of(actor, Some(actor)).is_none()
            }
            Some(failure) => acts_again() && self.failure_of(actor, Some(actor)) == Some(failure),
            None => {
                let failed = node.replicas.iter().filter_map(|sup| Some((*sup, self.sup(*sup)?.state.failure?)));
                let mut failed = failed.peekable();
                failed.peek().is_some() && failed.all(|(sup, failure)| self.own_failure(sup) == Some(failure))
            }
        }
    }

    /// Why some updates are missing after a software update point has synchronized.
    pub(crate) fn partial_failure(&self, sup: usize) -> Option<Failure> {
        let point = self.sup(sup)?;
        // Only the top-level site saves updates in its database; all others have them by replication.
        let is_met = |failure: &Failure| match failure {
            Failure::UpdateFailed => self.is_top(point.site) && self.actor(point.site) == Some(sup),
            failure => failure.is_partial(),
        };
        point.faults.iter().filter_map(|fault| fault.kind.failure()).find(is_met)
    }

    /// The version of the update catalog at the upstream; `None` without an upstream.
    pub(crate) fn upstream_version(&self, upstream: Option<usize>) -> Option<u64> {
        Some(self.sup(upstream?)?.state.version)
    }
}
