//! An empty hierarchy, created on purpose.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use hierarchy::{Hierarchy, Location, SystemClock};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::room::Room;

const EXAMPLES: &str =
    "The first terraform apply creates a hierarchy, so this is not needed for it. It is needed to begin again: while \
     Terraform's state has objects, a plan without a hierarchy is an error. On an empty hierarchy, the plan creates \
     every object of the configuration.

Examples:
  supctl init
  supctl init --path ../test/hierarchy.db

Exit codes: 0 there is an empty hierarchy, 1 failed, or it has objects.";

/// Create an empty hierarchy on purpose.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {}

/// What `supctl init --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Initialization {
    /// The file of the hierarchy, or the URL of its database without the password.
    pub(crate) path: String,
    /// Whether it was created; false if an empty hierarchy already existed.
    pub(crate) created: bool,
}

/// Creates the hierarchy, unless it has objects.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, _arguments: &Arguments) -> Result<ExitCode> {
    let location = cli.location()?;
    let path = location.to_string();
    let created = match Hierarchy::open_if_present(&location, Arc::new(SystemClock))? {
        Some(hierarchy) if !hierarchy.is_empty()? => return Err(has_objects(&location).into()),
        Some(_) => false,
        None => {
            Hierarchy::open(&location, Arc::new(SystemClock))?;
            true
        }
    };
    match (cli.json, created) {
        (true, _) => print_json(out, &Initialization { path, created })?,
        (false, true) => Room::of_output().print(out, &format!("Created an empty hierarchy in {path}."))?,
        (false, false) => Room::of_output().print(out, &format!("The hierarchy in {path} is already empty."))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn has_objects(location: &Location) -> Diagnostic {
    let again = match location {
        Location::File(_) => "move the file away first, or name another one with --path.",
        Location::Database(_) => "name another hierarchy in the URL, such as ?hierarchy=second.",
    };
    Diagnostic::error(
        format!("the hierarchy in {location} has objects"),
        format!("It was not changed. \"supctl tree\" shows it. To begin again, {again}"),
    )
}
