//! `plan`, `apply`, a plan without changes and `destroy` of software update points, beside Terraform's own floor.

use anyhow::Result;
use serde_json::json;

use crate::bench::Bench;
use crate::budget::Budget;
use crate::configuration;
use crate::options::Scope;
use crate::provider::Provider;
use crate::report::{Section, mebibytes, milliseconds};

/// The commands in the order they run, and whether each can be repeated.
const COMMANDS: [(&str, &[&str], bool); 4] = [
    ("plan", &["plan"], true),
    ("apply", &["apply", "-auto-approve"], false),
    (NO_OP_PLAN, &["plan", "-detailed-exitcode"], true),
    ("destroy", &["destroy", "-auto-approve"], false),
];

/// A plan without changes.
pub(crate) const NO_OP_PLAN: &str = "no-op plan";

/// As many objects without any provider.
const FLOOR: &str = r#"variable "objects" {
  type = number
}

resource "terraform_data" "floor" {
  count = var.objects
  input = count.index
}
"#;

pub(crate) fn measure(bench: &Bench, provider: &Provider, scope: &Scope) -> Result<Section> {
    let mut section = Section::new(
        "Software update points, beside as many terraform_data",
        &["command", "roles", "floor ms", "provider ms", "difference ms", "own CPU ms", "peak memory MiB"],
    );
    let mut peak = 0;
    for &count in &scope.counts {
        let floor = bench.timed(&format!("floor-{count}"), provider, FLOOR)?;
        let timed = bench.timed(&format!("timed-{count}"), provider, &configuration!("roles"))?;
        let watched = bench.watched(&format!("watched-{count}"), provider, &configuration!("roles"))?;
        for place in [&floor, &timed, &watched] {
            place.set(&json!({ "objects": count }))?;
        }
        for (command, arguments, can_be_repeated) in COMMANDS {
            bench.announce(format!("{command} of {count} software update points"));
            let times = if can_be_repeated { scope.repeats } else { 1 };
            let cost = watched.cost(arguments)?;
            let floor = milliseconds(floor.time(arguments, times)?);
            let wall = milliseconds(timed.time(arguments, times)?);
            let (cpu, memory) = (milliseconds(cost.cpu), mebibytes(cost.peak_memory));
            section.row([
                json!(command),
                json!(count),
                json!(floor),
                json!(wall),
                json!(wall - floor),
                json!(cpu),
                json!(memory),
            ]);
            if command == NO_OP_PLAN && count == scope.usual {
                section.budget(Budget::new(
                    format!("no-op plan of {count}, above the floor"),
                    wall - floor,
                    "ms",
                    60.0,
                ));
                section.budget(Budget::new(format!("own CPU of a no-op plan of {count}"), cpu, "ms", 30.0));
            }
            peak = peak.max(cost.peak_memory);
        }
    }
    section.budget(Budget::new("peak memory, software update points", mebibytes(peak), "MiB", 12.0));
    Ok(section)
}
