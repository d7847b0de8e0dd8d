//! What must be true after a kill.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use acceptance_tests::run::Run;
use anyhow::{Result, bail, ensure};
use serde_json::Value;

use crate::arena::Arena;
use crate::work::object_at;

/// How long a provider may run after its Terraform was killed.
const PATIENCE: Duration = Duration::from_secs(20);

/// The changes that a program reported as made, before it was killed.
pub(crate) enum Acknowledged {
    /// By Terraform: what became of each object at last. True if it is managed.
    Objects(BTreeMap<(&'static str, String), bool>),
    /// By the console: the revision of a change.
    Revision(u64),
    /// None.
    Nothing,
}

impl Acknowledged {
    /// The changes in the output of `terraform apply -json`.
    pub(crate) fn by_terraform(run: &Run) -> Self {
        let mut objects = BTreeMap::new();
        for event in run.stdout.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            let action = text("/hook/action");
            if text("/type") == "apply_complete"
                && matches!(action, "create" | "update" | "delete")
                && let Some(object) = object_at(text("/hook/resource/addr"))
            {
                objects.insert(object, action != "delete");
            }
        }
        Self::Objects(objects)
    }

    /// The change in the output of a command with `--json`.
    pub(crate) fn by_supctl(run: &Run) -> Self {
        let output: Value = serde_json::from_str(&run.stdout).unwrap_or_default();
        output.get("revision").and_then(Value::as_u64).map_or(Self::Nothing, Self::Revision)
    }

    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Objects(objects) => objects.len() as u64,
            Self::Revision(_) => 1,
            Self::Nothing => 0,
        }
    }
}

/// The last revision; 0 without a hierarchy.
pub(crate) fn revision(arena: &Arena) -> Result<u64> {
    let history = arena.run(&mut arena.supctl(&["history", "--limit", "1", "--json"]))?;
    if history.code != Some(0) {
        ensure!(history.stderr.contains("no hierarchy"), "{}", history.transcript());
        return Ok(0);
    }
    let revision = history.json()?.pointer("/changes/0/revision").and_then(Value::as_u64);
    Ok(revision.unwrap_or_default())
}

/// A provider ends with its Terraform.
pub(crate) fn no_provider_stays(arena: &Arena) -> Result<()> {
    let started = Instant::now();
    while !arena.providers().is_empty() {
        ensure!(started.elapsed() < PATIENCE, "the provider still runs: {:?}", arena.providers());
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// The file is not damaged, and its history leads to its objects: nothing is half there.
pub(crate) fn whole(arena: &Arena) -> Result<()> {
    let examined = arena.run(&mut arena.supctl(&["doctor", "--json"]))?;
    let report = examined.json()?;
    let found = report.get("examined").and_then(Value::as_array).into_iter().flatten();
    for examined in found.filter(|examined| examined.get("subject").and_then(Value::as_str) == Some("hierarchy")) {
        let state = examined.get("state").and_then(Value::as_str);
        ensure!(state != Some("error"), "the hierarchy is not whole: {examined:#}");
    }
    Ok(())
}

/// Every acknowledged change is there.
pub(crate) fn all_there(arena: &Arena, acknowledged: &Acknowledged, before: u64) -> Result<()> {
    match acknowledged {
        Acknowledged::Nothing => {}
        Acknowledged::Revision(made) => {
            let is_made = |entry: &Value| entry.get("revision").and_then(Value::as_u64) == Some(*made);
            ensure!(newest_changes(arena, &[])?.iter().any(is_made), "revision {made} is not in the history");
        }
        Acknowledged::Objects(objects) => {
            for ((kind, id), managed) in objects {
                let text =
                    |entry: &Value, name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
                // An adopted creation was made by an earlier round.
                let changes = newest_changes(arena, &["--object", id])?;
                let Some(last) = changes.iter().rfind(|entry| text(entry, "kind") == *kind) else {
                    bail!("{kind} {id} was acknowledged and is not in the history")
                };
                // What a role has implicitly stays where it is removed, and is released.
                let is_managed = !matches!(text(last, "action").as_str(), "delete" | "release");
                ensure!(is_managed == *managed, "{kind} {id} was acknowledged after revision {before}: {last:#}");
            }
        }
    }
    Ok(())
}

/// The newest changes of the history, oldest first: more than a round makes.
fn newest_changes(arena: &Arena, filter: &[&str]) -> Result<Vec<Value>> {
    let arguments = [&["history", "--limit", "100", "--json"], filter].concat();
    let history = arena.run(&mut arena.supctl(&arguments))?.success()?.json()?;
    Ok(history.get("changes").and_then(Value::as_array).cloned().unwrap_or_default())
}

/// Terraform finishes the work, and then nothing is left to do.
pub(crate) fn converges(arena: &Arena) -> Result<()> {
    let started = Instant::now();
    arena.run(&mut arena.terraform(&["apply", "-auto-approve"]))?.success()?;
    arena.time_of_apply.set(started.elapsed());
    arena.run(&mut arena.terraform(&["plan", "-detailed-exitcode"]))?.success()?;
    Ok(())
}

/// Neither a file nor a folder stays.
pub(crate) fn nothing_stray(arena: &Arena) -> Result<()> {
    no_provider_stays(arena)?;
    let mut strays = arena.store.strays()?;
    strays.extend(arena.temporary_files()?);
    ensure!(strays.is_empty(), "left behind: {strays:?}");
    Ok(())
}
