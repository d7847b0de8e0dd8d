//! For tests: a PostgreSQL server of their own, in a temporary folder, which ends with the tests however they end.
//!
//! A machine without PostgreSQL, or without the proxy pgbouncer, fails the tests that need it: Debian's packages are `postgresql`
//! and `pgbouncer`.

mod installation;
mod proxy;

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};

use anyhow::{Context as _, Result, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid};
use tokio_postgres::{NoTls, SimpleQueryMessage};

use installation::Installation;
pub use proxy::Proxy;

/// The user that a server runs as where the tests run as root, which PostgreSQL refuses.
const NOBODY: u32 = 65534;

/// The user who may do everything in the server.
pub const ADMINISTRATOR: &str = "postgres";

/// Ends the server and removes its folder once its input ends, as it does when the process of the tests ends.
const WATCHER: &str = r#"cat >/dev/null; "$1/pg_ctl" --pgdata="$2/data" --mode=immediate stop; rm -rf "$2""#;

/// A running server. It is stopped when the value is dropped, or with the process.
#[derive(Debug)]
pub struct Server {
    installation: Installation,
    folder: PathBuf,
    port: u16,
    watcher: Child,
}

impl Server {
    /// The server of all tests of a process, each of which uses a hierarchy or a database of its own.
    ///
    /// # Panics
    /// If there is no PostgreSQL, or it does not start.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test without its server fails")]
    pub fn shared() -> &'static Self {
        static SERVER: LazyLock<Server> = LazyLock::new(|| {
            Server::start(&["fsync=off", "max_connections=200"]).expect("the tests need a PostgreSQL server")
        });
        &SERVER
    }

    /// A new server with these settings, which is reached by a socket only.
    ///
    /// # Errors
    /// If there is no PostgreSQL, or it does not start.
    pub fn start(settings: &[&str]) -> Result<Self> {
        Self::create(settings, 5432, |_| Ok(()))
    }

    /// A new server that is also reached at 127.0.0.1. `prepare` may change the files in its folder of data.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_on_network(settings: &[&str], prepare: impl FnOnce(&Path) -> Result<()>) -> Result<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        Self::create(&[settings, &["listen_addresses=127.0.0.1"]].concat(), port, prepare)
    }

    fn create(settings: &[&str], port: u16, prepare: impl FnOnce(&Path) -> Result<()>) -> Result<Self> {
        let server = Self::in_new_folder(port)?;
        let data = server.data();
        let create = ["--username", ADMINISTRATOR, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"];
        server.run("initdb", &[&create[..], &["--pgdata", &data.to_string_lossy()]].concat())?;
        server.configure(&[&["listen_addresses="], settings].concat())?;
        prepare(&data)?;
        server.give_files()?;
        server.resume()?;
        Ok(server)
    }

    /// A standby of this server, which follows it by streaming replication.
    ///
    /// # Errors
    /// If it does not start.
    pub fn standby(&self) -> Result<Self> {
        let standby = Self::in_new_folder(self.port)?;
        let (data, from, port) = (standby.data(), self.folder.to_string_lossy(), self.port.to_string());
        let to = ["--pgdata", &data.to_string_lossy(), "--write-recovery-conf", "--checkpoint=fast", "--no-sync"];
        let from = ["--host", &from, "--port", &port, "--username", ADMINISTRATOR];
        standby.run("pg_basebackup", &[&to[..], &from].concat())?;
        standby.configure(&[])?;
        standby.give_files()?;
        standby.resume()?;
        Ok(standby)
    }

    /// A server without data yet, and the process that ends it.
    fn in_new_folder(port: u16) -> Result<Self> {
        let installation = Installation::find()?;
        let folder = tempfile::Builder::new().prefix("configmgr-postgres-").tempdir()?.keep();
        if Uid::effective().is_root() {
            chown(&folder, Some(NOBODY), Some(NOBODY))?;
        }
        let watcher = unprivileged("sh")
            .args(["-c", WATCHER, "watcher"])
            .args([installation.programs(), &folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .context("starting sh, by setpriv (Debian: util-linux) where the tests run as root")?;
        Ok(Self { installation, folder, port, watcher })
    }

    /// Appends settings to the configuration: the last one counts.
    fn configure(&self, settings: &[&str]) -> Result<()> {
        let file = self.data().join("postgresql.conf");
        let mut text = fs::read_to_string(&file)?;
        let own = [format!("port={}", self.port), format!("unix_socket_directories={}", self.folder.display())];
        for setting in own.iter().map(String::as_str).chain(settings.iter().copied()) {
            let (name, value) = setting.split_once('=').context("a setting is NAME=VALUE")?;
            text.push_str(&format!("\n{name} = '{value}'"));
        }
        Ok(fs::write(file, text + "\n")?)
    }

    /// Leaves the files of the folder of data to the user of the server alone, as it demands of a key.
    fn give_files(&self) -> Result<()> {
        for entry in fs::read_dir(self.data())? {
            let file = entry?.path();
            if file.is_file() {
                fs::set_permissions(&file, fs::Permissions::from_mode(0o600))?;
                if Uid::effective().is_root() {
                    chown(&file, Some(NOBODY), Some(NOBODY))?;
                }
            }
        }
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The port at 127.0.0.1 of a server on the network.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The URL of the database of the administrator at this server and another one.
    #[must_use]
    pub fn url_with(&self, other: &Self, parameters: &str) -> String {
        let (one, other, port) = (self.folder.display(), other.folder.display(), self.port);
        format!("postgres://{ADMINISTRATOR}@/postgres?host={one},{other}&port={port}&{parameters}")
    }

    /// The URL of the database of the administrator, by the socket, with parameters such as `hierarchy=one`.
    #[must_use]
    pub fn url(&self, parameters: &str) -> String {
        self.url_of(ADMINISTRATOR, "postgres", parameters)
    }

    /// The URL of a database for a user, by the socket.
    #[must_use]
    pub fn url_of(&self, user: &str, database: &str, parameters: &str) -> String {
        let Self { folder, port, .. } = self;
        format!("postgres://{user}@/{database}?host={}&port={port}&{parameters}", folder.display())
    }

    /// Runs statements as the administrator; the first column of the rows.
    ///
    /// # Errors
    /// If the server refuses a statement.
    pub fn sql(&self, statements: &str) -> Result<Vec<String>> {
        self.sql_in("postgres", statements)
    }

    /// The same in another database.
    ///
    /// # Errors
    /// As [`Server::sql`].
    pub fn sql_in(&self, database: &str, statements: &str) -> Result<Vec<String>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut config = tokio_postgres::Config::new();
            config.host_path(&self.folder).port(self.port).user(ADMINISTRATOR).dbname(database);
            let (client, connection) = config.connect(NoTls).await?;
            tokio::spawn(connection);
            let answer = client.simple_query(statements).await?;
            let first = |message| match message {
                SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
                _ => None,
            };
            Ok(answer.into_iter().filter_map(first).collect())
        })
    }

    /// Stops the server, which closes all connections. [`Server::resume`] starts it again.
    ///
    /// # Errors
    /// If it does not stop.
    pub fn pause(&self) -> Result<()> {
        self.run("pg_ctl", &["stop", "--wait", "--mode=fast", "--pgdata", &self.data().to_string_lossy()])
    }

    /// Ends the server at once, as if its machine had failed.
    ///
    /// # Errors
    /// If it does not end.
    pub fn fail(&self) -> Result<()> {
        self.run("pg_ctl", &["stop", "--wait", "--mode=immediate", "--pgdata", &self.data().to_string_lossy()])
    }

    /// Kills all processes of the server, as if its machine had lost power. [`Server::resume`] starts it again.
    ///
    /// # Errors
    /// If its processes cannot be found.
    pub fn kill(&self) -> Result<()> {
        let text = fs::read_to_string(self.data().join("postmaster.pid"))?;
        let first = text.lines().next().and_then(|line| line.parse::<i32>().ok());
        let first = first.context("postmaster.pid has no number of a process")?;
        // Each child is in a group of its own.
        let children = fs::read_to_string(format!("/proc/{first}/task/{first}/children"))?;
        for id in [first].into_iter().chain(children.split_whitespace().filter_map(|id| id.parse().ok())) {
            let _ = kill(Pid::from_raw(id), Signal::SIGKILL);
        }
        Ok(())
    }

    /// Makes a standby the primary server.
    ///
    /// # Errors
    /// If it does not become it.
    pub fn promote(&self) -> Result<()> {
        self.run("pg_ctl", &["promote", "--wait", "--pgdata", &self.data().to_string_lossy()])
    }

    /// Starts the stopped server.
    ///
    /// # Errors
    /// If it does not start.
    pub fn resume(&self) -> Result<()> {
        let (data, log) = (self.data(), self.folder.join("log"));
        let arguments = ["--wait", "--pgdata", &data.to_string_lossy(), "--log", &log.to_string_lossy()];
        let started = self.run("pg_ctl", &[&["start"][..], &arguments].concat());
        started.with_context(|| fs::read_to_string(&log).unwrap_or_default())
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        let program = self.installation.programs().join(program);
        // A server that is started must not keep the output open.
        let output = tempfile::tempfile()?;
        let status = unprivileged(&program.to_string_lossy())
            .args(arguments)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output.try_clone()?)
            .status()
            .with_context(|| format!("running {}", program.display()))?;
        ensure!(status.success(), "{} ended with {status}: {}", program.display(), read(output)?);
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        let _ = self.watcher.wait();
    }
}

fn read(mut file: fs::File) -> Result<String> {
    use std::io::{Read as _, Seek as _};
    let mut text = String::new();
    file.rewind()?;
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// A command that does not run as root.
fn unprivileged(program: &str) -> Command {
    if !Uid::effective().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    let nobody = NOBODY.to_string();
    command.args(["--reuid", &nobody, "--regid", &nobody, "--clear-groups", "--", program]);
    command
}

/// A name that no other test of this process has, for a hierarchy of its own.
#[must_use]
pub fn new_name() -> String {
    static LAST: Mutex<u32> = Mutex::new(0);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    *last += 1;
    format!("test-{last}")
}
