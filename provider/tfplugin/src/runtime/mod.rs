//! Runs a plugin process: start, handshake, connections and end.
//!
//! The client is Terraform or OpenTofu with go-plugin. It starts the binary, reads one line of stdout
//! with the address of the plugin, connects, and requests a shutdown at the end. [`run`] does all of
//! that for a [`Provider`].

mod accept;
mod arguments;
mod connections;
mod debug;
mod environment;
mod error;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod handshake;
mod listener;
mod log;
mod p521;
mod panic;
mod services;
mod shutdown;
#[cfg(unix)]
mod socket_folder;
mod tls;

use std::{
    env,
    io::{self, Write},
    path::Path,
    process::ExitCode,
    time::Instant,
};

use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use crate::protocol::tfplugin6::provider_server::Provider;

use accept::Incoming;
use arguments::Command;
use environment::Environment;
use error::Error;
use handshake::Handshake;
use listener::{Encryption, Listener};
use services::Services;
use shutdown::Signals;
use tls::Identity;

/// The names of a plugin.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Plugin {
    /// The provider's type, such as `configmgr`. The binary is `terraform-provider-` and this name, the
    /// variable of its log level `TF_LOG_PROVIDER_` and this name.
    pub name: &'static str,
    /// The source address with its host, such as `registry.terraform.io/endpointops/configmgr`.
    pub address: &'static str,
    /// The version, without a `v`.
    pub version: &'static str,
}

impl Plugin {
    /// The names of a plugin: its type, its source address with the host, and its version.
    pub const fn new(name: &'static str, address: &'static str, version: &'static str) -> Self {
        Self { name, address, version }
    }

    /// The file name of the binary that the client looks for.
    fn binary(&self) -> String {
        format!("terraform-provider-{}", self.name)
    }
}

/// A service that [`run`] serves.
pub trait Service: Provider {
    /// How many handlers may block at the same time, each on its own thread; at least 1. Further ones wait.
    const HANDLERS_AT_ONCE: usize = 10;

    /// Called before the first call with the names under which it is served.
    fn serves(&self, _plugin: &Plugin) {}
}

/// Runs the process: reads flags and environment, writes the handshake line, serves `service` until the
/// client or a signal ends it, and removes its files.
///
/// Handlers may block if they do it on [`tokio::task::spawn_blocking`]: one thread serves all connections.
/// Errors go to stderr; stdout is for the handshake line.
pub fn run<S: Service>(plugin: &Plugin, service: S) -> ExitCode {
    let started = Instant::now();
    service.serves(plugin);
    let outcome = match Command::parse(env::args_os().skip(1)) {
        Ok(Command::Serve) => serve_client(plugin, service, started),
        Ok(Command::Debug { env_file }) => serve_debugger(plugin, service, env_file.as_deref()),
        Ok(Command::Version) => print(&arguments::version(plugin)),
        Ok(Command::Help) => print(&arguments::help(plugin)),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(plugin, &error);
            ExitCode::FAILURE
        }
    }
}

fn serve_client<S: Service>(plugin: &Plugin, service: S, started: Instant) -> Result<(), Error> {
    let environment = Environment::of_process();
    if !environment.launched_by_client {
        return Err(Error::RunByHand(arguments::help(plugin)));
    }
    log::install(plugin);
    panic::install();
    if let Err(unsupported) = handshake::negotiate(environment.protocol_versions.as_deref()) {
        // The line is written anyway: the client then reports which versions do not match.
        report(plugin, &unsupported);
    }

    let identity = environment.client_certificate.as_deref().map(Identity::pinned_to).transpose()?;
    let served = serve(service, async |stop: &CancellationToken| {
        let signals = Signals::install()?;
        tokio::spawn(signals.end_on_termination(stop.clone()));
        #[cfg(unix)]
        tokio::spawn(shutdown::end_with_parent(std::os::unix::process::parent_id(), stop.clone()));
        let listener = Listener::bind(&environment, Encryption::of(identity.as_ref()))?;
        let line = Handshake {
            address: listener.address(),
            certificate: identity.as_ref().map(|identity| &identity.certificate),
            multiplex: environment.multiplex,
        }
        .to_string();
        print(&line)?;
        debug!(
            target: "tfplugin.runtime",
            address = %listener.address(),
            tls = identity.is_some(),
            microseconds = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
            "handshake line written"
        );
        Ok(accept::start(listener, identity.map(|identity| identity.acceptor), stop.clone()))
    });
    // Last, so that no client waits for it.
    #[cfg(unix)]
    socket_folder::remove_abandoned(&environment.socket_directory);
    served
}

fn serve_debugger<S: Service>(plugin: &Plugin, service: S, env_file: Option<&Path>) -> Result<(), Error> {
    log::install(plugin);
    panic::install();
    let mut announced = None;
    serve(service, async |stop: &CancellationToken| {
        let signals = Signals::install()?;
        tokio::spawn(signals.end_on_interrupt(stop.clone()));
        let listener = Listener::bind(&Environment::of_process(), Encryption::None)?;
        let reattach = debug::Reattach::new(plugin, listener.address());
        announced = env_file.map(|path| reattach.write_to(path)).transpose()?;
        print(&reattach.announcement(plugin, env_file))?;
        Ok(accept::start(listener, None, stop.clone()))
    })
}

/// Serves the connections that `start` accepts until its token is canceled.
fn serve<S: Service>(
    service: S,
    start: impl AsyncFnOnce(&CancellationToken) -> Result<Incoming, Error>,
) -> Result<(), Error> {
    // One thread serves all connections; handlers that block have threads of their own.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(S::HANDLERS_AT_ONCE.max(1))
        .thread_stack_size(1 << 20)
        .build()
        .map_err(Error::Runtime)?;
    let stop = CancellationToken::new();
    let served = runtime.block_on(async {
        let incoming = start(&stop).await?;
        let services = Services::new(service, &stop).await;
        tokio::select! {
            () = connections::serve(services, incoming, &stop) => {}
            () = shutdown::grace_after(&stop) => {
                warn!(target: "tfplugin.runtime", "running calls were aborted");
            }
        }
        Ok(())
    });
    runtime.shutdown_timeout(shutdown::GRACE);
    served
}

fn print(text: &str) -> Result<(), Error> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{text}").and_then(|()| stdout.flush()).map_err(Error::Stdout)
}

/// Reports an error on stderr: as a log line for a client, or as text for a person.
fn report(plugin: &Plugin, error: &Error) {
    if let Error::RunByHand(help) = error {
        print_error(help);
    } else if tracing::event_enabled!(target: "tfplugin.runtime", tracing::Level::ERROR) {
        tracing::error!(target: "tfplugin.runtime", "{error}");
    } else {
        // go-plugin reads the level of a plain line from this prefix.
        print_error(&format!("[ERROR] {}: {error}", plugin.binary()));
    }
}

fn print_error(text: &str) {
    // If stderr is closed, nobody reads it, and `eprintln` would panic.
    let _ = writeln!(io::stderr(), "{text}");
}
