use std::sync::Arc;

use super::moment::Moment;
use super::subscription::Subscription;
use super::updates::draw;
use super::world::World;
use crate::model::{
    CertificateManagement, Outside, SiteSystem, SiteType, Supersedence, SyncSettings, WsusMaintenance, key,
};
use crate::schedule::Recurrence;
use crate::store::{Lookup, StoreError, View};

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
    /// The top-level site of a world, with the settings it has.
    pub(crate) fn of(world: &mut World, view: &dyn View, arrived: Moment) -> Result<Option<Self>, StoreError> {
        let is_top = |site: &super::world::Node| site.parent.is_none() && site.r#type != SiteType::Secondary;
        let Some(site) = world.sites.iter().position(is_top) else { return Ok(None) };
        let Some(node) = world.sites.get(site) else { return Ok(None) };
        let (code, first, replicas) = (Arc::clone(&node.code), node.first, node.replicas.clone());
        let site_server = view.site(&code)?.map(|site| key(&site.server_fqdn));
        let mut is_database_out_of_reach = false;
        let mut databases = Vec::new();
        for system in view.all::<SiteSystem>(Lookup::Site(&code))? {
            let id = key(&format!("{}/{}", system.object.site_code, system.object.server_fqdn));
            let sups = first.iter().chain(&replicas);
            let number = sups.copied().find(|sup| world.sup(*sup).is_some_and(|point| point.id == id));
            if let Some(point) = number.and_then(|number| world.sups.get_mut(number)) {
                point.is_online = system.object.wsus.internet_access;
            }
            if number.is_some() && number == first {
                let is_remote = Some(key(&system.object.server_fqdn)) != site_server;
                is_database_out_of_reach = is_remote && system.object.database().is_none();
            }
            databases.extend(number.zip(system.object.database()));
        }
        let shared = databases.iter().find(|(sup, _)| Some(*sup) == first).map(|(_, database)| database);
        let sharing = databases.iter().filter(|(_, database)| Some(database) == shared).map(|(sup, _)| *sup);
        let front_ends: Vec<usize> = sharing.collect();
        let server = first.and_then(|first| world.sup(first)).map(|first| first.id.clone()).unwrap_or_default();
        let settings = view.settings(&code)?.map(|stored| stored.object);
        let settings = settings.unwrap_or_else(|| SyncSettings::top_level_defaults(&server));
        let mut top = Self {
            site,
            outside: Outside::MicrosoftUpdate,
            recurrence: None,
            scheduled: None,
            subscription: Arc::default(),
            supersedence: Supersedence::default(),
            maintenance: WsusMaintenance::default(),
            has_certificate_work: false,
            is_database_out_of_reach,
            front_ends,
            basis: String::new(),
        };
        let since = world.time.scheduled.or(world.time.settled).unwrap_or(arrived);
        top.decide(&settings, &server, since);
        // Nothing begins before what has happened already.
        top.scheduled =
            top.scheduled.map(|scheduled| world.time.settled.map_or(scheduled, |settled| scheduled.max(settled)));
        Ok(Some(top))
    }

    /// Takes over what settings say. What is scheduled after `since` is still to come.
    pub(crate) fn decide(&mut self, settings: &SyncSettings, first: &str, since: Moment) {
        self.outside = Outside::of(settings);
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
