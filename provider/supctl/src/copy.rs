//! A hierarchy moves to another file or database.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::count::counted;
use crate::shared::error::Result;
use crate::shared::json::print_json;
use crate::shared::place::location;
use crate::shared::room::Room;

const EXAMPLES: &str = "The copy has everything as of one moment: objects, their history with its revisions, owners, and the state of \
     synchronization. It is compared with the original before others can see it. A hierarchy that is not empty is not \
     replaced.

Terraform does not know of it. The states stay valid: name the new place in the provider block, or in CONFIGMGR_PATH or \
     CONFIGMGR_DATABASE_URL, and the next plan is empty. Delete saved plans, because they name the old place. Changes made \
     at the old place after the copy are not in it: let nobody use that one any more.

Without --from or --to, that side is the hierarchy of --path, --database-url or the environment.

Examples:
  supctl copy --to copy.db
  supctl copy --from .configmgr/hierarchy.db --to \"$CONFIGMGR_DATABASE_URL\"
  supctl copy --from 'postgres://db.contoso.com/sup?hierarchy=a' --to a.db

Exit codes: 0 copied, 1 failed: nothing was copied.";

/// Copy the whole hierarchy to another file or database
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The file or the URL of the database to copy.
    #[arg(long, value_name = "PLACE", required_unless_present = "to")]
    from: Option<String>,

    /// The file or the URL of the database to write. What is there must be empty.
    #[arg(long, value_name = "PLACE")]
    to: Option<String>,
}

impl Arguments {
    /// Both places, as they were written.
    pub(crate) fn places(&self) -> [Option<&str>; 2] {
        [self.from.as_deref(), self.to.as_deref()]
    }
}

/// What `supctl copy --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Copied {
    /// What was copied.
    pub(crate) from: String,
    /// The copy.
    pub(crate) to: String,
    /// The number of objects in it.
    pub(crate) objects: usize,
    /// The last revision in it; 0 before the first change.
    pub(crate) revision: u64,
}

/// Copies the hierarchy.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let place = |argument: &Option<String>| argument.as_deref().map_or_else(|| cli.location(), location);
    let (from, to) = (place(&arguments.from)?, place(&arguments.to)?);
    let found = hierarchy::copy(&from, &to)?;
    let copied =
        Copied { from: from.to_string(), to: to.to_string(), objects: found.objects, revision: found.revision };
    if cli.json {
        print_json(out, &copied)?;
    } else {
        let Copied { from, to, objects, revision } = copied;
        let objects = counted(objects, "object");
        let text = format!("Copied {from} to {to}: {objects}, revision {revision}. Verified.");
        Room::of_output().print(out, &text)?;
    }
    Ok(ExitCode::SUCCESS)
}
