//! What each client has, as `cargo clients` saw it.

use acceptance_tests::clients::{FEATURES, Feature, Row, read};
use anyhow::Result;
use minijinja::{Value, context};

/// The columns of the table, its rows, and since when each feature is there.
pub(crate) fn context() -> Result<Value> {
    let rows: Vec<Value> = read()?.iter().map(row).collect();
    let features: Vec<Value> = FEATURES.iter().map(feature).collect();
    Ok(context! { rows, features })
}

fn row(row: &Row) -> Value {
    let cell = |feature: &Feature| match row.features.get(feature.name) {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not known",
    };
    let note = if row.run { row.date.clone() } else { format!("{}, not run by this suite", row.date) };
    context! { client => row.client.clone(), note, cells => FEATURES.iter().map(cell).collect::<Vec<_>>() }
}

fn feature(feature: &Feature) -> Value {
    let version =
        |first: Option<(u32, u32)>| first.map_or_else(|| "—".to_owned(), |(major, minor)| format!("{major}.{minor}"));
    context! {
        title => feature.title,
        terraform => version(feature.terraform),
        opentofu => version(feature.opentofu),
        without => feature.without,
    }
}
