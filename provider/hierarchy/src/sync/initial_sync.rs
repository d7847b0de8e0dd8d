//! Settings that are created with a first synchronisation.

use jiff::Timestamp;

use super::engine::Engine;
use super::engine::event::Event;
use super::request::rest;
use super::settle::settled;
use super::world::World;
use crate::change::ApplyError;
use crate::facts::{Extent, Failure, FaultKind, Moment};
use crate::model::SyncSettings;
use crate::store::{StoreError, Transaction};

/// A synchronisation that failed where settings were to be created with one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedSync {
    /// The top-level site.
    pub site_code: String,
    /// The server of its first software update point.
    pub server_fqdn: String,
    /// Whom it synchronises with.
    pub source: String,
    /// Why it failed.
    pub failure: Failure,
    /// The fault that makes it fail on purpose.
    pub fault: Option<FaultKind>,
    /// When it failed.
    pub time: Timestamp,
    /// What its log says, without the frame.
    pub log_line: String,
}

/// Why settings were not created.
#[derive(Debug, thiserror::Error)]
pub enum FirstSyncError {
    /// As any change.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// Synchronisation failed; the settings are as they were (V124).
    #[error("synchronisation failed")]
    Failed(Box<FailedSync>),
}

impl From<StoreError> for FirstSyncError {
    fn from(error: StoreError) -> Self {
        Self::Apply(error.into())
    }
}

/// Synchronises with settings the site does not have yet.
pub(crate) fn trial(
    settings: &SyncSettings,
    now: Moment,
    transaction: &mut dyn Transaction,
    observer: &mut dyn FnMut(&Event),
) -> Result<World, StoreError> {
    let mut world = settled(&*transaction, now, None)?;
    // What is under way goes on by the settings it began with.
    let now = Engine::new(&mut world, None).run_to_rest(now);
    let Some(mut top) = world.top.take() else { return Ok(world) };
    let site = top.site;
    let first = world.site(site).and_then(|node| node.first).and_then(|first| world.sup(first));
    top.decide(settings, &first.map(|first| first.id.clone()).unwrap_or_default(), now);
    world.top = Some(top);
    Engine::new(&mut world, Some(observer)).start(site, Extent::Full, now);
    rest(&mut world, now, Some(observer), transaction)?;
    Ok(world)
}

/// What went wrong at the top, if something did.
pub(crate) fn fail_with(world: &World) -> Result<(), FirstSyncError> {
    let Some(node) = world.top.as_ref().and_then(|top| world.site(top.site)) else { return Ok(()) };
    let Some(first) = node.first.and_then(|first| world.sup(first)) else { return Ok(()) };
    let hard = first.state.failure.filter(|failure| *failure != Failure::LicenceTermsPending);
    let Some(failure) = hard else { return Ok(()) };
    // Where several share a database, another one may have gone out.
    let front_end = node.state.attempts.back().and_then(|attempt| attempt.front_end.as_ref());
    let blamed = front_end.filter(|_| failure == Failure::NoInternet).unwrap_or(&first.state.server);
    Err(FirstSyncError::Failed(Box::new(FailedSync {
        site_code: node.code.to_string(),
        server_fqdn: blamed.to_string(),
        source: first.state.source.to_string(),
        failure,
        fault: first.faults.iter().copied().find(|fault| fault.failure() == Some(failure)),
        time: first.state.since.timestamp(),
        log_line: super::log::failure_line(failure, &first.state.server, &first.state.source),
    })))
}
