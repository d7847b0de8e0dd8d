//! Export and import of update metadata, for disconnected hierarchies.

pub(crate) mod export;
mod file;
pub(crate) mod import;

use std::io::{self, Write};
use std::path::Path;

use hierarchy::sync::MetadataPackage;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::shared::room::Room;
use crate::shared::times::minute;

/// What `supctl export-updates --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PackageSummary {
    /// The file.
    pub(crate) file: String,
    /// It contains updates up to this time.
    pub(crate) as_of: Timestamp,
    /// The number of updates in it.
    pub(crate) updates: u64,
    /// The number of products in it.
    pub(crate) products: usize,
    /// The number of classifications in it.
    pub(crate) classifications: usize,
}

impl PackageSummary {
    fn of(package: &MetadataPackage, file: &Path) -> Self {
        Self {
            file: file.display().to_string(),
            as_of: package.as_of,
            updates: package.total(),
            products: package.products.len(),
            classifications: package.classifications.len(),
        }
    }

    fn print(&self, out: &mut impl Write, what: &str) -> io::Result<()> {
        let Self { file, as_of, updates, products, classifications } = self;
        let room = Room::of_output();
        room.print(out, &format!("{what} {file}: {updates} updates up to {} UTC", minute(*as_of)))?;
        room.print(out, &format!("Products: {products}, classifications: {classifications}"))
    }
}
