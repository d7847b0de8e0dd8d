//! Why a software update point cannot synchronize now. All causes are in the configuration and in faults, so they stay
//! until the hierarchy changes.

use super::World;
use crate::facts::{Failure, FaultKind};
use crate::model::{SiteType, UpstreamSource};
use crate::sync::updates::pseudo_random;

impl World {
    /// Why a software update point cannot synchronize. `front_end` is the one that connects to the source instead, if
    /// several share a database.
    pub(crate) fn failure_of(&self, sup: usize, front_end: Option<usize>) -> Option<Failure> {
        let point = self.sup(sup)?;
        if self.lacks_upstream(sup) {
            return Some(Failure::NoUpstream);
        }
        let own = point.faults.iter().find_map(|fault| self.failure_of_fault(sup, *fault));
        let goes_out = self.is_top(point.site) && self.site(point.site)?.first == Some(sup);
        own.or_else(|| if goes_out { self.source_failure(front_end.unwrap_or(sup)) } else { None })
    }

    /// Whether it needs an upstream and has none.
    pub(crate) fn lacks_upstream(&self, sup: usize) -> bool {
        let Some(point) = self.sup(sup) else { return false };
        let is_first = self.site(point.site).is_some_and(|site| site.first == Some(sup));
        point.upstream.is_none() && !(is_first && self.is_top(point.site))
    }

    /// The failure that a fault at the server itself causes, whatever the source is.
    pub(crate) fn failure_of_fault(&self, sup: usize, fault: FaultKind) -> Option<Failure> {
        let point = self.sup(sup)?;
        let site = self.site(point.site)?;
        // WSUS is a replica everywhere except at the first software update point of a primary or central administration
        // site.
        let may_be_replica = site.first != Some(sup) || site.r#type == SiteType::Secondary;
        fault.failure().filter(|failure| match failure {
            Failure::NoInternet => false,
            Failure::WsusIsReplica => !may_be_replica,
            Failure::ProxyAuthenticationRequired => point.uses_proxy,
            _ => true,
        })
    }

    /// Why a server cannot reach the source outside the hierarchy.
    fn source_failure(&self, sup: usize) -> Option<Failure> {
        let point = self.sup(sup)?;
        let is_cut_off = point.faults.contains(&FaultKind::NoInternet);
        let fails = match self.outside() {
            UpstreamSource::MicrosoftUpdate => is_cut_off || !point.is_online,
            UpstreamSource::UpstreamWsus(_) => is_cut_off,
            UpstreamSource::Offline => false,
        };
        fails.then_some(Failure::NoInternet)
    }

    /// The software update point that connects to the source in an attempt of the top-level site that begins at `salt`:
    /// chosen at random among those that share a database ("Install and configure a software update point").
    pub(crate) fn front_end(&self, site: usize, salt: u64) -> Option<usize> {
        let front_ends = self.top.as_ref().filter(|top| top.site == site).map(|top| top.front_ends.as_slice())?;
        if front_ends.len() < 2 {
            return None;
        }
        let lot = pseudo_random(0, "front end", "", salt) % (front_ends.len() as u64);
        front_ends.get(usize::try_from(lot).ok()?).copied()
    }

    /// Whether the failed attempt of a site would fail again in the same way until the hierarchy changes.
    pub(crate) fn keeps_failing(&self, site: usize) -> bool {
        let Some(node) = self.site(site) else { return true };
        let Some(first) = node.first else { return true };
        let front_ends = self.top.as_ref().filter(|top| top.site == site).map_or(&[][..], |top| &top.front_ends);
        let lots = front_ends.iter().map(|sup| Some(*sup)).chain(front_ends.is_empty().then_some(None));
        let mut causes = lots.map(|front_end| self.failure_of(first, front_end));
        match self.sup(first).and_then(|point| point.state.failure) {
            Some(Failure::LicenseTermsPending) => {
                self.has_pending_license_terms(first) && causes.all(|cause| cause.is_none())
            }
            Some(failure) => causes.all(|cause| cause == Some(failure)),
            None => {
                let failed = node.replicas.iter().filter_map(|sup| Some((*sup, self.sup(*sup)?.state.failure?)));
                let mut failed = failed.peekable();
                failed.peek().is_some() && failed.all(|(sup, failure)| self.failure_of(sup, None) == Some(failure))
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
