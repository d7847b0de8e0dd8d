//! What `--json` prints, as data for whoever writes schemas from it.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use crate::check::Report;
use crate::export::Export;
use crate::history::History;
use crate::set::Outcome;
use crate::tree::Tree;

/// The JSON Schema of what each command prints, by its name.
#[must_use]
pub fn outputs() -> [(&'static str, Schema); 5] {
    [
        ("check", of::<Report>()),
        ("export", of::<Export>()),
        ("history", of::<History>()),
        ("set", of::<Outcome>()),
        ("tree", of::<Tree>()),
    ]
}

fn of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}
