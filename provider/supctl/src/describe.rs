//! JSON Schemas of what `--json` prints.

use hierarchy::sync::{ClockReading, LogEntry, MetadataPackage};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use crate::backup::Backup;
use crate::catalog::Listing;
use crate::check::Report;
use crate::clock::Advance;
use crate::compare::Comparison;
use crate::copy::Copied;
use crate::doctor::Examination;
use crate::drift::Drift;
use crate::export::Export;
use crate::fault::Faults;
use crate::history::History;
use crate::import_site::SiteImport;
use crate::init::Initialization;
use crate::install_mirror::Mirror;
use crate::messages::Messages;
use crate::owners::Ownerships;
use crate::report;
use crate::restore::Restoration;
use crate::runbook::Written;
use crate::set::Outcome;
use crate::status::Status;
use crate::sync::Synchronization;
use crate::tree::Tree;
use crate::updates::PackageSummary;
use crate::updates::import::Imported;
use crate::world::World;

/// The JSON Schema of what each command prints, with the name of its schema file.
#[must_use]
pub fn outputs() -> [(&'static str, Schema); 28] {
    [
        ("backup", of::<Backup>()),
        ("catalog", of::<Listing>()),
        ("check", of::<Report>()),
        ("clock", of::<ClockReading>()),
        ("clock-advance", of::<Advance>()),
        ("compare", of::<Comparison>()),
        ("copy", of::<Copied>()),
        ("doctor", of::<Examination>()),
        ("drift", of::<Drift>()),
        ("export", of::<Export>()),
        ("export-updates", of::<PackageSummary>()),
        ("fault", of::<Faults>()),
        ("history", of::<History>()),
        ("import-site", of::<SiteImport>()),
        ("import-updates", of::<Imported>()),
        ("init", of::<Initialization>()),
        ("install-mirror", of::<Mirror>()),
        ("logs", of::<Vec<LogEntry>>()),
        ("messages", of::<Messages>()),
        ("owners", of::<Ownerships>()),
        ("report", of::<report::Report>()),
        ("restore", of::<Restoration>()),
        ("runbook", of::<Written>()),
        ("set", of::<Outcome>()),
        ("status", of::<Status>()),
        ("sync", of::<Synchronization>()),
        ("tree", of::<Tree>()),
        ("world", of::<World>()),
    ]
}

/// The JSON Schema of a file with exported update metadata.
#[must_use]
pub fn update_metadata() -> Schema {
    of::<MetadataPackage>()
}

fn of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}
