use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::{DatabaseError, DatabaseProblem, Location};

/// Why a hierarchy cannot be read or written. The text states the file and the problem; [`StoreError::remedy`] states
/// what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file does not exist, and it should not be created.
    #[error("there is no hierarchy at {}", path.display())]
    Missing {
        /// The requested file.
        path: PathBuf,
    },
    /// The path means a database in memory, which ends with its process.
    #[error("{} is not a file", path.display())]
    InMemory {
        /// The requested path.
        path: PathBuf,
    },
    /// The path begins with the home folder of a user, as shells write it.
    #[error("{} begins with ~, which is not expanded here", path.display())]
    HomeFolder {
        /// The requested path.
        path: PathBuf,
    },
    /// The folder of the file cannot be created.
    #[error("the folder of {} cannot be created: {source}", path.display())]
    Folder {
        /// The requested file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The file cannot be opened, for example because it is a folder or permission is denied.
    #[error("{} cannot be opened: {reason}", path.display())]
    Unreachable {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        reason: String,
    },
    /// The file belongs to another program.
    #[error("{} is not a hierarchy file", path.display())]
    NotAHierarchy {
        /// The file.
        path: PathBuf,
    },
    /// A newer release wrote the file.
    #[error(
        "{} has format {found}, but this release reads at most format {known}",
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
    /// The file can be read but not written.
    #[error("{} is read-only", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// Another process is writing, and did not finish in time.
    #[error("{} is locked by {holder}, which did not finish within {waited_seconds} s", path.display())]
    Locked {
        /// Who is writing: a program, or "another process".
        holder: String,
        /// The file.
        path: PathBuf,
        /// The waiting time in seconds.
        waited_seconds: u64,
    },
    /// The content is invalid: truncated, overwritten or edited manually.
    #[error("{} is damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A fact of the simulation is invalid.
    #[error("the hierarchy is damaged: {what}: {reason}")]
    DamagedFact {
        /// The fact.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The disk is full.
    #[error("{} cannot grow: the disk is full", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// Any other error of the database.
    #[error("{} cannot be used: {source}", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// The error of the database.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The hierarchy was read from a real site, so nothing is simulated in it.
    #[error(
        "the hierarchy was read from a real site ({from}, collected at {collected_at:.0}), and only the site changes it"
    )]
    AsFound {
        /// The file it was read from.
        from: String,
        /// When it was collected.
        collected_at: Timestamp,
    },
    /// A hierarchy in a database that cannot be read or written.
    #[error("{0}")]
    Database(
        /// The database, and what is wrong.
        DatabaseError,
    ),
}

impl StoreError {
    /// The error for a location without a hierarchy.
    #[must_use]
    pub fn missing(location: &Location) -> Self {
        match location {
            Location::File(path) => Self::Missing { path: path.clone() },
            Location::Database(url) => {
                Self::Database(DatabaseError { database: url.to_string(), problem: DatabaseProblem::Missing })
            }
        }
    }

    /// Whether there is no hierarchy.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing { .. } | Self::Database(DatabaseError { problem: DatabaseProblem::Missing, .. }))
    }

    /// Whether the hierarchy was read from a real site, and a change was refused for that.
    #[must_use]
    pub fn is_as_found(&self) -> bool {
        matches!(self, Self::AsFound { .. })
    }

    /// Whether the hierarchy can be read, although it cannot be written now.
    #[must_use]
    pub fn allows_reading(&self) -> bool {
        match self {
            Self::ReadOnly { .. } | Self::Locked { .. } => true,
            Self::Database(error) => matches!(
                error.problem,
                DatabaseProblem::ReadOnly(_) | DatabaseProblem::Denied(_) | DatabaseProblem::Locked { .. }
            ),
            _ => false,
        }
    }

    /// If it is that another process did not finish its change in time: who.
    pub(crate) fn holder(&self) -> Option<&str> {
        match self {
            Self::Locked { holder, .. }
            | Self::Database(DatabaseError { problem: DatabaseProblem::Locked { holder, .. }, .. }) => Some(holder),
            _ => None,
        }
    }

    /// The same error after other waiting before.
    pub(crate) fn having_waited(mut self, total: Duration) -> Self {
        if let Self::Locked { waited_seconds, .. }
        | Self::Database(DatabaseError { problem: DatabaseProblem::Locked { waited_seconds, .. }, .. }) = &mut self
        {
            *waited_seconds = total.as_secs();
        }
        self
    }

    /// What the user can do, in sentences.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "Check the path. The first change creates a hierarchy.",
            Self::InMemory { .. } => {
                "A hierarchy is in a file, because several processes share it. Name a file. To name one \":memory:\", write \
                 \"./:memory:\"."
            }
            Self::HomeFolder { .. } => {
                "Write the path in full. In a configuration, pathexpand(\"~/hierarchy.db\") expands it. To name a folder \
                 \"~\", write \"./~\"."
            }
            Self::Folder { .. } | Self::Unreachable { .. } => {
                "Name another file, or fix the folder and its permissions."
            }
            Self::NotAHierarchy { .. } => "Name another file. This one belongs to another program and was not changed.",
            Self::Newer { .. } => "Use the release that wrote the file, or a newer one.",
            Self::ReadOnly { .. } => "Make the file and its folder writable for this user, or name another file.",
            Self::Locked { .. } => {
                "Find the process that locks the file (another apply, a database tool), let it finish, and try again."
            }
            Self::Damaged { .. } | Self::DamagedFact { .. } => {
                "Restore the file from a backup, or move it away to start with an empty hierarchy."
            }
            Self::Full { .. } => "Free some space and try again. The hierarchy was not changed.",
            Self::Other { .. } => "Try again. If the error persists, report it with this text.",
            Self::AsFound { .. } => {
                "Nothing was changed. To change the site, write the plan as a script for it: supctl runbook --plan FILE, with the \
                 output of terraform show -json. After that, collect the site again and import the new file with supctl \
                 import-site."
            }
            Self::Database(error) => error.problem.remedy(),
        }
    }
}
