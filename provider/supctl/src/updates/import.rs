use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use hierarchy::sync::{MetadataPackage, PackageError};

use super::{PackageSummary, file};
use crate::cli::Cli;
use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::{Hint, Result};
use crate::shared::json::print_json;
use crate::shared::room::Room;

const EXAMPLES: &str =
    "The top-level site needs source = \"none\". The next synchronization brings the imported updates into \
     its database and down the hierarchy.

Examples:
  supctl import-updates metadata.json && supctl sync --wait

Exit codes:
  0  success
  1  failure; nothing was imported";

/// Import update metadata from a file
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// A file written by supctl export-updates; - is standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Imports update metadata.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let hierarchy = cli.open()?;
    let file = &arguments.file;
    let bytes = file::read(file)?;
    let import = || -> Result<_, PackageError> {
        let package = MetadataPackage::read(&file::text(&bytes)?)?;
        hierarchy.import_metadata(&package)?;
        Ok(package)
    };
    let not_imported =
        |error: PackageError| Diagnostic::error(format!("{} was not imported: {error}", file.display()), error.hint());
    let package = import().map_err(not_imported)?;
    let summary = PackageSummary::of(&package, file);
    if cli.json {
        print_json(out, &summary)?;
    } else {
        summary.print(out, "Imported")?;
        let next = "\nNext, run \"supctl sync --wait\" to synchronize them down the hierarchy.";
        Room::of_output().print(out, next)?;
    }
    Ok(ExitCode::SUCCESS)
}
