//! What kept a site from configuring its WSUS.

use super::site_context::{SiteContext, Sup};
use crate::facts::{Failure, Moment};

impl SiteContext<'_> {
    /// What kept WSUS Configuration Manager from configuring a WSUS at a moment.
    pub(super) fn misconfiguration_at(&self, sup: &Sup, at: Moment) -> Option<Failure> {
        self.world.sup(sup.number).and_then(|point| point.state.obstacles.at(at))
    }
}
