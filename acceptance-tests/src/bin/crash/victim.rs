//! Killing processes.

use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rand::RngExt as _;
use rand::rngs::SmallRng;

use crate::arena::Arena;
use crate::store::kill_and_start;

/// What is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Victim {
    /// The provider, which Terraform started.
    Provider,
    /// Terraform, which then cannot end the provider.
    Terraform,
    /// Both at once, as when a machine loses power.
    Both,
    /// The console.
    Supctl,
    /// The server of the database, which is started again at once.
    Server,
}

impl Victim {
    pub(crate) fn random(random: &mut SmallRng, has_server: bool) -> Self {
        match random.random_range(0..if has_server { 15 } else { 10 }) {
            10.. => Self::Server,
            0..3 => Self::Provider,
            3..6 => Self::Terraform,
            6 => Self::Both,
            _ => Self::Supctl,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Terraform => "terraform",
            Self::Both => "provider and terraform",
            Self::Supctl => "supctl",
            Self::Server => "database server",
        }
    }

    /// Waits for a moment, and kills. Returns whether it was still running.
    ///
    /// # Errors
    /// If a server that was killed does not start again.
    pub(crate) fn kill_after(self, delay: Duration, child: &mut Child, arena: &Arena) -> Result<bool> {
        let until = Instant::now() + delay;
        while Instant::now() < until {
            if matches!(child.try_wait(), Ok(Some(_))) {
                return Ok(false);
            }
            thread::sleep(Duration::from_micros(200).min(until.saturating_duration_since(Instant::now())));
        }
        let of_providers = || arena.providers().into_iter().filter(|id| send_kill(*id)).count() > 0;
        Ok(match self {
            Self::Provider => of_providers(),
            Self::Terraform | Self::Supctl => is_running(child) && send_kill(child.id()),
            Self::Both => {
                let killed = is_running(child) && send_kill(child.id());
                of_providers() || killed
            }
            Self::Server => {
                arena.store.server().map_or(Ok(()), kill_and_start)?;
                true
            }
        })
    }
}

fn is_running(child: &mut Child) -> bool {
    matches!(child.try_wait(), Ok(None))
}

fn send_kill(id: u32) -> bool {
    i32::try_from(id).is_ok_and(|id| kill(Pid::from_raw(id), Signal::SIGKILL).is_ok())
}
