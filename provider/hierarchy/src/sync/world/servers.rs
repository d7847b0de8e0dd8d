//! What the facts of servers mean for synchronization.

use super::World;
use crate::facts::{Downloads, FaultKind, Moment, ServerFacts, SupState};
use crate::model::{Site, SiteSystem, SiteType, Stored, SupRole, UpstreamSource};
use crate::readiness::{Neighborhood, is_database_out_of_reach, reaches_microsoft_update};
use crate::store::{Lookup, StoreError, View};

impl World {
    /// Reads the facts of all servers, after a change.
    pub(super) fn read_servers(&mut self, view: &dyn View) -> Result<(), StoreError> {
        let sites: Vec<Site> = view.all(Lookup::All)?.into_iter().map(|stored| stored.object).collect();
        let systems: Vec<Stored<SiteSystem>> = view.all(Lookup::All)?;
        let sups: Vec<SupRole> = view.all(Lookup::All)?.into_iter().map(|stored| stored.object).collect();
        let neighborhood = Neighborhood::new(&sites, &systems, &sups);
        for point in &mut self.sups {
            let facts = neighborhood.get(&point.id).map(|installation| ServerFacts {
                obstacle: neighborhood.obstacle(installation),
                is_offline: !reaches_microsoft_update(installation.sup, installation.server),
                has_proxy_account: installation.server.proxy.as_ref().is_some_and(|proxy| proxy.account.is_some()),
                shares_with_first: neighborhood.shares_with_first(installation),
                downloads: neighborhood.downloads(installation),
                is_database_out_of_reach: is_database_out_of_reach(&installation.site.server_fqdn, installation.server),
            });
            let facts = facts.unwrap_or_default();
            if point.state.facts != facts {
                point.state.facts = facts;
                point.is_changed = true;
            }
        }
        self.time.knows_servers = true;
        Ok(())
    }

    /// Whether it is the first software update point of a site whose automatic deployment rules download: a central
    /// administration or a primary site ("Install and configure a software update point").
    fn has_deployment_rules(&self, sup: usize) -> bool {
        let node = self.sup(sup).and_then(|point| self.site(point.site));
        node.is_some_and(|node| node.first == Some(sup) && node.r#type != SiteType::Secondary)
    }

    /// Whether the automatic deployment rules of its site cannot download third-party updates: the site server does not
    /// trust their signing certificate.
    fn certificate_fails(&self, sup: usize) -> bool {
        self.has_deployment_rules(sup)
            && self.top.as_ref().is_some_and(|top| top.has_third_party_updates)
            && self.sup(sup).is_some_and(|point| point.has_fault(FaultKind::ThirdPartyCertificate))
    }

    /// Whether the automatic deployment rules of its site cannot download.
    fn download_fails(&self, sup: usize) -> bool {
        let Some(point) = self.sup(sup) else { return false };
        if !self.has_deployment_rules(sup) {
            return false;
        }
        let is_connected = self.outside() != UpstreamSource::Offline;
        let is_faulty = point.has_fault(FaultKind::DownloadFails);
        match point.state.facts.downloads {
            Downloads::WithAccount => false,
            Downloads::Anonymous => is_faulty || point.has_fault(FaultKind::ProxyAuthRequired),
            Downloads::Direct => is_faulty,
            Downloads::Nowhere => is_faulty || is_connected,
        }
    }

    /// Notes what keeps each WSUS from being configured and deployment rules from downloading, since `now` if it is new.
    pub(super) fn note_obstacles(&mut self, now: Moment) {
        for sup in 0..self.sups.len() {
            let obstacle = self.own_failure(sup).filter(|failure| failure.prevents_configuration());
            let [download, certificate] = [self.download_fails(sup), self.certificate_fails(sup)];
            let Some(point) = self.sups.get_mut(sup) else { continue };
            point.is_changed |= point.state.obstacles.note(obstacle, now);
            let SupState { download_fails, certificate_fails, .. } = &mut point.state;
            for (since, fails) in [(download_fails, download), (certificate_fails, certificate)] {
                if since.is_some() != fails {
                    *since = fails.then_some(now);
                    point.is_changed = true;
                }
            }
        }
    }
}
