use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use hierarchy::sync::{MetadataPackage, PackageError, SettingDifference};
use schemars::JsonSchema;
use serde::Serialize;

use super::{PackageSummary, file};
use crate::cli::Cli;
use crate::shared::diagnostic::{self, Diagnostic};
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

/// What `supctl import-updates --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Imported {
    #[serde(flatten)]
    pub(crate) summary: PackageSummary,
    /// The settings in which the exporting hierarchy differs from this one.
    pub(crate) differences: Vec<SettingDifference>,
}

/// Imports update metadata.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let hierarchy = cli.open()?;
    let file = &arguments.file;
    let bytes = file::read(file)?;
    let import = || -> Result<_, PackageError> {
        let package = MetadataPackage::read(&file::text(&bytes)?)?;
        let differences = hierarchy.import_metadata(&package)?;
        Ok((package, differences))
    };
    let not_imported =
        |error: PackageError| Diagnostic::error(format!("{} was not imported: {error}", file.display()), error.hint());
    let (package, differences) = import().map_err(not_imported)?;
    let summary = PackageSummary::of(&package, file);
    if cli.json {
        print_json(out, &Imported { summary, differences })?;
    } else {
        summary.print(out, "Imported")?;
        diagnostic::print(&mut anstream::stderr().lock(), Room::of_messages(), warning(&differences).as_slice())?;
        let next = "\nNext, run \"supctl sync --wait\" to synchronize them down the hierarchy.";
        Room::of_output().print(out, next)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn warning(differences: &[SettingDifference]) -> Option<Diagnostic> {
    let only = |side: &str, names: &[String]| match names {
        [] => String::new(),
        names => format!("; only {side}: {}", names.join(", ")),
    };
    let line = |difference: &SettingDifference| {
        let SettingDifference { setting, only_exported, only_here } = difference;
        format!("  {setting}{}{}\n", only("in the exporting hierarchy", only_exported), only("here", only_here))
    };
    let lines: String = differences.iter().map(line).collect();
    (!differences.is_empty()).then(|| {
        Diagnostic::warning(
            "the settings of the exporting hierarchy are not those of this one",
            format!("{lines}Make them the same in both, export the updates again, and import them."),
        )
    })
}
