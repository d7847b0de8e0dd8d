//! Whether a hierarchy is whole: its store, its facts, and its history, which must lead to its objects.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::facts::{
    AsFound, ClockState, Content, Fault, FoundCatalog, FoundStatus, Import, Installation, PlannedIntention,
    Restoration, SiteState, SupState, WorldSettings,
};
use crate::history::{Action, HistoryEntry, HistoryFilter};
use crate::model::{Identity, Kind, Object, Stored};
use crate::store::{FactKind, Lookup, Snapshot, Store, StoreError, View};

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// The number of objects.
    pub objects: usize,
    /// The last revision; 0 before the first change.
    pub revision: u64,
    /// What is wrong; empty if the hierarchy is whole.
    pub flaws: Vec<Flaw>,
}

/// Something that no change through a release of this project can have left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw(String);

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Verifies everything in a store, as of the moment of the snapshot.
///
/// # Errors
/// If the store cannot be read at all. What is damaged in it is a flaw.
pub(crate) fn verify(store: &dyn Store) -> Result<(Verification, Box<dyn Snapshot + '_>), StoreError> {
    let mut found = Verification::default();
    match store.integrity() {
        Ok(flaws) => found.flaws.extend(flaws.into_iter().map(Flaw)),
        Err(error) => found.note(error)?,
    }
    let snapshot = store.snapshot()?;
    found.check_content(&*snapshot)?;
    Ok((found, snapshot))
}

/// An object as its history leaves it.
struct Replayed<'a> {
    revision: u64,
    declared: bool,
    attributes: &'a Value,
}

impl Verification {
    /// Notes damage as a flaw; any other error ends the verification.
    pub(crate) fn note(&mut self, error: StoreError) -> Result<(), StoreError> {
        match error {
            StoreError::Damaged { reason, .. } => self.flaws.push(Flaw(reason)),
            StoreError::DamagedFact { what, reason } => self.flaws.push(Flaw(format!("{what}: {reason}"))),
            error => return Err(error),
        }
        Ok(())
    }

    /// Checks everything but how it is stored.
    pub(crate) fn check_content(&mut self, snapshot: &dyn Snapshot) -> Result<(), StoreError> {
        let history = self.unless_damaged(snapshot.history(&HistoryFilter::default()))?;
        let restorations = Restoration::all(snapshot)?;
        let replayed = history.as_deref().map(|history| self.replay(history, &restorations));
        for kind in Kind::ALL {
            if let Some(objects) = self.unless_damaged(snapshot.find(kind, Lookup::All))? {
                self.check_objects(kind, &objects, replayed.as_ref());
            }
        }
        self.unless_damaged(snapshot.all_owners())?;
        self.check_facts(snapshot)
    }

    /// What was read; `None` if it is damaged, which is noted.
    fn unless_damaged<T>(&mut self, read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
        read.map(Some).or_else(|error| self.note(error).map(|()| None))
    }

    /// Follows the history from the first change to the last.
    fn replay<'a>(
        &mut self,
        history: &'a [HistoryEntry],
        restorations: &[Restoration],
    ) -> BTreeMap<Identity, Replayed<'a>> {
        let mut replayed: BTreeMap<Identity, Replayed<'a>> = BTreeMap::new();
        for entry in history {
            let (revision, object) = (entry.revision, &entry.object);
            let follows = |former: u64| former >= self.revision && revision == former + 1;
            let is_next = follows(self.revision) || restorations.iter().any(|one| follows(one.former_revision));
            if revision != self.revision && !is_next {
                self.flaws.push(Flaw(format!("the history has revision {revision} after revision {}", self.revision)));
            }
            self.revision = revision;
            let before = replayed.remove(&object.identity());
            if !is_same(object.kind, before.as_ref().map(|before| before.attributes), entry.before.as_ref()) {
                let flaw = format!("history of revision {revision}: {object} was different before that change");
                self.flaws.push(Flaw(flaw));
            }
            let stayed = before.filter(|_| entry.action == Action::Synchronize);
            let revision = stayed.map_or(revision, |before| before.revision);
            if let Some(attributes) = &entry.after {
                replayed.insert(object.identity(), Replayed { revision, declared: entry.declared, attributes });
            }
        }
        replayed
    }

    /// Compares the objects of a kind with what their history leaves.
    fn check_objects(
        &mut self,
        kind: Kind,
        objects: &[Stored<Object>],
        replayed: Option<&BTreeMap<Identity, Replayed<'_>>>,
    ) {
        self.objects += objects.len();
        for stored in objects {
            let id = stored.object.id();
            let left = replayed.map(|replayed| replayed.get(&id.identity()));
            let is_left = |left: &Replayed<'_>| {
                (left.revision, left.declared) == (stored.revision, stored.declared)
                    && read(kind, left.attributes).is_some_and(|object| object == stored.object)
            };
            match left {
                Some(None) => self.flaws.push(Flaw(format!("{id} is not in the history"))),
                Some(Some(left)) if !is_left(left) => {
                    self.flaws.push(Flaw(format!("{id} is not as the last change in its history left it")));
                }
                _ => {}
            }
        }
        let of_kind = replayed.into_iter().flatten().filter(|((other, _), _)| *other == kind);
        let is_stored = |key: &str| objects.iter().any(|stored| stored.object.id().key() == key);
        if of_kind.clone().count() > objects.len() {
            let missing = of_kind.filter(|((_, key), _)| !is_stored(key));
            let flaws =
                missing.map(|((_, key), _)| Flaw(format!("{} {key} is in the history, and is missing", kind.title())));
            self.flaws.extend(flaws.collect::<Vec<_>>());
        }
    }

    fn check_facts(&mut self, view: &dyn View) -> Result<(), StoreError> {
        for kind in FactKind::ALL {
            for (key, body) in self.unless_damaged(view.facts(kind))?.unwrap_or_default() {
                let parsed = match kind {
                    FactKind::Clock => parse::<ClockState>(&body),
                    FactKind::Fault => parse::<Fault>(&body),
                    FactKind::Site => parse::<SiteState>(&body),
                    FactKind::Sup => parse::<SupState>(&body),
                    FactKind::Content => parse::<Content>(&body),
                    FactKind::Import => parse::<Import>(&body),
                    FactKind::Intention => parse::<PlannedIntention>(&body),
                    FactKind::Restoration => parse::<Restoration>(&body),
                    FactKind::World => parse::<WorldSettings>(&body),
                    FactKind::Installation => parse::<Installation>(&body),
                    FactKind::AsFound => parse::<AsFound>(&body),
                    FactKind::FoundCatalog => parse::<FoundCatalog>(&body),
                    FactKind::FoundStatus => parse::<Vec<FoundStatus>>(&body),
                };
                if let Err(error) = parsed {
                    let what = format!("{} {key}", kind.title());
                    self.flaws.push(Flaw(format!("{}: {error}", what.trim_end())));
                }
            }
        }
        Ok(())
    }
}

fn parse<T: DeserializeOwned>(body: &str) -> Result<(), serde_json::Error> {
    serde_json::from_str::<T>(body).map(drop)
}

fn read(kind: Kind, attributes: &Value) -> Option<Object> {
    Object::read(kind, attributes).ok()
}

/// Whether two states of an object are the same. An older release recorded fewer attributes.
fn is_same(kind: Kind, one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) if one == other => true,
        (Some(one), Some(other)) => read(kind, one).is_some_and(|one| Some(one) == read(kind, other)),
        _ => false,
    }
}
