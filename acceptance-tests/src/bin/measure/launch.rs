//! From the launch of a provider to its handshake line, with mutual TLS as Terraform requests it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::budget::Budget;
use crate::cost::median;
use crate::options::Scope;
use crate::provider::Provider;
use crate::report::{Section, mebibytes, milliseconds};

/// A certificate of the kind Terraform makes for every launch: P-521, self-signed, an authority.
const CLIENT_CERTIFICATE: &str = include_str!("client.pem");

const PEAK_MEMORY: &str = "peak memory at the handshake line";

pub(crate) fn measure(bench: &Bench, ours: &Provider, peers: &[Provider], scope: &Scope) -> Result<Section> {
    let mut section = Section::new(
        "Launch to the handshake line, with mutual TLS (medians)",
        &["provider", "handshake line ms", "own work ms", "peak memory MiB", "binary MB"],
    );
    let launches = Launches::of(bench, ours, scope)?;
    let own_work = (0..scope.launches).map(|_| own_work(&ours.binary, bench.folder()));
    let own_work = milliseconds(median(own_work.collect::<Result<_>>()?));
    section.row(launches.row(ours, Some(own_work)));
    section.budget(Budget::new("launch to the handshake line", launches.line, "ms", 3.0));
    section.budget(Budget::new("own work before the handshake line", own_work, "ms", 1.0));
    section.budget(match launches.peak_memory {
        Some(memory) => Budget::new(PEAK_MEMORY, memory, "MiB", 6.0),
        None => Budget::not_measured(PEAK_MEMORY, "MiB", 6.0, "this system has no /proc"),
    });
    section.budget(Budget::new("size of the binary", launches.size, "MB", 15.0));
    for peer in peers {
        section.row(Launches::of(bench, peer, scope)?.row(peer, None));
    }
    Ok(section)
}

/// What many launches of one provider come to.
struct Launches {
    /// Milliseconds to the handshake line.
    line: f64,
    /// The highest, in MiB.
    peak_memory: Option<f64>,
    /// Of the binary, in MB.
    size: f64,
}

impl Launches {
    fn of(bench: &Bench, provider: &Provider, scope: &Scope) -> Result<Self> {
        bench.announce(format!("{} launches of {}", scope.launches, provider.name));
        let launches = (0..scope.launches).map(|_| launch(&provider.binary, bench.folder()));
        let launches = launches.collect::<Result<Vec<_>>>()?;
        Ok(Self {
            line: milliseconds(median(launches.iter().map(|launch| launch.elapsed).collect())),
            peak_memory: launches.iter().filter_map(|launch| launch.peak_memory).max().map(mebibytes),
            size: provider.binary.metadata().context("the size of the provider")?.len() as f64 / 1e6,
        })
    }

    fn row(&self, provider: &Provider, own_work: Option<f64>) -> [Value; 5] {
        [json!(provider.name), json!(self.line), json!(own_work), json!(self.peak_memory), json!(self.size)]
    }
}

/// One launch as the client sees it.
struct Launch {
    /// From starting the process to reading the line.
    elapsed: Duration,
    /// Memory at its peak so far, in bytes, on Linux.
    peak_memory: Option<u64>,
}

fn launch(provider: &Path, folder: &Path) -> Result<Launch> {
    let mut command = command(provider, folder);
    let started = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take().context("piped")?).read_line(&mut line)?;
    let elapsed = started.elapsed();
    let peak_memory = peak_memory(child.id());
    stop(child)?;
    ensure!(
        line.starts_with("1|5|") || line.starts_with("1|6|"),
        "{}: not a handshake line of protocol 5 or 6: {line}",
        provider.display()
    );
    Ok(Launch { elapsed, peak_memory })
}

/// The time from the first line of the provider's `main` to its handshake line, as it logs it.
fn own_work(provider: &Path, folder: &Path) -> Result<Duration> {
    let mut command = command(provider, folder);
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
fn command(provider: &Path, folder: &Path) -> Command {
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

/// `VmHWM` of a running process, in bytes.
fn peak_memory(process_id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process_id}/status")).ok()?;
    let kibibytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"))?;
    Some(kibibytes.parse::<u64>().ok()? * 1024)
}

fn stop(mut child: Child) -> Result<()> {
    child.kill()?;
    child.wait()?;
    Ok(())
}
