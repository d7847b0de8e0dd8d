//! The two connections of a process: one for readers, one for a writer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Handle};
use tokio::sync::Notify;
use tokio_postgres::{Client, Row};

use super::connect::{Failure, Passes, connect};
use super::error::DatabaseProblem;
use super::statement::{Step, converse};
use super::url::DatabaseUrl;

/// How long an unused connection is kept.
const IDLE: Duration = Duration::from_secs(10);

/// The delays between attempts to connect.
const FIRST_DELAY: Duration = Duration::from_millis(20);
const LONGEST_DELAY: Duration = Duration::from_millis(500);

/// The stack of the thread that moves the bytes. It calls nothing deep.
const STACK: usize = 512 * 1024;

/// The connections of a store, driven by a thread of their own, because their users block.
pub(super) struct Connections {
    url: DatabaseUrl,
    slots: Arc<Slots>,
    runtime: Handle,
    stop: Arc<Notify>,
    /// Whether the database was reached before: then it may be restarting when it is not reached.
    was_reached: AtomicBool,
}

#[derive(Default)]
struct Slots {
    reader: Mutex<Slot>,
    writer: Mutex<Slot>,
}

/// A connection, if there is one.
#[derive(Default)]
pub(super) struct Slot {
    connected: Option<Connected>,
}

struct Connected {
    client: Client,
    last_used: Instant,
}

impl Slots {
    /// Closes what nobody has used for a while.
    fn return_idle(&self) {
        for slot in [&self.reader, &self.writer] {
            // A slot in use is not idle.
            if let Ok(mut slot) = slot.try_lock() {
                slot.connected.take_if(|connected| connected.last_used.elapsed() >= IDLE);
            }
        }
    }
}

impl Slot {
    /// The open connection. Between two calls it may have been closed by the server.
    pub(super) fn client(&mut self) -> Option<&Client> {
        let connected = self.connected.as_mut()?;
        connected.last_used = Instant::now();
        Some(&connected.client)
    }

    /// Forgets a connection, which closes it: what it was doing ends.
    pub(super) fn discard(&mut self) {
        self.connected = None;
    }

    fn is_open(&self) -> bool {
        self.connected.as_ref().is_some_and(|connected| !connected.client.is_closed())
    }
}

impl Connections {
    /// Starts the thread. Nothing is connected yet.
    pub(super) fn new(url: DatabaseUrl) -> Result<Self, DatabaseProblem> {
        let failed = |error: std::io::Error| DatabaseProblem::Other(format!("this system starts no thread: {error}"));
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let (slots, stop) = (Arc::new(Slots::default()), Arc::new(Notify::new()));
        let connections = Self {
            url,
            slots: Arc::clone(&slots),
            runtime: runtime.handle().clone(),
            stop: Arc::clone(&stop),
            was_reached: AtomicBool::new(false),
        };
        let housekeeping = async move {
            loop {
                tokio::select! {
                    () = stop.notified() => return,
                    () = tokio::time::sleep(IDLE / 2) => slots.return_idle(),
                }
            }
        };
        let thread = thread::Builder::new().name("database".to_owned()).stack_size(STACK);
        thread.spawn(move || runtime.block_on(housekeeping)).map_err(failed)?;
        Ok(connections)
    }

    /// Sends steps, and waits for the rows of each. A server that does not answer within the limit is lost: its
    /// machine may be gone.
    pub(super) fn converse<'s>(
        &self,
        slot: &mut Slot,
        steps: impl IntoIterator<Item = Step<'s>>,
        limit: Duration,
    ) -> Result<Vec<Vec<Row>>, DatabaseProblem> {
        let Some(client) = slot.client() else { return Err(DatabaseProblem::Lost("it was closed before".to_owned())) };
        let answer = async { tokio::time::timeout(limit, converse(client, steps)).await };
        match self.runtime.block_on(answer) {
            Ok(answer) => answer.map_err(|error| DatabaseProblem::of(&error)),
            Err(_) => Err(DatabaseProblem::Lost(format!("no answer within {} s", limit.as_secs()))),
        }
    }

    /// The connection for readers, once no other thread uses it.
    pub(super) fn reader(&self) -> MutexGuard<'_, Slot> {
        lock(&self.slots.reader)
    }

    /// The connection for a writer, once no other thread uses it.
    pub(super) fn writer(&self) -> MutexGuard<'_, Slot> {
        lock(&self.slots.writer)
    }

    /// Connects a slot that has no open connection. A server that has no free connection, or that restarts, is waited for
    /// until `patience` is over.
    pub(super) fn open(&self, slot: &mut Slot, patience: Duration) -> Result<(), DatabaseProblem> {
        if slot.is_open() {
            return Ok(());
        }
        slot.discard();
        let started = Instant::now();
        let mut delay = FIRST_DELAY;
        loop {
            match self.runtime.block_on(connect(&self.url)) {
                Ok(client) => {
                    self.was_reached.store(true, Ordering::Relaxed);
                    slot.connected = Some(Connected { client, last_used: Instant::now() });
                    return Ok(());
                }
                Err(failure) if self.may_pass(&failure) && started.elapsed() + delay < patience => {
                    thread::sleep(delay);
                    delay = (delay * 2).min(LONGEST_DELAY);
                }
                Err(Failure { problem: DatabaseProblem::TooManyConnections { reason, .. }, .. }) => {
                    let waited_seconds = started.elapsed().as_secs();
                    return Err(DatabaseProblem::TooManyConnections { waited_seconds, reason });
                }
                Err(failure) => return Err(failure.problem),
            }
        }
    }

    fn may_pass(&self, failure: &Failure) -> bool {
        match failure.passes {
            Passes::Never => false,
            Passes::AfterRestart => self.was_reached.load(Ordering::Relaxed),
            Passes::Soon => true,
        }
    }
}

impl Drop for Connections {
    fn drop(&mut self) {
        // The thread ends, and with it the connections.
        self.stop.notify_one();
    }
}

fn lock(slot: &Mutex<Slot>) -> MutexGuard<'_, Slot> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}
