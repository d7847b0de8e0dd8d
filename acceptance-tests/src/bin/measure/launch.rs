//! From the launch of a provider to its handshake line, with mutual TLS as Terraform asks for it.

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

pub(crate) fn measure(bench: &Bench, providers: &[&Provider], scope: &Scope) -> Result<Section> {
    let mut section = Section::new(
        "Launch to the handshake line, with mutual TLS",
        &["provider", "handshake line ms", "own work ms", "peak memory MiB", "binary MB"],
    );
    for (index, provider) in providers.iter().enumerate() {
        bench.announce(format!("{} launches of {}", scope.launches, provider.name));
        let launches: Vec<_> =
            (0..scope.launches).map(|_| launch(&provider.binary, bench.folder())).collect::<Result<_>>()?;
        let line = milliseconds(median(launches.iter().map(|launch| launch.elapsed).collect()));
        let memory = launches.iter().map(|launch| launch.peak_memory).max().flatten().map(mebibytes);
        let size = provider.binary.metadata().context("the size of the provider")?.len() as f64 / 1e6;
        let mut own_work = None;
        if index == 0 {
            let times = (0..scope.launches).map(|_| own_work_of(&provider.binary, bench.folder()));
            let own = milliseconds(median(times.collect::<Result<_>>()?));
            own_work = Some(own);
            section.budget(Budget::new("launch to handshake line, median", line, "ms", 3.0));
            section.budget(Budget::new("own work before it, median", own, "ms", 1.0));
            section.budget(match memory {
                Some(memory) => Budget::new(PEAK_AT_LAUNCH, memory, "MiB", 6.0),
                None => Budget::not_measured(PEAK_AT_LAUNCH, "MiB", 6.0, "this system has no /proc"),
            });
            section.budget(Budget::new("size of the binary", size, "MB", 15.0));
        }
        section.row([json!(provider.name), json!(line), json!(own_work), json!(memory), json!(size)]);
    }
    Ok(section)
}

const PEAK_AT_LAUNCH: &str = "peak memory at the handshake line";

/// One launch as the client sees it.
struct Launch {
    /// From starting the process to reading the line.
    elapsed: Duration,
    /// Memory at its peak so far, in bytes, where the system tells.
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
fn own_work_of(provider: &Path, folder: &Path) -> Result<Duration> {
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
