//! The life of a plugin process: how a client starts it, finds it, talks to it and ends it.
//!
//! The client is Terraform or OpenTofu through go-plugin. It launches the binary, reads one line
//! of stdout that says where the plugin listens, connects, and at the end asks it to shut down.
//! [`run`] is all of that; what the plugin does is the [`Provider`] it is given.

mod accept;
mod arguments;
mod connections;
mod debug;
mod environment;
mod error;
mod handshake;
mod listener;
mod log;
mod panic;
mod services;
mod shutdown;
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
use listener::Listener;
use services::Services;
use shutdown::Signals;
use tls::Identity;

/// What a plugin is called.
#[derive(Debug, Clone, Copy)]
pub struct Plugin {
    /// The provider's type, such as `configmgr`. Names the binary, `terraform-provider-` before
    /// it, and the variable of its log level, `TF_LOG_PROVIDER_` before it.
    pub name: &'static str,
    /// The source address with its host, such as `registry.terraform.io/endpointops/configmgr`.
    pub address: &'static str,
    /// The version, without a `v`.
    pub version: &'static str,
}

impl Plugin {
    /// The file name of the binary, as the client looks for it.
    fn binary(&self) -> String {
        format!("terraform-provider-{}", self.name)
    }
}

/// A service that [`run`] serves.
pub trait Service: Provider {
    /// How many handlers may block at the same time, each on its own thread; at least 1. Further ones wait.
    const HANDLERS_AT_ONCE: usize = 10;
}

/// Runs the whole process: reads flags and environment, shakes hands, serves `service` until the
/// client or a signal ends it, and leaves nothing behind.
///
/// Handlers may block if they do it on [`tokio::task::spawn_blocking`]: one thread moves all bytes.
/// What goes wrong is said on stderr; stdout belongs to the handshake.
pub fn run<S: Service>(plugin: &Plugin, service: S) -> ExitCode {
    let started = Instant::now();
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
        // The line is written all the same: the client then says which versions do not match.
        report(plugin, &unsupported);
    }

    let identity = environment.client_certificate.as_deref().map(Identity::pinned_to).transpose()?;
    serve(service, async |stop: &CancellationToken| {
        let signals = Signals::install()?;
        tokio::spawn(signals.end_on_termination(stop.clone()));
        #[cfg(unix)]
        tokio::spawn(shutdown::end_with_parent(stop.clone()));
        let listener = Listener::bind(&environment)?;
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
    })
}

fn serve_debugger<S: Service>(plugin: &Plugin, service: S, env_file: Option<&Path>) -> Result<(), Error> {
    log::install(plugin);
    panic::install();
    let mut announced = None;
    serve(service, async |stop: &CancellationToken| {
        let signals = Signals::install()?;
        tokio::spawn(signals.end_on_interrupt(stop.clone()));
        let listener = Listener::bind(&Environment::of_process())?;
        let reattach = debug::Reattach::new(plugin, listener.address());
        announced = env_file.map(|path| reattach.write_to(path)).transpose()?;
        print(&reattach.announcement(plugin, env_file))?;
        Ok(accept::start(listener, None, stop.clone()))
    })
}

/// Serves the connections `start` begins to accept, until its token is cancelled.
fn serve<S: Service>(
    service: S,
    start: impl AsyncFnOnce(&CancellationToken) -> Result<Incoming, Error>,
) -> Result<(), Error> {
    // One thread moves bytes; handlers that block have their own.
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
                warn!(target: "tfplugin.runtime", "calls still running were cut off");
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

/// Tells whoever reads stderr: a client's log when there is one, else a person.
fn report(plugin: &Plugin, error: &Error) {
    if let Error::RunByHand(help) = error {
        complain(help);
    } else if tracing::event_enabled!(target: "tfplugin.runtime", tracing::Level::ERROR) {
        tracing::error!(target: "tfplugin.runtime", "{error}");
    } else {
        // go-plugin reads the level of a plain line from this prefix.
        complain(&format!("[ERROR] {}: {error}", plugin.binary()));
    }
}

fn complain(text: &str) {
    // Without stderr there is nobody to tell, and `eprintln` would panic.
    let _ = writeln!(io::stderr(), "{text}");
}
