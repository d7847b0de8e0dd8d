//! Why a software update point would not synchronise now. All causes lie in what people configure and in faults, so that they
//! stay as they are until somebody changes something.

use super::World;
use crate::facts::{Failure, FaultKind};
use crate::model::{Outside, SiteType};
use crate::sync::updates::draw;

impl World {
    /// What keeps a software update point from synchronising. `front_end` is who goes out in its stead, where several share a
    /// database.
    pub(crate) fn cause(&self, sup: usize, front_end: Option<usize>) -> Option<Failure> {
        let point = self.sup(sup)?;
        if self.is_lost(sup) {
            return Some(Failure::NoUpstream);
        }
        let own = point.faults.iter().find_map(|fault| self.effect(sup, *fault));
        let goes_out = self.is_top(point.site) && self.site(point.site)?.first == Some(sup);
        own.or_else(|| if goes_out { self.cause_outside(front_end.unwrap_or(sup)) } else { None })
    }

    /// Whether it should have an upstream and has none.
    pub(crate) fn is_lost(&self, sup: usize) -> bool {
        let Some(point) = self.sup(sup) else { return false };
        let is_first = self.site(point.site).is_some_and(|site| site.first == Some(sup));
        point.upstream.is_none() && !(is_first && self.is_top(point.site))
    }

    /// What a fault at the very server makes of a synchronisation, wherever that goes.
    pub(crate) fn effect(&self, sup: usize, fault: FaultKind) -> Option<Failure> {
        let point = self.sup(sup)?;
        let site = self.site(point.site)?;
        // WSUS is a replica by its position everywhere but at the first one of a site that is not a secondary one.
        let may_be_replica = site.first != Some(sup) || site.r#type == SiteType::Secondary;
        fault.failure().filter(|failure| match failure {
            Failure::NoInternet => false,
            Failure::WsusIsReplica => !may_be_replica,
            Failure::ProxyAuthenticationRequired => point.uses_proxy,
            _ => true,
        })
    }

    /// What keeps a server from reaching the source outside the hierarchy.
    fn cause_outside(&self, sup: usize) -> Option<Failure> {
        let point = self.sup(sup)?;
        let is_cut_off = point.faults.contains(&FaultKind::NoInternet);
        let fails = match self.outside() {
            Outside::MicrosoftUpdate => is_cut_off || !point.is_online,
            Outside::Upstream(_) => is_cut_off,
            Outside::Nobody => false,
        };
        fails.then_some(Failure::NoInternet)
    }

    /// Who goes out for the top-level site in an attempt that begins at `salt`: by lot among those that share a database
    /// ("Install and configure a software update point").
    pub(crate) fn front_end(&self, site: usize, salt: u64) -> Option<usize> {
        let front_ends = self.top.as_ref().filter(|top| top.site == site).map(|top| top.front_ends.as_slice())?;
        if front_ends.len() < 2 {
            return None;
        }
        let lot = draw(0, "front end", "", salt) % (front_ends.len() as u64);
        front_ends.get(usize::try_from(lot).ok()?).copied()
    }

    /// Whether an attempt of a site that has failed would fail again, and in the same way, for as long as nobody changes
    /// anything.
    pub(crate) fn is_stuck(&self, site: usize) -> bool {
        let Some(node) = self.site(site) else { return true };
        let Some(first) = node.first else { return true };
        let front_ends = self.top.as_ref().filter(|top| top.site == site).map_or(&[][..], |top| &top.front_ends);
        let lots = front_ends.iter().map(|sup| Some(*sup)).chain(front_ends.is_empty().then_some(None));
        let mut causes = lots.map(|front_end| self.cause(first, front_end));
        match self.sup(first).and_then(|point| point.state.failure) {
            Some(Failure::LicenceTermsPending) => self.is_pending(first) && causes.all(|cause| cause.is_none()),
            Some(failure) => causes.all(|cause| cause == Some(failure)),
            None => {
                let failed = node.replicas.iter().filter_map(|sup| Some((*sup, self.sup(*sup)?.state.failure?)));
                let mut failed = failed.peekable();
                failed.peek().is_some() && failed.all(|(sup, failure)| self.cause(sup, None) == Some(failure))
            }
        }
    }

    /// Whether licence terms cannot be downloaded at a software update point.
    pub(crate) fn is_pending(&self, sup: usize) -> bool {
        self.sup(sup).is_some_and(|point| point.faults.contains(&FaultKind::LicenceTermsPending))
    }

    /// The version of the update catalogue the upstream has; without an upstream none.
    pub(crate) fn upstream_version(&self, upstream: Option<usize>) -> Option<u64> {
        Some(self.sup(upstream?)?.state.version)
    }
}
