//! From the launch of the provider to its handshake line, with mutual TLS as Terraform asks for it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::median;

const LAUNCHES: usize = 50;

/// A certificate of the kind Terraform makes for every launch: P-521, self-signed, an authority.
const CLIENT_CERTIFICATE: &str = include_str!("client.pem");

/// Medians over all launches.
pub(crate) struct Launch {
    /// As the client sees it: from starting the process to reading the line.
    pub(crate) outside: Duration,
    /// As the provider itself logs it: from the first line of its `main` to the handshake line.
    pub(crate) own_work: Duration,
}

pub(crate) fn measure(provider: &Path, folder: &Path) -> Result<Launch> {
    let outside = (0..LAUNCHES).map(|_| seen_from_outside(provider, folder)).collect::<Result<_>>()?;
    let own_work = (0..LAUNCHES).map(|_| own_work(provider, folder)).collect::<Result<_>>()?;
    Ok(Launch { outside: median(outside), own_work: median(own_work) })
}

fn seen_from_outside(provider: &Path, folder: &Path) -> Result<Duration> {
    let mut command = launch(provider, folder);
    let started = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take().context("piped")?).read_line(&mut line)?;
    let elapsed = started.elapsed();
    stop(child)?;
    ensure!(line.starts_with("1|6|"), "this is no handshake line of protocol 6: {line}");
    Ok(elapsed)
}

fn own_work(provider: &Path, folder: &Path) -> Result<Duration> {
    let mut command = launch(provider, folder);
    let mut child = command.env("TF_LOG", "debug").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let log = BufReader::new(child.stderr.take().context("piped")?);
    let microseconds = log
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| serde_json::from_str::<Value>(&line).ok())
        .filter(|entry| entry.get("@message").and_then(Value::as_str) == Some("handshake line written"))
        .find_map(|entry| entry.get("microseconds")?.as_u64());
    stop(child)?;
    Ok(Duration::from_micros(microseconds.context("the provider logged no time of its handshake line")?))
}

/// The provider as Terraform launches it, with nothing else in its environment.
fn launch(provider: &Path, folder: &Path) -> Command {
    let mut command = Command::new(provider);
    command
        .env_clear()
        .env("TMPDIR", folder)
        .env("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
        .env("PLUGIN_PROTOCOL_VERSIONS", "5,6")
        .env("PLUGIN_CLIENT_CERT", CLIENT_CERTIFICATE)
        .env("PLUGIN_MIN_PORT", "10000")
        .env("PLUGIN_MAX_PORT", "25000")
        .stdin(Stdio::null());
    command
}

fn stop(mut child: Child) -> Result<()> {
    child.kill()?;
    child.wait()?;
    Ok(())
}
