//! What private state costs: Terraform writes the whole state at each step of a run, the private state of each object
//! included. Our provider is run in turn with a build of it that stores none.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::budget::Budget;
use crate::cost::median;
use crate::options::Scope;
use crate::place::Place;
use crate::provider::Provider;
use crate::report::{Section, milliseconds};

/// How much longer a run may take with private state than without.
const ALLOWED: f64 = 1.1;

/// Bytes of private state an object may have, before base64.
const ALLOWED_BYTES: usize = 30;

pub(crate) fn measure(bench: &Bench, ours: &Provider, without: &Provider, scope: &Scope) -> Result<Section> {
    let count = scope.many;
    let mut with = Runs::prepare(bench, ours, count)?;
    let mut without = Runs::prepare(bench, without, count)?;
    for round in 1..=scope.rounds {
        bench.announce(format!("{count} accounts with and without private state: round {round} of {}", scope.rounds));
        // In turn, because what runs before has an effect on what runs next.
        let in_turn = if round % 2 == 1 { [&mut with, &mut without] } else { [&mut without, &mut with] };
        in_turn.into_iter().try_for_each(Runs::run)?;
    }
    ensure!(without.private_bytes == 0, "the build without private state stores {} bytes of it", without.private_bytes);

    let mut section = Section::new(
        "Accounts with private state, and without (medians)",
        &["command", "objects", "rounds", "with ms", "without ms", "ratio"],
    );
    for (command, with, without) in [("apply", with.apply, without.apply), ("destroy", with.destroy, without.destroy)] {
        let [with, without] = [with, without].map(|times| milliseconds(median(times)));
        let ratio = with / without;
        section.row([json!(command), json!(count), json!(scope.rounds), json!(with), json!(without), json!(ratio)]);
        section.budget(Budget::new(
            format!("{command} of {count} accounts, with to without private state"),
            ratio,
            "x",
            ALLOWED,
        ));
    }
    section.budget(Budget::new("private state of one account", bytes(with.private_bytes), "B", bytes(ALLOWED_BYTES)));
    Ok(section)
}

/// Runs with one provider.
struct Runs<'a> {
    place: Place<'a>,
    apply: Vec<Duration>,
    destroy: Vec<Duration>,
    /// The most an object had, before base64.
    private_bytes: usize,
}

impl<'a> Runs<'a> {
    fn prepare(bench: &'a Bench, provider: &Provider, count: u32) -> Result<Self> {
        let place = bench.timed(&format!("private-state-{}", provider.name), provider, &provider.configuration)?;
        place.set(&json!({ "objects": count }))?;
        Ok(Self { place, apply: Vec::new(), destroy: Vec::new(), private_bytes: 0 })
    }

    fn run(&mut self) -> Result<()> {
        self.apply.push(self.place.time(&["apply", "-auto-approve"], 1)?);
        self.private_bytes = most_private_bytes(&self.place.state()?).context("the state has no objects")?;
        self.destroy.push(self.place.time(&["destroy", "-auto-approve"], 1)?);
        Ok(())
    }
}

/// Of the objects of a state file.
fn most_private_bytes(state: &Value) -> Option<usize> {
    let resources = state.get("resources")?.as_array()?.iter();
    let objects = resources.filter_map(|resource| resource.get("instances")?.as_array()).flatten();
    objects.map(|object| object.get("private").and_then(Value::as_str).map_or(0, bytes_of_base64)).max()
}

/// Each four characters are three bytes, less one for each `=` at the end.
fn bytes_of_base64(text: &str) -> usize {
    text.trim_end_matches('=').len() * 3 / 4
}

#[expect(clippy::cast_precision_loss, reason = "a few bytes")]
fn bytes(count: usize) -> f64 {
    count as f64
}
