//! Backups: a whole hierarchy in one file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::facts::Restoration;
use crate::store::{Sqlite, Store, StoreError, WhenMissing, move_away};
use crate::verification::{Verification, verify};

/// Why a backup was not made or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file to write exists.
    #[error("{} exists", file.display())]
    Exists {
        /// The file.
        file: PathBuf,
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
    /// A hierarchy cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BackupError {
    /// What the user can do, in sentences.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::Exists { .. } => "Name a new file: a backup never replaces another one.".to_owned(),
            Self::Write { .. } => "Name another file, or fix the folder and its permissions.".to_owned(),
            Self::Flawed { found, .. } => {
                let flaws: String = found.flaws.iter().take(SHOWN).map(|flaw| format!("  {flaw}\n")).collect();
                format!("Nothing was written. It has these flaws:\n{flaws}Use an older backup.")
            }
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

/// Writes everything in a store, as of one moment, into a new file, and verifies that file.
pub(crate) fn back_up(store: &dyn Store, file: &Path) -> Result<Verification, BackupError> {
    let failed = |source| BackupError::Write { file: file.to_owned(), source };
    if file.try_exists().map_err(failed)? {
        return Err(BackupError::Exists { file: file.to_owned() });
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::metadata(folder).map_err(failed)?;
    // Only this user can read it, and a backup that is interrupted never has the name of one that is complete.
    let partial = tempfile::Builder::new().prefix(".backup-").tempfile_in(folder).map_err(failed)?;
    store.copy_into(partial.path())?;
    let found = verify(&Sqlite::open_copy(partial.path())?)?;
    if !found.flaws.is_empty() {
        return Err(BackupError::Flawed { what: "the hierarchy".to_owned(), found });
    }
    match partial.persist_noclobber(file) {
        Ok(_) => Ok(found),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(BackupError::Exists { file: file.to_owned() })
        }
        Err(error) => Err(failed(error.error)),
    }
}

/// Replaces the hierarchy at `path` with a backup. What was there is kept in a file beside it.
///
/// # Errors
/// If the backup is damaged, or either file cannot be used. Then the hierarchy is unchanged.
pub fn restore(path: &Path, backup: &Path) -> Result<Restored, BackupError> {
    let source = Sqlite::open_copy(backup)?;
    let found = verify(&source)?;
    if !found.flaws.is_empty() {
        return Err(BackupError::Flawed { what: backup.display().to_string(), found });
    }
    let (target, former) = match Sqlite::open(path, WhenMissing::Fail) {
        Err(StoreError::Missing { .. }) => (Sqlite::open(path, WhenMissing::Create)?, None),
        Err(StoreError::Damaged { .. }) => moved_away(path)?,
        Err(error) => return Err(error.into()),
        Ok(target) => {
            let former = beside(path, "before-restore");
            match back_up(&target, &former) {
                Ok(_) => (target, Some(former)),
                // Its content cannot be copied, and is kept as it is.
                Err(BackupError::Flawed { .. } | BackupError::Store(StoreError::Damaged { .. })) => {
                    drop(target);
                    moved_away(path)?
                }
                Err(error) => return Err(error),
            }
        }
    };
    let former_revision = target.begin(None)?.revision()?;
    target.replace_with(&source)?;
    continue_revisions(&target, former_revision)?;
    Ok(Restored { found, former })
}

/// Lets the next change have a revision that no change of the replaced hierarchy had.
fn continue_revisions(store: &dyn Store, former_revision: u64) -> Result<(), StoreError> {
    let mut transaction = store.begin(None)?;
    if transaction.revision()? < former_revision {
        Restoration { former_revision }.write(&mut *transaction)?;
    }
    transaction.commit()
}

/// A new hierarchy in place of a damaged one, and the name that one has now.
fn moved_away(path: &Path) -> Result<(Sqlite, Option<PathBuf>), BackupError> {
    let former = beside(path, "damaged");
    move_away(path, &former).map_err(|source| BackupError::Write { file: former.clone(), source })?;
    Ok((Sqlite::open(path, WhenMissing::Create)?, Some(former)))
}

/// The name of a file beside a hierarchy, with the time.
fn beside(path: &Path, what: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(Timestamp::now().strftime(&format!(".{what}-%Y%m%dT%H%M%SZ")).to_string());
    name.into()
}
