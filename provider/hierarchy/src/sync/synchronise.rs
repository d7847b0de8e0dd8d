//! Synchronisation on request.

use jiff::Timestamp;

use super::attempt::{Extent, Trigger};
use super::engine::{Engine, Observer};
use super::event::Event;
use super::failure::Failure;
use super::moment::Moment;
use super::settle::{keep, settled};
use super::world::World;
use crate::change::{Applied, ApplyError, Author, Change, Conditions};
use crate::hierarchy::Hierarchy;
use crate::model::{Kind, ObjectId, SyncSettings};
use crate::rules::{self, Circumstances, Severity};
use crate::store::{StoreError, Transaction};

/// Why a site does not begin to synchronise.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// There is no site at all.
    #[error("the hierarchy has no site")]
    Empty,
    /// There is no such site.
    #[error("there is no site {site_code}")]
    UnknownSite {
        /// The code asked for.
        site_code: String,
        /// The codes there are.
        known: Vec<String>,
    },
    /// Only the top-level site is asked (V123).
    #[error("synchronisation cannot be started at site {site_code} (V123)")]
    AtChild {
        /// The site asked for.
        site_code: String,
        /// The site to ask instead.
        top: String,
    },
    /// The site has nothing to synchronise with.
    #[error("site {site_code} has no software update point")]
    NoRole {
        /// The site.
        site_code: String,
    },
    /// It is synchronising already.
    #[error("site {site_code} is synchronising already, since {since}")]
    Running {
        /// The site.
        site_code: String,
        /// Since when.
        since: Timestamp,
        /// Where it is, if not at the site itself any more.
        at: Option<String>,
    },
    /// The hierarchy cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SyncError {
    /// What its reader can do about it, as a sentence.
    #[must_use]
    pub fn way_out(&self) -> String {
        match self {
            Self::Empty => "Install a site first: write a configmgr_site and run terraform apply.".to_owned(),
            Self::UnknownSite { site_code, known } => unknown_site(site_code, known),
            Self::AtChild { top, .. } => format!(
                "A child site begins when its parent has synchronised. Start at the top-level site, {top}; the others follow."
            ),
            Self::NoRole { .. } => "Install one first: write a configmgr_sup_role and run terraform apply.".to_owned(),
            Self::Running { .. } => {
                "Wait for it with \"supctl sync --wait\", or see how far it is with \"supctl status\".".to_owned()
            }
            Self::Store(error) => error.way_out().to_owned(),
        }
    }
}

/// What to do about the code of a site there is not.
pub(crate) fn unknown_site(site_code: &str, known: &[String]) -> String {
    match rules::nearest(site_code, known.iter().map(String::as_str)) {
        Some(near) => format!("Did you mean {near}? \"supctl tree\" shows the sites."),
        None => format!("The sites are {}.", known.join(", ")),
    }
}

/// A synchronisation that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The top-level site.
    pub site_code: String,
    /// When it began.
    pub time: Timestamp,
}

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

impl Hierarchy {
    /// Begins a synchronisation at the top-level site, as the console's button does. What follows takes its time on the
    /// hierarchy's clock.
    ///
    /// # Errors
    /// When the site cannot begin, or the store cannot be written.
    pub fn synchronise(&self, site_code: Option<&str>, extent: Extent) -> Result<Begun, SyncError> {
        let mut transaction = self.begin()?;
        let time = self.time_in(&*transaction)?;
        let now = Moment::of(time);
        let mut world = settled(&*transaction, now, None)?;
        let site = world.may_begin(site_code)?;
        Engine::new(&mut world, None).start(site, extent, now);
        keep(&mut world, now, &mut *transaction)?;
        transaction.commit()?;
        let site_code = world.site(site).map(|node| node.code.to_string()).unwrap_or_default();
        Ok(Begun { site_code, time })
    }

