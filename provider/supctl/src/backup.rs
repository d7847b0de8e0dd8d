//! A backup in one file, made while others write.

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

const EXAMPLES: &str =
    "The backup has everything as of one moment: objects, their history and owners, and the state of synchronization. \
     Others may write meanwhile. It is verified before the file gets its name, and only this user can read it.

Do not copy the file of a hierarchy instead: recent changes are in the -wal file beside it.

Examples:
  supctl backup hierarchy-monday.db
  supctl --path ../prod/hierarchy.db backup prod.db

Exit codes: 0 the backup was written, 1 failed: there is no backup.";

/// Write a backup of the hierarchy into a new file
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The file to write; it must not exist.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// What `supctl backup --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Backup {
    /// The file with the backup.
    pub(crate) file: PathBuf,
    /// The number of objects in it.
    pub(crate) objects: usize,
    /// The last revision in it; 0 before the first change.
    pub(crate) revision: u64,
}

/// Writes the backup.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let found = cli.open()?.back_up(&arguments.file)?;
    let backup = Backup { file: arguments.file.clone(), objects: found.objects, revision: found.revision };
    if cli.json {
        print_json(out, &backup)?;
    } else {
        let objects = counted(backup.objects, "object");
        let text = format!("Wrote {}: {objects}, revision {}. Verified.", backup.file.display(), backup.revision);
        Room::of_output().print(out, &text)?;
    }
    Ok(ExitCode::SUCCESS)
}
