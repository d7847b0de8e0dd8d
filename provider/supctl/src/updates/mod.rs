//! Update metadata in a file, on its way to a hierarchy that synchronises with nobody.

mod file;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use hierarchy::Hierarchy;
use hierarchy::sync::{MetadataPackage, PackageError};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::times::minute;

/// Examples of the command that writes.
pub(crate) const EXPORT_EXAMPLES: &str = "Examples:
  supctl export-updates metadata.json
  supctl export-updates - | ssh inside supctl import-updates -

Exit codes: 0 fine, 1 failed; a file that is there stays as it was.";

/// Examples of the command that reads.
pub(crate) const IMPORT_EXAMPLES: &str =
    "The top-level site has source = \"none\". What is imported comes into its database and down the hierarchy
with the next synchronisation.

Examples:
  supctl import-updates metadata.json && supctl sync --wait

Exit codes: 0 fine, 1 failed; nothing is imported then.";

/// Where to write to.
#[derive(Args, Clone, Debug)]
pub(crate) struct Exporting {
    /// The file to write; - is standard output.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Replace the file if it is there.
    #[arg(long)]
    force: bool,
}

/// Where to read from.
#[derive(Args, Clone, Debug)]
pub(crate) struct Importing {
    /// A file that supctl export-updates wrote; - is standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// What `supctl export-updates --json` and `supctl import-updates --json` print.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Carried {
    /// The file.
    pub(crate) file: String,
    /// Updates up to then are in it.
    pub(crate) as_of: Timestamp,
    /// How many updates are in it.
    pub(crate) updates: u64,
    /// Of how many products.
    pub(crate) products: usize,
    /// In how many classifications.
    pub(crate) classifications: usize,
}

impl Carried {
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
        writeln!(out, "{what} {file}: {updates} updates up to {} UTC", minute(*as_of))?;
        writeln!(out, "Products: {products}, classifications: {classifications}")
    }
}

/// Writes the metadata the top-level site has.
pub(crate) fn export(out: &mut impl Write, hierarchy: &Hierarchy, to: &Exporting, json: bool) -> Result<ExitCode> {
    let package = hierarchy.export_metadata()?;
    if file::is_standard(&to.file) {
        crate::print_json(out, &package)?;
        return Ok(ExitCode::SUCCESS);
    }
    file::write(&package, &to.file, to.force)?;
    let carried = Carried::of(&package, &to.file);
    if json {
        crate::print_json(out, &carried)?;
    } else {
        carried.print(out, "Exported to")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Takes metadata in.
pub(crate) fn import(out: &mut impl Write, hierarchy: &Hierarchy, from: &Importing, json: bool) -> Result<ExitCode> {
    let name = from.file.display().to_string();
    let text = file::read(&from.file)?;
    let read = || -> Result<_, PackageError> {
        let package = MetadataPackage::read(&text)?;
        hierarchy.import_metadata(&package)?;
        Ok(package)
    };
    let package = read().with_context(|| format!("{name} is not imported"))?;
    let carried = Carried::of(&package, &from.file);
    if json {
        crate::print_json(out, &carried)?;
    } else {
        carried.print(out, "Imported")?;
        writeln!(out, "\nRun \"supctl sync --wait\": it brings them into the site's database and down the hierarchy.")?;
    }
    Ok(ExitCode::SUCCESS)
}
