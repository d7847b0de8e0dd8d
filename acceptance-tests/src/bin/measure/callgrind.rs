//! How many instructions a plan executes: a number that does not depend on the load of the machine.

use anyhow::Result;
use serde_json::json;
use tfplugin_testing::driver::locate::on_path;

use crate::bench::Bench;
use crate::budget::Budget;
use crate::commands::NO_OP_PLAN;
use crate::configuration;
use crate::options::Scope;
use crate::provider::Provider;
use crate::report::{Section, millions};

/// Of a no-op plan of 100, in millions.
const ALLOWED: f64 = 57.0;

pub(crate) fn measure(bench: &Bench, provider: &Provider, scope: &Scope) -> Result<Section> {
    let count = scope.usual;
    let what = format!("instructions of a no-op plan of {count}");
    let mut section = Section::new("Instructions of all provider processes", &["command", "objects", "millions"]);
    let Some(valgrind) = on_path("valgrind") else {
        section.budget(Budget::not_measured(what, "M", ALLOWED, "valgrind is not on the PATH"));
        return Ok(section);
    };
    bench.announce(format!("{what}, by callgrind"));
    let place = bench.watched("instructions", provider, &configuration!("roles"))?;
    place.set(&json!({ "objects": count }))?;
    place.cost(&["apply", "-auto-approve"])?;
    let millions = millions(place.instructions(&["plan", "-detailed-exitcode"], &valgrind)?);
    section.row([json!(NO_OP_PLAN), json!(count), json!(millions)]);
    section.budget(Budget::new(what, millions, "M", ALLOWED));
    Ok(section)
}
