//! What the facts of servers mean for synchronization.

use super::World;
use crate::facts::{Moment, ServerFacts};
use crate::model::{Site, SiteSystem, Stored, SupRole};
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

    /// Notes what keeps each WSUS from being configured, since `now` if it is new.
    pub(super) fn note_obstacles(&mut self, now: Moment) {
        for sup in 0..self.sups.len() {
            let obstacle = self.own_failure(sup).filter(|failure| failure.prevents_configuration());
            if let Some(point) = self.sups.get_mut(sup)
                && point.state.obstacles.note(obstacle, now)
            {
                point.is_changed = true;
            }
        }
    }
}
