//! Where the hierarchy of a campaign is.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use test_postgres::Server;

/// The kinds of stores that a campaign can run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum StoreKind {
    /// A file.
    Sqlite,
    /// A PostgreSQL server of the campaign, which is killed as well.
    Postgres,
}

impl StoreKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    /// # Errors
    /// If it cannot be created or started.
    pub(crate) fn open(self, folder: &Path) -> Result<Box<dyn Store>> {
        Ok(match self {
            Self::Sqlite => Box::new(Sqlite::create(folder.join("store"))?),
            Self::Postgres => Box::new(Postgres { server: Server::start(&["max_connections=50"])? }),
        })
    }
}

/// What a campaign must know of a store.
pub(crate) trait Store {
    /// The variable by which the provider and the console find the hierarchy.
    fn variable(&self) -> (&'static str, String);

    /// Whether an interrupted campaign finds the hierarchy again. Otherwise, it continues with an empty one.
    fn is_kept(&self) -> bool;

    /// The server that can be killed, if it has one.
    fn server(&self) -> Option<&Server>;

    /// What must not stay after all programs have ended: files and locks.
    fn strays(&self) -> Result<Vec<String>>;
}

/// A file in a folder of its own.
struct Sqlite {
    folder: PathBuf,
}

/// The file, and those that SQLite has beside it: a killed program leaves them, and the next one uses them.
const FILES: [&str; 3] = ["hierarchy.db", "hierarchy.db-wal", "hierarchy.db-shm"];

impl Sqlite {
    fn create(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }
}

impl Store for Sqlite {
    fn variable(&self) -> (&'static str, String) {
        ("CONFIGMGR_PATH", self.folder.join("hierarchy.db").to_string_lossy().into_owned())
    }

    fn is_kept(&self) -> bool {
        true
    }

    fn server(&self) -> Option<&Server> {
        None
    }

    fn strays(&self) -> Result<Vec<String>> {
        let entries = fs::read_dir(&self.folder)?.collect::<Result<Vec<_>, _>>()?;
        let names = entries.into_iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
        Ok(names.filter(|name| !FILES.contains(&name.as_str())).collect())
    }
}

struct Postgres {
    server: Server,
}

/// How long the server may take to notice that a program was killed.
const NOTICED: Duration = Duration::from_secs(10);

impl Store for Postgres {
    fn variable(&self) -> (&'static str, String) {
        ("CONFIGMGR_DATABASE_URL", self.server.url("hierarchy=crash"))
    }

    fn is_kept(&self) -> bool {
        false
    }

    fn server(&self) -> Option<&Server> {
        Some(&self.server)
    }

    fn strays(&self) -> Result<Vec<String>> {
        let started = Instant::now();
        loop {
            let connected = self.server.sql(
                "SELECT application_name || ': ' || state FROM pg_stat_activity
                 WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
            )?;
            if connected.is_empty() || started.elapsed() > NOTICED {
                return Ok(connected);
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Kills a server as the failure of its machine would, and starts it again.
pub(crate) fn kill_and_start(server: &Server) -> Result<()> {
    server.kill()?;
    let started = Instant::now();
    // The memory that its processes shared is in use until the last of them has ended.
    while let Err(error) = server.resume() {
        ensure!(started.elapsed() < NOTICED, "the server does not start again: {error:?}");
        thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}
