use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use nix::unistd::Uid;

use crate::{ADMINISTRATOR, NOBODY, Server, unprivileged};

/// Runs the proxy until its input ends, and removes its folder.
const WATCHER: &str = r#"pgbouncer --quiet "$1/proxy.ini" & cat >/dev/null; kill $!; rm -rf "$1""#;

const PORT: u16 = 6432;

/// A proxy that gives each transaction any of two connections to a server. It ends like a [`Server`].
#[derive(Debug)]
pub struct Proxy {
    folder: PathBuf,
    watcher: Child,
}

impl Proxy {
    /// A proxy in front of a server.
    ///
    /// # Errors
    /// If pgbouncer is not on this machine, or does not start.
    pub fn start(server: &Server) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("configmgr-postgres-").tempdir()?.keep();
        let to = format!("host={} port={} user={ADMINISTRATOR}", server.folder.display(), server.port());
        let text = format!(
            "[databases]\npostgres = {to}\n[pgbouncer]\npool_mode = transaction\ndefault_pool_size = 2\nauth_type = any\n\
             listen_port = {PORT}\nunix_socket_dir = {}\n",
            folder.display()
        );
        let file = folder.join("proxy.ini");
        fs::write(&file, text)?;
        if Uid::effective().is_root() {
            chown(&file, Some(NOBODY), Some(NOBODY))?;
            chown(&folder, Some(NOBODY), Some(NOBODY))?;
        }
        let watcher = unprivileged("sh")
            .args(["-c", WATCHER, "watcher"])
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .context("starting sh")?;
        let proxy = Self { folder, watcher };
        let (socket, started) = (proxy.folder.join(format!(".s.PGSQL.{PORT}")), Instant::now());
        while UnixStream::connect(&socket).is_err() {
            let is_late = started.elapsed() > Duration::from_secs(30);
            ensure!(!is_late, "pgbouncer does not start. Install it; in Debian: apt-get install pgbouncer");
            thread::sleep(Duration::from_millis(20));
        }
        Ok(proxy)
    }

    /// The URL of the database of the administrator through the proxy.
    #[must_use]
    pub fn url(&self, parameters: &str) -> String {
        format!("postgres://{ADMINISTRATOR}@/postgres?host={}&port={PORT}&{parameters}", self.folder.display())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        let _ = self.watcher.wait();
    }
}