    /// Puts the hierarchy's clock forward until no site is synchronising any more, and shows what happens meanwhile.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn wait_for_rest(&self, observer: &mut dyn FnMut(&Event)) -> Result<Timestamp, StoreError> {
        let mut transaction = self.begin()?;
        let now = Moment::of(self.time_in(&*transaction)?);
        let mut world = settled(&*transaction, now, Some(observer))?;
        let end = self.rest(&mut world, now, Some(observer), &mut *transaction)?;
        transaction.commit()?;
        Ok(end.timestamp())
    }

    /// Creates the settings of the top-level site the way the documentation advises: a first synchronisation with nothing
    /// subscribed brings the catalogue, then products and classifications are subscribed, and a second one brings their
    /// updates. When either fails, the settings stay as they were; the failure is in the status and in the logs.
    ///
    /// Where the site has synchronised before, the catalogue is there, and the first one is left out.
    ///
    /// # Errors
    /// As [`Hierarchy::apply_if`], and [`FirstSyncError::Failed`].
    pub fn create_synchronised(
        &self,
        settings: &SyncSettings,
        conditions: &Conditions,
        author: &Author,
        observer: &mut dyn FnMut(&Event),
    ) -> Result<Applied, FirstSyncError> {
        let change = Change::Create(settings.clone().into());
        let site_code = settings.site_code();
        let is_there = |view: &dyn crate::store::View| -> Result<bool, StoreError> {
            Ok(view.get(&ObjectId::new(Kind::SyncSettings, site_code))?.is_some_and(|stored| stored.declared))
        };
        if self.read(is_there)? {
            return Ok(self.apply_if(conditions.clone(), change, author)?);
        }
        if !self.read(|view| super::has_synchronised(view, site_code))? {
            let unsubscribed = SyncSettings { products: None, classifications: None, ..settings.clone() };
            let mut transaction = self.store_transaction(conditions)?;
            self.refuse(&change, conditions, &*transaction)?;
            let world = self.trial(&unsubscribed, &mut *transaction, observer)?;
            transaction.commit()?;
            fail_with(&world)?;
        }
        let mut transaction = self.store_transaction(conditions)?;
        self.refuse(&change, conditions, &*transaction)?;
        let world = self.trial(settings, &mut *transaction, observer)?;
        if let Err(failed) = fail_with(&world) {
            transaction.commit()?;
            return Err(failed);
        }
        // What was just written of the clock is written once more after the change, which takes no notice of the trial.
        Ok(self.write(transaction, change, conditions, author, |transaction| world.time.keep(transaction))?)
    }

    fn store_transaction(&self, conditions: &Conditions) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.begin_within(conditions.patience)
    }

    fn refuse(
        &self,
        change: &Change,
        conditions: &Conditions,
        transaction: &dyn Transaction,
    ) -> Result<(), ApplyError> {
        if let Some(seen) = conditions.seen {
            self.refuse_if_changed(seen, change, transaction)?;
        }
        let now = self.time_in(transaction)?;
        let circumstances = Circumstances { now, order: conditions.order, counterpart: conditions.counterpart.clone() };
        let findings = rules::check(change, &Default::default(), transaction, &circumstances)?;
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(ApplyError::Refused(findings));
        }
        Ok(())
    }

    /// Synchronises with settings the site does not have yet.
    fn trial(
        &self,
        settings: &SyncSettings,
        transaction: &mut dyn Transaction,
        observer: &mut dyn FnMut(&Event),
    ) -> Result<World, StoreError> {
        let now = Moment::of(self.time_in(&*transaction)?);
        let mut world = settled(&*transaction, now, None)?;
        // What is under way goes on by the settings it began with.
        let now = Engine::new(&mut world, None).run_to_rest(now);
        let Some(mut top) = world.top.take() else { return Ok(world) };
        let site = top.site;
        let first = world.site(site).and_then(|node| node.first).and_then(|first| world.sup(first));
        top.decide(settings, &first.map(|first| first.id.clone()).unwrap_or_default(), now);
        world.top = Some(top);
        Engine::new(&mut world, Some(observer)).start(site, Extent::Full, now);
        self.rest(&mut world, now, Some(observer), transaction)?;
        Ok(world)
    }

    /// Goes on until no site is synchronising, and keeps that, with the clock put forward.
    fn rest(
        &self,
        world: &mut World,
        now: Moment,
        observer: Option<Observer<'_>>,
        transaction: &mut dyn Transaction,
    ) -> Result<Moment, StoreError> {
        let end = Engine::new(world, observer).run_to_rest(now);
        if end > now {
            world.time.put_to(end.timestamp(), self.machine_time());
        }
        keep(world, end, transaction)?;
        Ok(end)
    }
}

impl World {
    /// The site a synchronisation can be asked of.
    fn may_begin(&self, site_code: Option<&str>) -> Result<usize, SyncError> {
        let top = self.top.as_ref().map(|top| top.site).ok_or(SyncError::Empty)?;
        let code = |site: usize| self.site(site).map(|node| node.code.to_string()).unwrap_or_default();
        if let Some(wanted) = site_code {
            let known = || self.sites.iter().map(|site| site.code.to_string()).collect();
            let site = self
                .site_of_code(wanted)
                .ok_or_else(|| SyncError::UnknownSite { site_code: wanted.to_owned(), known: known() })?;
            if site != top {
                return Err(SyncError::AtChild { site_code: code(site), top: code(top) });
            }
        }
        let node = self.site(top).ok_or(SyncError::Empty)?;
        if node.first.is_none() {
            return Err(SyncError::NoRole { site_code: code(top) });
        }
        if node.state.running.is_some() {
            let since = node.state.attempts.back().map(|attempt| attempt.began.timestamp()).unwrap_or_default();
            return Err(SyncError::Running { site_code: code(top), since, at: None });
        }
        Ok(top)
    }
}

impl Engine<'_, '_> {
    /// Somebody asks a site to synchronise.
    fn start(&mut self, site: usize, extent: Extent, at: Moment) {
        self.change(site, |engine| engine.begin(site, Trigger::Request, extent, at));
    }
}

/// What went wrong at the top, if something did.
fn fail_with(world: &World) -> Result<(), FirstSyncError> {
    let Some(node) = world.top.as_ref().and_then(|top| world.site(top.site)) else { return Ok(()) };
    let Some(first) = node.first.and_then(|first| world.sup(first)) else { return Ok(()) };
    let hard = first.state.failure.filter(|failure| *failure != Failure::LicenceTermsPending);
    let Some(failure) = hard else { return Ok(()) };
    Err(FirstSyncError::Failed(Box::new(FailedSync {
        site_code: node.code.to_string(),
        server_fqdn: first.state.server.to_string(),
        source: first.state.source.to_string(),
        failure,
        time: first.state.since.timestamp(),
        log_line: super::log::failure_line(failure, &first.state.server, &first.state.source),
    })))
}
