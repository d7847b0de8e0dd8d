use std::error::Error;
use std::io;
use std::path::PathBuf;

/// Why a hierarchy cannot be read or written. The text says what is wrong with which file; [`StoreError::way_out`] what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is none, and it was not to be created.
    #[error("there is no hierarchy at {}", path.display())]
    Missing {
        /// The file asked for.
        path: PathBuf,
    },
    /// Its folder could not be made.
    #[error("the folder of {} cannot be created: {source}", path.display())]
    Folder {
        /// The file asked for.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file cannot be opened: a folder, say, or no permission.
    #[error("{} cannot be opened: {reason}", path.display())]
    Unreachable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// Another program's file.
    #[error("{} is not a hierarchy file", path.display())]
    NotAHierarchy {
        /// The file.
        path: PathBuf,
    },
    /// A newer release wrote it.
    #[error(
        "{} has format {found}, which is newer than format {known} that this release reads",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format this release knows.
        known: u32,
    },
    /// It may be read but not written.
    #[error("{} is read-only", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// Another process is writing, and went on too long.
    #[error("{} is held by another process, which did not finish within {waited_seconds} s", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
        /// How long it was waited for.
        waited_seconds: u64,
    },
    /// Its content makes no sense: truncated, overwritten, edited by hand.
    #[error("{} is damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// What the simulation keeps in it makes no sense.
    #[error("the hierarchy is damaged: {what}: {reason}")]
    DamagedFact {
        /// Which fact.
        what: String,
        /// What was found.
        reason: String,
    },
    /// No room is left.
    #[error("{} cannot grow: the disk is full", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// Anything else the database has to say.
    #[error("{} cannot be used: {source}", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What the database says.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl StoreError {
    /// What its reader can do about it, as a sentence.
    #[must_use]
    pub fn way_out(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "Check the path; a hierarchy comes into being with the first change made to it.",
            Self::Folder { .. } | Self::Unreachable { .. } => {
                "Name another file, or have its folder and permissions put right."
            }
            Self::NotAHierarchy { .. } => "Name another file: this one belongs to something else and was left alone.",
            Self::Newer { .. } => "Use the release that wrote it, or a newer one.",
            Self::ReadOnly { .. } => "Make the file and its folder writable for this user, or name another file.",
            Self::Locked { .. } => {
                "Find the process that holds it (another apply, a database tool), let it finish, and try again."
            }
            Self::Damaged { .. } | Self::DamagedFact { .. } => {
                "Restore it from a backup. Move it away to start with an empty hierarchy."
            }
            Self::Full { .. } => "Free some space and try again; the hierarchy is as it was before the change.",
            Self::Other { .. } => "Try again; if it stays, report it with this text.",
        }
    }
}
