//! Settings that are created with a first synchronization.

use jiff::Timestamp;

use super::catch_up::world_at;
use super::engine::Engine;
use super::engine::event::Event;
use super::request::run_until_idle;
use super::world::World;
use crate::change::ApplyError;
use crate::facts::{Extent, Failure, FaultKind, Moment};
use crate::model::SyncSettings;
use crate::store::{StoreError, Transaction};

/// A failed synchronization while creating settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedSync {
    /// The top-level site.
    pub site_code: String,
    /// The server of its first software update point.
    pub server_fqdn: String,
    /// Its synchronization source.
    pub source: String,
    /// Why it failed.
    pub failure: Failure,
    /// The injected fault that causes the failure.
    pub fault: Option<FaultKind>,
    /// When it failed.
    pub time: Timestamp,
    /// The message of its log, without time and component, if it is known.
    pub log_line: Option<String>,
}

/// Why settings were not created.
#[derive(Debug, thiserror::Error)]
pub enum InitialSyncError {
    /// The change was refused, or the store failed.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// Synchronization failed; the settings are unchanged (V124).
    #[error("synchronization failed")]
    Failed(Box<FailedSync>),
}

impl From<StoreError> for InitialSyncError {
    fn from(error: StoreError) -> Self {
        Self::Apply(error.into())
    }
}

/// Synchronizes with settings that the site does not have yet.
pub(crate) fn synchronize_with(
    settings: &SyncSettings,
    now: Moment,
    transaction: &mut dyn Transaction,
    observer: &mut dyn FnMut(&Event),
) -> Result<World, StoreError> {
    let mut world = world_at(&*transaction, now, None)?;
    // A running synchronization continues with the settings it began with.
    let now = Engine::new(&mut world, None).run_until_idle(now);
    let Some(mut top) = world.top.take() else { return Ok(world) };
    let site = top.site;
    let first = world.site(site).and_then(|node| node.first).and_then(|first| world.sup(first));
    top.apply_settings(settings, &first.map(|first| first.id.clone()).unwrap_or_default(), now);
    top.read_upstream(settings, &*transaction)?;
    world.top = Some(top);
    Engine::new(&mut world, Some(observer)).start(site, Extent::Full, now);
    run_until_idle(&mut world, now, Some(observer), transaction)?;
    Ok(world)
}

/// The failure at the top-level site, if any.
pub(crate) fn failed_sync(world: &World) -> Result<(), InitialSyncError> {
    let Some(site) = world.top.as_ref().map(|top| top.site) else { return Ok(()) };
    let Some((node, actor)) = world.site(site).zip(world.actor(site).and_then(|actor| world.sup(actor))) else {
        return Ok(());
    };
    let kept = &actor.state;
    let hard = kept.failure.filter(|failure| !failure.is_partial());
    let Some(failure) = hard else { return Ok(()) };
    Err(InitialSyncError::Failed(Box::new(FailedSync {
        site_code: node.code.to_string(),
        server_fqdn: kept.server.to_string(),
        source: kept.source.to_string(),
        failure,
        fault: actor.faults.iter().map(|fault| fault.kind).find(|kind| kind.failure() == Some(failure)),
        time: kept.since.timestamp(),
        log_line: super::log::failure_line(failure, &kept.server, &kept.source),
    })))
}
