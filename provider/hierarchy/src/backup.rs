//! Copies of a whole hierarchy: into a file, back from it, and from one store to another.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tempfile::TempPath;

use crate::facts::Restoration;
use crate::store::{self, Content, Location, Sqlite, Store, StoreError, Transaction, WhenMissing, move_away};
use crate::verification::{Verification, verify};

/// Why a copy was not made.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The file to write exists.
    #[error("{} exists", file.display())]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// The hierarchy to write has something.
    #[error("the hierarchy in {target} is not empty")]
    NotEmpty {
        /// Where it is.
        target: String,
    },
    /// The file cannot be written.
    #[error("{} cannot be written: {source}", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// What was to be copied is damaged.
    #[error("{what} is damaged")]
    Flawed {
        /// The file, or the hierarchy.
        what: String,
        /// What is wrong.
        found: Verification,
    },
    /// The hierarchy to replace is damaged, and cannot be kept.
    #[error("the hierarchy in {target} is damaged, and was not replaced")]
    DamagedTarget {
        /// Where it is.
        target: String,
    },
    /// The copy differs from what was copied.
    #[error("the copy in {target} is not the same as what was copied")]
    Different {
        /// Where it would have been.
        target: String,
    },
    /// A hierarchy cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CopyError {
    /// What the user can do, in sentences.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::Exists { .. } => "Name a new file: a backup never replaces another one.".to_owned(),
            Self::NotEmpty { .. } => {
                "Name a new file, or another hierarchy of the database: nothing is replaced by a copy. To replace a \
                 hierarchy, use supctl restore."
                    .to_owned()
            }
            Self::Write { .. } => "Name another file, or fix the folder and its permissions.".to_owned(),
            Self::Flawed { found, .. } => {
                let flaws: String = found.flaws.iter().take(SHOWN).map(|flaw| format!("  {flaw}\n")).collect();
                format!("Nothing was written. It has these flaws:\n{flaws}Use an older backup.")
            }
            Self::DamagedTarget { .. } => {
                "Restore into another hierarchy of the database (hierarchy= in the URL), or first drop its schema."
                    .to_owned()
            }
            Self::Different { .. } => "Nothing was written. Examine both with supctl doctor.".to_owned(),
            Self::Store(error) => error.remedy().to_owned(),
        }
    }
}

/// A message lists at most this many flaws.
const SHOWN: usize = 10;

/// A restored hierarchy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What the backup has.
    pub found: Verification,
    /// Where the former content is; `None` if there was none.
    pub former: Option<PathBuf>,
}

/// Copies a hierarchy, as of one moment, into another one, which is created, or exists and is empty. The copy is compared
/// with what was copied before others can see it.
///
/// # Errors
/// If the source is damaged, the target is not empty, or either cannot be used. Then nothing was copied.
pub fn copy(source: &Location, target: &Location) -> Result<Verification, CopyError> {
    let (content, found) = content(&*store::open(source.clone(), WhenMissing::Fail)?, || source.to_string())?;
    fill(&*store::open(target.clone(), WhenMissing::Create)?, &content, target)?;
    Ok(found)
}

/// Writes everything in a store, as of one moment, into a new file, and verifies that file.
pub(crate) fn back_up(store: &dyn Store, file: &Path) -> Result<Verification, CopyError> {
    let failed = |source| CopyError::Write { file: file.to_owned(), source };
    if file.try_exists().map_err(failed)? {
        return Err(CopyError::Exists { file: file.to_owned() });
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::metadata(folder).map_err(failed)?;
    let (content, found) = content(store, || "the hierarchy".to_owned())?;
    // Only this user can read it, and a backup that is interrupted never has the name of one that is complete.
    let partial = tempfile::Builder::new().prefix(".backup-").tempdir_in(folder).map_err(failed)?;
    let written = partial.path().join("hierarchy.db");
    fill(&Sqlite::open(&written, WhenMissing::Create)?, &content, &Location::from(file))?;
    match TempPath::try_from_path(&written).map_err(failed)?.persist_noclobber(file) {
        Ok(()) => Ok(found),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(CopyError::Exists { file: file.to_owned() })
        }
        Err(error) => Err(failed(error.error)),
    }
}

