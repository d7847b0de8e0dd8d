use std::sync::Arc;

use crate::facts::{Moment, Subscription};
use crate::model::{CertificateManagement, MaxRunTime, Supersedence, SyncSettings, UpstreamSource, WsusMaintenance};
use crate::schedule::Recurrence;
use crate::sync::updates::pseudo_random;

/// The settings of the top-level site, which apply to all sites.
#[derive(Debug)]
pub(crate) struct TopLevelSite {
    pub(crate) site: usize,
    /// The version of the hierarchy, if it is known.
    pub(crate) version: Option<String>,
    pub(crate) outside: UpstreamSource,
    pub(crate) recurrence: Option<Recurrence>,
    /// When the schedule starts the next synchronization.
    pub(crate) scheduled: Option<Moment>,
    pub(crate) subscription: Arc<Subscription>,
    pub(crate) supersedence: Arc<Supersedence>,
    /// What new updates get.
    pub(crate) run_time: MaxRunTime,
    pub(crate) maintenance: WsusMaintenance,
    /// Whether the product manages the signing certificate of third-party updates.
    pub(crate) has_certificate_work: bool,
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
        self.has_certificate_work = settings.third_party_updates.as_ref().is_some_and(|updates| {
            updates.enabled && updates.certificate_management == CertificateManagement::Configmgr
        });
        let followed = serde_json::json!([first, settings.source, *self.subscription, *self.supersedence]).to_string();
        self.basis = format!("{:016x}", pseudo_random(0, &followed, "", 0));
    }

    /// When the schedule starts a synchronization after a moment.
    pub(crate) fn next_scheduled(&self, after: Moment) -> Option<Moment> {
        let next = self.recurrence.as_ref()?.next_after(after.timestamp())?;
        Some(Moment::of(next))
    }
}
