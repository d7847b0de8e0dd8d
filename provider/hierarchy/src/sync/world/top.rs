use std::sync::Arc;

use crate::catalog;
use crate::facts::{Moment, Subscription};
use crate::model::{
    CertificateManagement, MaxRunTime, SiteSystem, Supersedence, SyncSettings, UpstreamSource, WsusMaintenance,
};
use crate::readiness::upstream_lacks_ssl;
use crate::schedule::Recurrence;
use crate::store::{Lookup, StoreError, View};
use crate::sync::updates::pseudo_random;

/// The settings of the top-level site, which apply to all sites.
#[derive(Debug)]
pub(crate) struct TopLevelSite {
    pub(crate) site: usize,
    /// The version of the hierarchy, if it is known.
    pub(crate) version: Option<String>,
    pub(crate) outside: UpstreamSource,
    /// Whether the WSUS outside the hierarchy is a server without SSL, although its URL begins with https.
    pub(crate) upstream_lacks_ssl: bool,
    pub(crate) recurrence: Option<Recurrence>,
    /// When the schedule starts the next synchronization.
    pub(crate) scheduled: Option<Moment>,
    pub(crate) subscription: Arc<Subscription>,
    /// The subscribed products that no WSUS knows. With third-party updates, WSUS may have products of other vendors.
    pub(crate) unknown_products: Vec<String>,
    pub(crate) supersedence: Arc<Supersedence>,
    /// What new updates get.
    pub(crate) run_time: MaxRunTime,
    pub(crate) maintenance: WsusMaintenance,
    /// Whether the product manages the signing certificate of third-party updates.
    pub(crate) has_certificate_work: bool,
    /// Whether third-party updates are enabled.
    pub(crate) has_third_party_updates: bool,
    /// The settings whose change makes the next synchronization a full one.
    pub(crate) basis: String,
}

impl TopLevelSite {
    /// Applies settings. Scheduled synchronizations after `since` are still due.
    pub(crate) fn apply_settings(&mut self, settings: &SyncSettings, first: &str, since: Moment) {
        self.outside = settings.upstream_source();
        self.recurrence = settings.schedule.as_ref().and_then(|schedule| Recurrence::of(schedule).ok());
        self.scheduled = self.next_scheduled(since);
        self.subscription = Arc::new(Subscription::of(settings));
        self.supersedence = Arc::new(settings.supersedence.clone().unwrap_or_default());
        self.run_time = settings.max_run_time_minutes.unwrap_or_default().at_version(self.version.as_deref());
        self.maintenance = settings.wsus_maintenance.clone().unwrap_or_default();
        let third_party = settings.third_party_updates.as_ref().filter(|updates| updates.enabled);
        self.has_third_party_updates = third_party.is_some();
        self.has_certificate_work =
            third_party.is_some_and(|updates| updates.certificate_management == CertificateManagement::Configmgr);
        let products = settings.products.iter().flatten().filter(|_| third_party.is_none());
        self.unknown_products = products.filter(|product| catalog::find(product).is_empty()).cloned().collect();
        let followed = serde_json::json!([first, settings.source, *self.subscription, *self.supersedence]).to_string();
        self.basis = format!("{:016x}", pseudo_random(0, &followed, "", 0));
    }

    /// Reads whether the WSUS outside the hierarchy can be connected to, if it is one of the declared servers.
    pub(crate) fn read_upstream(&mut self, settings: &SyncSettings, view: &dyn View) -> Result<(), StoreError> {
        let servers = match settings.upstream_host() {
            Some(host) => view.all::<SiteSystem>(Lookup::Server(host))?,
            None => Vec::new(),
        };
        self.upstream_lacks_ssl = servers.iter().any(|server| upstream_lacks_ssl(settings, &server.object.wsus));
        Ok(())
    }

    /// When the schedule starts a synchronization after a moment.
    pub(crate) fn next_scheduled(&self, after: Moment) -> Option<Moment> {
        let next = self.recurrence.as_ref()?.next_after(after.timestamp())?;
        Some(Moment::of(next))
    }
}
