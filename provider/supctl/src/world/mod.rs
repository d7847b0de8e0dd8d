//! How long things take in the world of the hierarchy.

mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use hierarchy::WorldSettings;
use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::error::Result;
use crate::shared::json::print_json;

const EXAMPLES: &str =
    "By default, sites and software update points are installed at once. With install_duration, each one is \
     pending for that time of the hierarchy clock. terraform apply waits for it, within the timeouts of the resource. \
     What needs a pending site waits, too (V30, V32), and so do new settings of a pending software update point.

Examples:
  supctl world                            what is set, and what is pending
  supctl world set install_duration=30m
  supctl clock advance 30m                ends what is pending
  supctl world set install_duration=0s    at once again

Exit codes:
  0  success
  1  the value is invalid or out of range, or another failure";

/// Show or set how long installing takes
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Show what is set, and how much is pending (default)
    Show,
    /// Set how long things take from now on; what is pending keeps its time
    Set {
        /// install_duration=TIME, such as 90s, 30m or 2h; 0s: no time. At most 30 days.
        #[arg(value_name = "NAME=VALUE", value_parser = assignment)]
        setting: WorldSettings,
    },
}

/// What `supctl world --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct World {
    #[serde(flatten)]
    settings: WorldSettings,
    /// How many sites and software update points are pending.
    pending: usize,
}

/// Shows or sets how long things take.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let hierarchy = cli.open()?;
    if let Some(Command::Set { setting }) = &arguments.command {
        hierarchy.set_world_settings(*setting)?;
    }
    let world = World { settings: hierarchy.world_settings()?, pending: hierarchy.pending_installations()?.count() };
    if cli.json {
        print_json(out, &world)?
    } else {
        text::print(out, &world)?
    }
    Ok(ExitCode::SUCCESS)
}

fn assignment(text: &str) -> Result<WorldSettings, String> {
    let Some(("install_duration", value)) = text.split_once('=') else {
        return Err("write install_duration=TIME, such as install_duration=30m".to_owned());
    };
    let duration: SignedDuration = value.parse().map_err(|_| "write a duration such as 90s, 30m or 2h")?;
    if duration > WorldSettings::LONGEST_INSTALLATION {
        return Err("an installation takes at most 30 days".to_owned());
    }
    let install_duration = duration.as_secs().try_into().map_err(|_| "a duration is not negative")?;
    Ok(WorldSettings { install_duration })
}