/// Replaces the hierarchy of a location with a backup. What was there is kept in a file: beside a file, and in the current
/// folder for a database.
///
/// # Errors
/// If the backup is damaged, or either cannot be used. Then the hierarchy is unchanged.
pub fn restore(location: &Location, backup: &Path) -> Result<Restored, CopyError> {
    let (content, found) = content(&Sqlite::open_copy(backup)?, || backup.display().to_string())?;
    let former_revision = last_revision(location).unwrap_or_default();
    let (target, former) = match store::open(location.clone(), WhenMissing::Fail) {
        Err(error) if error.is_missing() => (store::open(location.clone(), WhenMissing::Create)?, None),
        Err(error) => moved_away(location, error.into())?,
        Ok(target) => {
            let former = beside(location, "before-restore");
            match back_up(&*target, &former) {
                Ok(_) => (target, Some(former)),
                Err(error) => {
                    drop(target);
                    moved_away(location, error)?
                }
            }
        }
    };
    let transaction = target.begin(target.lock_timeout())?;
    let former_revision = transaction.revision()?.max(former_revision);
    let mut transaction = replaced(transaction, &content, location)?;
    // The next change has a revision that no change of the replaced hierarchy had.
    if transaction.revision()? < former_revision {
        Restoration { former_revision }.write(&mut *transaction)?;
    }
    transaction.commit()?;
    Ok(Restored { found, former })
}

/// Reads everything in a store, as of one moment, and verifies it.
fn content(store: &dyn Store, name: impl Fn() -> String) -> Result<(Content, Verification), CopyError> {
    let (found, snapshot) = verify(store)?;
    if !found.flaws.is_empty() {
        return Err(CopyError::Flawed { what: name(), found });
    }
    Ok((Content::of(&*snapshot)?, found))
}

/// Writes into a store that has nothing.
fn fill(target: &dyn Store, content: &Content, name: &Location) -> Result<(), CopyError> {
    let transaction = target.begin(target.lock_timeout())?;
    if !Content::is_absent_in(&*transaction)? {
        return Err(CopyError::NotEmpty { target: name.to_string() });
    }
    Ok(replaced(transaction, content, name)?.commit()?)
}

/// Writes in place of what a store has, and compares: once it is committed, others see it.
fn replaced<'a>(
    mut transaction: Box<dyn Transaction + 'a>,
    content: &Content,
    name: &Location,
) -> Result<Box<dyn Transaction + 'a>, CopyError> {
    content.replace(&mut *transaction)?;
    if !content.is_in(&*transaction)? {
        return Err(CopyError::Different { target: name.to_string() });
    }
    Ok(transaction)
}

/// A new hierarchy in place of a damaged one, and the name that one has now. A damaged database is not replaced.
fn moved_away(location: &Location, error: CopyError) -> Result<(Box<dyn Store>, Option<PathBuf>), CopyError> {
    if !matches!(error, CopyError::Flawed { .. } | CopyError::Store(StoreError::Damaged { .. })) {
        return Err(error);
    }
    let Location::File(path) = location else {
        return Err(CopyError::DamagedTarget { target: location.to_string() });
    };
    let former = beside(location, "damaged");
    move_away(path, &former).map_err(|source| CopyError::Write { file: former.clone(), source })?;
    Ok((store::open(location.clone(), WhenMissing::Create)?, Some(former)))
}

/// The last revision of a hierarchy. A damaged one may still say it.
fn last_revision(location: &Location) -> Result<u64, StoreError> {
    let store = store::open(location.clone(), WhenMissing::Fail)?;
    let snapshot = store.snapshot()?;
    snapshot.revision()
}

/// The name of a new file for the former content of a hierarchy, with the time.
fn beside(location: &Location, what: &str) -> PathBuf {
    let mut name = match location {
        Location::File(path) => path.as_os_str().to_owned(),
        Location::Database(url) => url.hierarchy().into(),
    };
    name.push(Timestamp::now().strftime(&format!(".{what}-%Y%m%dT%H%M%SZ")).to_string());
    let first = PathBuf::from(name.clone());
    // Others may be restored within the same second.
    let later = (2..).map(|number: u32| {
        let mut name = name.clone();
        name.push(format!("-{number}"));
        PathBuf::from(name)
    });
    [first.clone()].into_iter().chain(later).find(|file| !file.exists()).unwrap_or(first)
}
