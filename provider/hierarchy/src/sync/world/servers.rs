//! What the facts of servers mean for synchronization.

use super::World;
use crate::facts::{Downloads, FaultKind, Moment, ServerFacts};
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

    /// Whether the automatic deployment rules of a site cannot download, for its first software update point. They run at
    /// central administration and primary sites ("Install and configure a software update point").
    fn download_fails(&self, sup: usize) -> bool {
        let Some((point, node)) = self.sup(sup).and_then(|point| Some((point, self.site(point.site)?))) else {
            return false;
        };
        if node.first != Some(sup) || node.r#type == SiteType::Secondary {
            return false;
        }
        let is_connected = self.outside() != UpstreamSource::Offline;
        match point.state.facts.downloads {
            Downloads::WithAccount => false,
            Downloads::Anonymous => node.has_failing_downloads || point.faults.contains(&FaultKind::ProxyAuthRequired),
            Downloads::Direct => node.has_failing_downloads,
            Downloads::Nowhere => node.has_failing_downloads || is_connected,
        }
    }

    /// Notes what keeps each WSUS from being configured and deployment rules from downloading, since `now` if it is new.
    pub(super) fn note_obstacles(&mut self, now: Moment) {
        for sup in 0..self.sups.len() {
            let obstacle = self.own_failure(sup).filter(|failure| failure.prevents_configuration());
            let fails = self.download_fails(sup);
            let Some(point) = self.sups.get_mut(sup) else { continue };
            point.is_changed |= point.state.obstacles.note(obstacle, now);
            if point.state.download_fails.is_some() != fails {
                point.state.download_fails = fails.then_some(now);
                point.is_changed = true;
            }
        }
    }
}
