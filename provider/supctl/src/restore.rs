//! A hierarchy as a backup has it.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::count::counted;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::room::Room;

const EXAMPLES: &str = "The backup is verified first, and stays as it is. What was in the hierarchy is kept in a file \
     beside it. Programs that have the hierarchy open continue with the restored one.

Terraform does not know of it. A state made before stays as it is, and the next plan shows how the hierarchy differs \
     from it: objects that the backup does not have are created again, and objects removed since the backup are in the \
     hierarchy again, without a resource. Import or remove those. A saved plan made before belongs to the former content: \
     delete it and plan again.

Examples:
  supctl restore hierarchy-monday.db
  supctl --path ../test/hierarchy.db restore prod.db

Exit codes: 0 restored, 1 failed: the hierarchy was not changed.";

/// Replace the hierarchy with a backup
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// A file written by supctl backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// What `supctl restore --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Restoration {
    /// The file with the backup.
    pub(crate) file: PathBuf,
    /// The number of objects in it.
    pub(crate) objects: usize,
    /// The last revision in it; 0 before the first change.
    pub(crate) revision: u64,
    /// The file with what was in the hierarchy; null if there was none.
    pub(crate) former: Option<PathBuf>,
}

/// Restores the backup.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let file = arguments.file.clone();
    let restored = hierarchy::restore(&cli.path, &file)?;
    let (objects, revision) = (restored.found.objects, restored.found.revision);
    let restoration = Restoration { file, objects, revision, former: restored.former };
    if cli.json {
        print_json(out, &restoration)?;
    } else {
        Room::of_output().print(out, &restoration.text(cli))?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Restoration {
    fn text(&self, cli: &Cli) -> String {
        let Self { file, objects, revision, former } = self;
        let former = former.as_ref().map(|former| format!("What was there before is in {}.\n", former.display()));
        format!(
            "Restored {} from {}: {}, revision {revision}.\n{}\nTerraform's states stay as they are: the next plan shows \
             how they differ from the hierarchy. Delete saved plans made before, and plan again.",
            cli.path.display(),
            file.display(),
            counted(*objects, "object"),
            former.unwrap_or_default(),
        )
    }
}
