//! One round: random work, a kill, and a look at what is left.

use std::fmt;
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use acceptance_tests::run::Run;
use anyhow::{Context as _, Result};
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::arena::Arena;
use crate::evidence::{self, Acknowledged};
use crate::victim::Victim;
use crate::work::{self, Configuration};

/// What happened in a round.
pub(crate) struct Report {
    victim: Victim,
    was_running: bool,
    delay: Duration,
    pub(crate) acknowledged: u64,
}

impl Report {
    /// The victim, for a count.
    pub(crate) fn kill(&self) -> String {
        let ended = if self.was_running { "killed" } else { "ended before" };
        format!("{} {ended}", self.victim.name())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} after {} ms; {} acknowledged changes", self.kill(), self.delay.as_millis(), self.acknowledged)
    }
}

/// Runs a round. The same seed and number give the same work and victim, and the same moment of it: a part of the time that
/// such work took before.
pub(crate) fn run(arena: &Arena, seed: u64, number: u64) -> Result<Report> {
    let mut random = SmallRng::seed_from_u64(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let configuration = Configuration::random(&mut random);
    arena.configure(&configuration)?;
    let victim = Victim::random(&mut random, arena.store.server().is_some());
    let moment = random.random_range(0.0..1.2);
    let started = Instant::now();
    let revision = evidence::revision(arena)?;
    let longest = if victim == Victim::Supctl { started.elapsed() } else { arena.time_of_apply.get() };
    let delay = longest.mul_f64(moment);
    let state = fs::read(arena.state()).ok();

    let arguments = work::command(&mut random);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut command = match victim {
        Victim::Supctl => arena.supctl(&arguments),
        Victim::Provider | Victim::Terraform | Victim::Both | Victim::Server => {
            arena.terraform(&["apply", "-auto-approve", "-json"])
        }
    };
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().context("starting the victim")?;
    let was_running = victim.kill_after(delay, &mut child, arena)?;
    let name = format!("{command:?}");
    let ended = Run::from_output(name, &child.wait_with_output()?);

    let acknowledged = match victim {
        Victim::Supctl => Acknowledged::by_supctl(&ended),
        Victim::Provider | Victim::Terraform | Victim::Both | Victim::Server => Acknowledged::by_terraform(&ended),
    };
    evidence::no_provider_stays(arena)?;
    let about = || format!("{} after {delay:?}\n{}", victim.name(), ended.transcript());
    evidence::whole(arena).with_context(about)?;
    evidence::all_there(arena, &acknowledged, revision).with_context(about)?;
    // Terraform overwrites its state in place, so that a kill can cut it off.
    if fs::read(arena.state()).is_ok_and(|text| serde_json::from_slice::<serde_json::Value>(&text).is_err())
        && let Some(state) = state
    {
        fs::write(arena.state(), state)?;
    }
    evidence::converges(arena).with_context(about)?;
    evidence::nothing_stray(arena).with_context(about)?;
    Ok(Report { victim, was_running, delay, acknowledged: acknowledged.len() })
}
