//! The provider, started as Terraform starts it.

use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::{Examined, Subject};

const BINARY: &str = "terraform-provider-configmgr";

/// What a client sets so that a plugin knows it was started by one; not a secret. The same in every Terraform and OpenTofu.
const COOKIE: (&str, &str) =
    ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");

/// How long Terraform waits for the line of a plugin.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long it may take to end.
const GRACE: Duration = Duration::from_secs(3);

/// Starts each provider that is found.
pub(super) fn examine() -> Vec<Examined> {
    let found = binaries();
    if found.is_empty() {
        return vec![Examined::skipped(
            Subject::Plugin,
            format!("no {BINARY} in this folder's .terraform, in dev_overrides, or beside supctl"),
        )];
    }
    found.iter().map(|binary| started(binary)).collect()
}

/// The provider that Terraform installed in this folder, the one that replaces it during development, and the one beside this
/// program.
fn binaries() -> Vec<PathBuf> {
    let installed = below(Path::new(".terraform/providers"), 5);
    let overrides = super::configuration::development_folders().into_iter().flat_map(|folder| below(&folder, 0));
    let own = std::env::current_exe().ok();
    let beside = own.iter().filter_map(|own| own.parent()).flat_map(|folder| below(folder, 0));
    let mut found: Vec<PathBuf> = Vec::new();
    for binary in installed.into_iter().chain(overrides).chain(beside) {
        let is_new = |other: &PathBuf| other.canonicalize().ok() != binary.canonicalize().ok();
        if found.iter().all(is_new) {
            found.push(binary);
        }
    }
    found
}

/// The providers in a folder, and in folders that many levels below it.
fn below(folder: &Path, levels: usize) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.path()) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let is_binary = name == BINARY || name.starts_with(&format!("{BINARY}_v"));
        if is_binary && path.is_file() && path.extension().is_none_or(|ending| ending != "d") {
            found.push(path);
        } else if levels > 0 && path.is_dir() {
            found.extend(below(&path, levels - 1));
        }
    }
    found.sort();
    found
}

fn started(binary: &Path) -> Examined {
    let shown = binary.display();
    let mut child = match start(binary) {
        Ok(child) => child,
        Err(error) => {
            let remedy = "Install a provider for this system, and make it executable.";
            return Examined::error(Subject::Plugin, format!("{shown} cannot be started: {error}"), remedy);
        }
    };
    let line = first_line(&mut child);
    let said = line.as_deref().map(shakes_hands);
    let complaint = complaint(child);
    match said {
        Some(Ok(protocol)) => answered(binary, protocol),
        Some(Err(Refusal { why, remedy })) => {
            Examined::error(Subject::Plugin, format!("{shown} starts, and {why}"), remedy)
        }
        None => {
            let remedy = "Run it by hand with --version. If that fails as well, install the provider again.";
            Examined::error(Subject::Plugin, format!("{shown} ends without an answer{complaint}"), remedy)
        }
    }
}

fn start(binary: &Path) -> io::Result<Child> {
    Command::new(binary)
        .env(COOKIE.0, COOKIE.1)
        .env("PLUGIN_PROTOCOL_VERSIONS", "6")
        .env_remove("PLUGIN_CLIENT_CERT")
        .env_remove("TF_REATTACH_PROVIDERS")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

fn answered(binary: &Path, protocol: &str) -> Examined {
    let version = version(binary).unwrap_or_default();
    let finding = format!("{} {version}starts, and answers with protocol {protocol}", binary.display());
    let own = env!("CARGO_PKG_VERSION");
    if version.trim() == format!("v{own}") {
        Examined::ok(Subject::Plugin, finding)
    } else {
        let remedy = "Install both from the same release.";
        Examined::warning(Subject::Plugin, format!("{finding}; this supctl is v{own}"), remedy)
    }
}

/// The first line it prints; `None` if it prints none in time.
fn first_line(child: &mut Child) -> Option<String> {
    let stdout = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut line = String::new();
        let read = BufReader::new(stdout).read_line(&mut line);
        sender.send(read.ok().filter(|length| *length > 0).map(|_| line))
    });
    receiver.recv_timeout(PATIENCE).ok().flatten()
}

/// Why a started provider cannot be used.
struct Refusal {
    why: String,
    remedy: &'static str,
}

/// The protocol of a handshake line, once its socket accepts a connection.
fn shakes_hands(line: &str) -> Result<&str, Refusal> {
    let fields: Vec<&str> = line.trim_end().split('|').collect();
    let &["1", protocol, network, address, "grpc", ..] = fields.as_slice() else {
        let why = format!("prints \"{}\" instead of a handshake", line.trim_end());
        return Err(Refusal { why, remedy: "Install the provider again." });
    };
    let remedy = "Set TMPDIR to a folder with a short path in which this user can write.";
    match network {
        #[cfg(unix)]
        "unix" => match std::os::unix::net::UnixStream::connect(address) {
            Ok(_) => Ok(protocol),
            Err(error) => Err(Refusal { why: format!("its socket {address} cannot be reached: {error}"), remedy }),
        },
        _ => Err(Refusal { why: format!("listens on {network} {address}, without encryption"), remedy }),
    }
}

/// Ends it, and returns what it wrote to standard error, after a colon.
fn complaint(mut child: Child) -> String {
    let stderr = child.stderr.take();
    ask_to_end(&child);
    let asked = Instant::now();
    while matches!(child.try_wait(), Ok(None)) && asked.elapsed() < GRACE {
        thread::sleep(Duration::from_millis(10));
    }
    // Both fail if it has ended.
    let _ = child.kill();
    let _ = child.wait();
    let (sender, receiver) = mpsc::channel();
    // A program that it started may keep the pipe open.
    thread::spawn(move || {
        let mut said = String::new();
        let read = stderr.map(|mut stderr| stderr.read_to_string(&mut said));
        sender.send(read.and_then(Result::ok).map(|_| said))
    });
    let said = receiver.recv_timeout(GRACE).ok().flatten().unwrap_or_default();
    if said.trim().is_empty() { String::new() } else { format!(": {}", said.trim()) }
}

/// Lets it remove its files.
#[cfg(unix)]
fn ask_to_end(child: &Child) {
    use nix::sys::signal::{Signal, kill};
    if let Ok(id) = i32::try_from(child.id()) {
        // It may have ended.
        let _ = kill(nix::unistd::Pid::from_raw(id), Signal::SIGTERM);
    }
}

#[cfg(not(unix))]
fn ask_to_end(_child: &Child) {}

/// `v0.1.0 `, as it prints it.
fn version(binary: &Path) -> Option<String> {
    let output = Command::new(binary).arg("--version").stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.split_whitespace().find(|word| word.starts_with('v')).map(|version| format!("{version} "))
}
