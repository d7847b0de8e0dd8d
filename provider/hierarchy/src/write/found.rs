//! Importing what was read of a real site: the objects become what was found, and the history says what changed since.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::change::Step;
use crate::facts::{AsFound, Found, FoundStatus};
use crate::history::{Author, HistoryEntry};
use crate::model::{Identity, Kind, Object, ObjectId, Stored};
use crate::store::{Lookup, StoreError, Transaction};

/// What an import changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedSite {
    /// Where the hierarchy was from before; `None` if it was empty.
    pub former: Option<AsFound>,
    /// Where it is from now.
    pub as_found: AsFound,
    /// How many objects it has.
    pub objects: usize,
    /// What the site changed since the former import.
    pub changes: Vec<HistoryEntry>,
    /// Objects that were found before, and whose class could not be read now: they are kept.
    pub kept: Vec<ObjectId>,
}

/// Why an import was not made. The hierarchy is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The hierarchy is simulated.
    #[error("the hierarchy is simulated, and not read from a site")]
    Simulated,
    /// It is another hierarchy.
    #[error("the hierarchy has the top-level site {known}, and the dump has {found}")]
    AnotherSite {
        /// Its top-level site.
        known: String,
        /// That of the dump.
        found: String,
    },
    /// The dump is from the SMS Provider of another computer.
    #[error("the hierarchy was read from the SMS Provider on {known}, and the dump is from {found}")]
    AnotherProvider {
        /// The computer.
        known: String,
        /// That of the dump.
        found: String,
    },
    /// The dump is older than the one imported last.
    #[error("the dump is of {found}, and one of {known} is imported already")]
    Older {
        /// When the imported one was collected.
        known: Timestamp,
        /// When the dump was collected.
        found: Timestamp,
    },
    /// The store could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ImportError {
    /// What the user can do, in sentences.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Simulated | Self::AnotherSite { .. } | Self::AnotherProvider { .. } => {
                "Name a new file with --to. Nothing was imported."
            }
            Self::Older { .. } => {
                "Import dumps in the order in which they were collected, or name a new file with --to. Nothing was imported."
            }
            Self::Store(error) => error.remedy(),
        }
    }
}

/// Who changes a real site, as far as a dump says it.
fn the_site() -> Author {
    Author { actor: "site".to_owned(), origin: "import-site".to_owned() }
}

/// Makes the stored objects those that were found. Their owners stay.
pub(crate) fn import(found: Found, transaction: &mut dyn Transaction) -> Result<ImportedSite, ImportError> {
    let former = AsFound::of(transaction)?;
    let stored = stored_objects(transaction)?;
    refuse_another(former.as_ref(), &found.as_found, stored.is_empty())?;
    let (steps, kept) = steps(&found, stored);
    let (revision, author) = (transaction.revision()? + 1, the_site());
    let mut changes = Vec::with_capacity(steps.len());
    for step in &steps {
        step.write(revision, transaction)?;
        let entry = step.entry(revision, found.as_found.collected_at, &author);
        transaction.record(&entry)?;
        changes.push(entry);
    }
    let Found { as_found, objects, catalog, statuses, .. } = found;
    as_found.save(transaction)?;
    if let Some(catalog) = catalog {
        catalog.save(transaction)?;
    }
    if let Some(statuses) = statuses {
        FoundStatus::save_all(&statuses, transaction)?;
    }
    Ok(ImportedSite { former, as_found, objects: objects.len() + kept.len(), changes, kept })
}

fn stored_objects(transaction: &dyn Transaction) -> Result<Vec<Stored<Object>>, StoreError> {
    let of_kind = |kind| transaction.find(kind, Lookup::All);
    Ok(Kind::ALL.into_iter().map(of_kind).collect::<Result<Vec<_>, _>>()?.concat())
}

fn refuse_another(former: Option<&AsFound>, found: &AsFound, is_empty: bool) -> Result<(), ImportError> {
    let Some(former) = former else {
        return if is_empty { Ok(()) } else { Err(ImportError::Simulated) };
    };
    if former.site_code != found.site_code {
        let (known, found) = (former.site_code.clone(), found.site_code.clone());
        return Err(ImportError::AnotherSite { known, found });
    }
    if let (Some(known), Some(found)) = (&former.provider, &found.provider)
        && host(known) != host(found)
    {
        return Err(ImportError::AnotherProvider { known: known.clone(), found: found.clone() });
    }
    if found.collected_at < former.collected_at {
        return Err(ImportError::Older { known: former.collected_at, found: found.collected_at });
    }
    Ok(())
}

/// The name of a computer without its domain, as it is compared: scripts write either.
fn host(name: &str) -> String {
    name.split('.').next().unwrap_or(name).to_lowercase()
}

/// The steps from the stored objects to those that were found, and the objects that are kept because their class could not be
/// read.
fn steps(found: &Found, stored: Vec<Stored<Object>>) -> (Vec<Step>, Vec<ObjectId>) {
    let mut before: HashMap<Identity, Stored<Object>> =
        stored.into_iter().map(|stored| (stored.object.id().identity(), stored)).collect();
    let mut steps = Vec::new();
    for object in &found.objects {
        match before.remove(&object.id().identity()) {
            None => steps.push(Step::create(object.clone(), true)),
            Some(stored) => {
                let after = with_known(object, &stored.object, &found.as_found);
                if after != stored.object {
                    steps.push(Step::update(stored, after, true));
                }
            }
        }
    }
    let mut rest: Vec<Stored<Object>> = before.into_values().collect();
    // What refers to others is removed first.
    rest.sort_by_key(|stored| (std::cmp::Reverse(stored.object.kind()), stored.object.id()));
    let (kept, removed): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|stored| found.incomplete.contains(&stored.object.kind()));
    steps.extend(removed.into_iter().map(Step::delete));
    (steps, kept.into_iter().map(|stored| stored.object.id()).collect())
}

/// An object in which an attribute that is not known now has the value that was found before.
fn with_known(object: &Object, before: &Object, as_found: &AsFound) -> Object {
    let mut attributes = object.attributes();
    as_found.carry_over(&object.id(), &before.attributes(), &mut attributes);
    // A value of the same kind of object always reads.
    Object::read(object.kind(), attributes).unwrap_or_else(|_| object.clone())
}
