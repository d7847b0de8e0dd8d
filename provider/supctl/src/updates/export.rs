use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{PackageSummary, file};
use crate::cli::Cli;
use crate::shared::error::Result;
use crate::shared::input::is_standard;
use crate::shared::json::print_json;

const EXAMPLES: &str = "Examples:
  supctl export-updates metadata.json
  supctl export-updates - | ssh inside supctl import-updates -

Exit codes:
  0  success
  1  failure; an existing file is unchanged";

/// Export update metadata to a file, for a disconnected hierarchy
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The file to write; - is standard output.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Overwrite an existing file.
    #[arg(long)]
    force: bool,
}

/// Exports the update metadata of the top-level site.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let package = cli.open()?.export_metadata()?;
    if is_standard(&arguments.file) {
        print_json(out, &package)?;
        return Ok(ExitCode::SUCCESS);
    }
    file::write(&package, &arguments.file, arguments.force)?;
    let summary = PackageSummary::of(&package, &arguments.file);
    if cli.json {
        print_json(out, &summary)?;
    } else {
        summary.print(out, "Exported to")?;
    }
    Ok(ExitCode::SUCCESS)
}
