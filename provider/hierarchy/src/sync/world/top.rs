use std::sync::Arc;

use crate::facts::{Moment, Subscription};
use crate::model::{CertificateManagement, Outside, Supersedence, SyncSettings, WsusMaintenance};
use crate::schedule::Recurrence;
use crate::sync::updates::draw;

/// What the top-level site decides for all.
#[derive(Debug)]
pub(crate) struct Top {
    pub(crate) site: usize,
    pub(crate) outside: Outside,
    pub(crate) recurrence: Option<Recurrence>,
    /// When the schedule starts a synchronisation next.
    pub(crate) scheduled: Option<Moment>,
    pub(crate) subscription: Arc<Subscription>,
    pub(crate) supersedence: Supersedence,
    pub(crate) maintenance: WsusMaintenance,
    /// Whether the product looks after the signing certificate of third-party updates.
    pub(crate) has_certificate_work: bool,
    /// Whether the database of its first software update point is an internal one on another server, which maintenance does
    /// not reach (V118).
    pub(crate) is_database_out_of_reach: bool,
    /// Its software update points on one database: any of them may be the one that goes out.
    pub(crate) front_ends: Vec<usize>,
    /// What a change of makes the next synchronisation a full one.
    pub(crate) basis: String,
}

impl Top {
    /// Takes over what settings say. What is scheduled after `since` is still to come.
    pub(crate) fn decide(&mut self, settings: &SyncSettings, first: &str, since: Moment) {
        self.outside = settings.upstream_source();
        self.recurrence = settings.schedule.as_ref().and_then(|schedule| Recurrence::of(schedule).ok());
        self.scheduled = self.next_scheduled(since);
        self.subscription = Arc::new(Subscription::of(settings));
        self.supersedence = settings.supersedence.clone().unwrap_or_default();
        self.maintenance = settings.wsus_maintenance.clone().unwrap_or_default();
        self.has_certificate_work = settings.third_party_updates.as_ref().is_some_and(|updates| {
            updates.enabled && updates.certificate_management == CertificateManagement::Configmgr
        });
        let followed = serde_json::json!([first, settings.source, *self.subscription, self.supersedence]).to_string();
        self.basis = format!("{:016x}", draw(0, &followed, "", 0));
    }

    /// When the schedule starts a synchronisation after a moment.
    pub(crate) fn next_scheduled(&self, after: Moment) -> Option<Moment> {
        let next = self.recurrence.as_ref()?.next_after(after.timestamp())?;
        Some(Moment::of(next))
    }
}
