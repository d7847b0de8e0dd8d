//! What apply and destroy cost with ten times as many objects, for every type of resource.
//!
//! One hierarchy has as many objects of each type. Each type is a Terraform folder of its own, which is applied after those
//! it needs and destroyed before them.

use anyhow::Result;
use serde_json::json;

use crate::bench::Bench;
use crate::budget::Budget;
use crate::configuration;
use crate::cost::{Cost, highest_peak};
use crate::options::Scope;
use crate::place::Place;
use crate::provider::Provider;
use crate::report::{Section, mebibytes, milliseconds};
use crate::sites::Sites;
use crate::storage::Storage;

/// How much more ten times as many objects may cost.
const ALLOWED: f64 = 12.0;

/// What is installed, in this order.
fn types() -> [(&'static str, String); 6] {
    [
        ("account", configuration!("accounts")),
        ("site", configuration!("sites")),
        ("site_system", configuration!("site_systems")),
        ("sup_role, first", configuration!("first_roles")),
        ("sup_role, replica", configuration!("replicas")),
        ("sync_settings", configuration!("sync_settings")),
    ]
}

pub(crate) fn measure(bench: &Bench, provider: &Provider, scope: &Scope) -> Result<Section> {
    let mut section = Section::new(
        "Own CPU of apply and destroy as the number of objects grows",
        &["resource", "command", "objects", "own CPU ms", "more objects", "their CPU ms", "ratio"],
    );
    let few = costs(bench, provider, scope.usual)?;
    let many = costs(bench, provider, scope.many)?;
    for (((name, _), few), many) in types().iter().zip(&few).zip(&many) {
        for (command, few, many) in [("apply", few.apply, many.apply), ("destroy", few.destroy, many.destroy)] {
            let ratio = many.cpu.as_secs_f64() / few.cpu.as_secs_f64();
            section.row([
                json!(name),
                json!(command),
                json!(scope.usual),
                json!(milliseconds(few.cpu)),
                json!(scope.many),
                json!(milliseconds(many.cpu)),
                json!(ratio),
            ]);
            let what = format!("own CPU, {} to {}: {command} of {name}", scope.many, scope.usual);
            section.budget(Budget::new(what, ratio, "x", ALLOWED));
        }
    }
    let all = few.iter().chain(&many).flat_map(|lifetime| [&lifetime.apply, &lifetime.destroy]);
    section.budget(Budget::new("peak memory, every type of resource", mebibytes(highest_peak(all)), "MiB", 12.0));
    Ok(section)
}

/// What the objects of one type cost.
struct Lifetime {
    apply: Cost,
    destroy: Cost,
}

/// In the order of [`types`].
fn costs(bench: &Bench, provider: &Provider, count: u32) -> Result<Vec<Lifetime>> {
    let storage = Storage::File(bench.folder().join(format!("growth-{count}.db")));
    let variables = Sites::in_total(count).variables(count);
    let places = types().into_iter().enumerate().map(|(index, (_, configuration))| {
        let place = bench.watched(&format!("growth-{count}-{index}"), provider, &configuration)?.sharing(&storage);
        place.set(&variables)?;
        Ok(place)
    });
    let places = places.collect::<Result<Vec<Place<'_>>>>()?;
    let mut lifetimes = Vec::new();
    for ((name, _), place) in types().iter().zip(&places) {
        bench.announce(format!("apply of {count} {name}"));
        lifetimes.push(Lifetime { apply: place.cost(&["apply", "-auto-approve"])?, destroy: Cost::default() });
    }
    for (((name, _), place), lifetime) in types().iter().zip(&places).zip(&mut lifetimes).rev() {
        bench.announce(format!("destroy of {count} {name}"));
        lifetime.destroy = place.cost(&["destroy", "-auto-approve"])?;
    }
    Ok(lifetimes)
}
