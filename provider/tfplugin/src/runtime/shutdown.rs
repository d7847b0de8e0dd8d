//! Ends the process, within a time limit.

use std::time::Duration;

use tokio::time;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use super::error::Error;

/// How long calls may run after the stop, and after that the handlers on other threads. Twice this is
/// well below the two seconds after which go-plugin kills a plugin.
pub(super) const GRACE: Duration = Duration::from_millis(700);

/// Completes when the time for calls after `stop` is over.
pub(super) async fn grace_after(stop: &CancellationToken) {
    stop.cancelled().await;
    time::sleep(GRACE).await;
}

/// Ends the plugin if the process that started it ends without a shutdown request, for example because
/// it is killed. No other client can connect, so the plugin would wait forever.
///
/// `parent` must be read before the handshake line is written: a client may end as soon as it has read the line. If it ends
/// earlier, the line cannot be written.
#[cfg(unix)]
pub(super) async fn end_with_parent(parent: u32, stop: CancellationToken) {
    use std::os::unix::process::parent_id;
    while parent_id() == parent {
        time::sleep(Duration::from_secs(1)).await;
    }
    debug!(target: "tfplugin.runtime", "the client has ended");
    stop.cancel();
}

/// The signals of the process. Once installed, they no longer end it immediately.
pub(super) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    hangup: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub(super) fn install() -> Result<Self, Error> {
        use tokio::signal::unix::{SignalKind, signal};
        let install = |kind| signal(kind).map_err(Error::Signals);
        Ok(Self {
            interrupt: install(SignalKind::interrupt())?,
            terminate: install(SignalKind::terminate())?,
            hangup: install(SignalKind::hangup())?,
        })
    }

    /// For a plugin started by a client. A terminal sends Ctrl-C to both; the client decides whether to
    /// stop, so the plugin ignores it.
    pub(super) async fn end_on_termination(mut self, stop: CancellationToken) {
        let signal = tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.hangup.recv() => "SIGHUP",
        };
        debug!(target: "tfplugin.runtime", signal, "signal received: ending");
        stop.cancel();
    }

    /// For a plugin started by a person: Ctrl-C ends it too.
    pub(super) async fn end_on_interrupt(mut self, stop: CancellationToken) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hangup.recv() => {}
        }
        stop.cancel();
    }
}

#[cfg(not(unix))]
impl Signals {
    pub(super) fn install() -> Result<Self, Error> {
        Ok(Self {})
    }

    /// For a plugin started by a client, which handles Ctrl-C.
    pub(super) async fn end_on_termination(self, _stop: CancellationToken) {
        while tokio::signal::ctrl_c().await.is_ok() {
            debug!(target: "tfplugin.runtime", "ignored Ctrl-C, which the client handles");
        }
    }

    /// For a plugin started by a person.
    pub(super) async fn end_on_interrupt(self, stop: CancellationToken) {
        if tokio::signal::ctrl_c().await.is_ok() {
            stop.cancel();
        }
    }
}
