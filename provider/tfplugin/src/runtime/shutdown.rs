//! What ends the process, and how long it may take.

use std::time::Duration;

use tokio::time;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use super::error::Error;

/// How long calls may go on after the stop, and after them the work they left on other threads.
/// Twice this stays well below the two seconds after which go-plugin kills a plugin.
pub(super) const GRACE: Duration = Duration::from_millis(700);

/// Resolves when the calls that outlast `stop` have had their time.
pub(super) async fn grace_after(stop: &CancellationToken) {
    stop.cancelled().await;
    time::sleep(GRACE).await;
}

/// Ends the plugin when the process that launched it is gone without a word, killed say: nobody
/// else knows where to connect, and the plugin would wait for ever.
#[cfg(unix)]
pub(super) async fn end_with_parent(stop: CancellationToken) {
    use std::os::unix::process::parent_id;
    let parent = parent_id();
    while parent_id() == parent {
        time::sleep(Duration::from_secs(1)).await;
    }
    debug!(target: "tfplugin.runtime", "the client is gone");
    stop.cancel();
}

/// The process's signals. Once installed, none of them ends it at once.
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

    /// For a plugin a client launched. A terminal sends Ctrl-C to both; the client then decides
    /// what becomes of running work, so the plugin lets it pass.
    pub(super) async fn end_on_termination(mut self, stop: CancellationToken) {
        let signal = tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.hangup.recv() => "SIGHUP",
        };
        debug!(target: "tfplugin.runtime", signal, "told to end");
        stop.cancel();
    }

    /// For a plugin a person launched: Ctrl-C ends it too.
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

    /// For a plugin a client launched: Ctrl-C is the client's business.
    pub(super) async fn end_on_termination(self, _stop: CancellationToken) {
        while tokio::signal::ctrl_c().await.is_ok() {
            debug!(target: "tfplugin.runtime", "left Ctrl-C to the client");
        }
    }

    /// For a plugin a person launched.
    pub(super) async fn end_on_interrupt(self, stop: CancellationToken) {
        if tokio::signal::ctrl_c().await.is_ok() {
            stop.cancel();
        }
    }
}
