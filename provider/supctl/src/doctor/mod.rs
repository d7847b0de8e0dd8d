//! Finds out why something does not work.

mod configuration;
mod plugin;
mod store;
mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::Cli;
use crate::shared::error::Result;
use crate::shared::json::print_json;

const EXAMPLES: &str =
    "It examines the file or the database of the hierarchy (damage, format, permissions, clock, and which programs use it), \
     starts the provider as Terraform does, and reads the configuration in this folder. It changes nothing.

Examples:
  supctl doctor
  supctl --path ../prod/hierarchy.db doctor --strict
  supctl doctor --json | jq -r '.examined[] | select(.state == \"error\")'

Exit codes:
  0  no errors
  1  errors, or the examination failed
  2  with --strict: warnings and no errors";

/// Examine the hierarchy, the provider and the configuration, and say what to do
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Exit with 2 if there are warnings and no errors.
    #[arg(long)]
    strict: bool,
}

/// What `supctl doctor --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Examination {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    /// What was examined, in the order of the text.
    pub(crate) examined: Vec<Examined>,
}

/// One thing that was examined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Examined {
    pub(crate) subject: Subject,
    pub(crate) state: State,
    /// What was found.
    pub(crate) finding: String,
    /// What to do; null where nothing needs to be done.
    pub(crate) remedy: Option<String>,
}

/// What is examined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Subject {
    /// Whether the hierarchy is whole.
    Hierarchy,
    /// Who may read and write its file or its database.
    Permissions,
    /// The hierarchy clock and the machine clock.
    Clock,
    /// Which programs have the file open, or are connected to the database.
    Connections,
    /// The provider, started as Terraform starts it.
    Plugin,
    /// The configuration of Terraform in this folder.
    Configuration,
}

/// How it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// As it should be.
    Ok,
    /// It works, and may not for long or for everybody.
    Warning,
    /// It does not work.
    Error,
    /// It could not be examined.
    Skipped,
}

impl Examined {
    fn ok(subject: Subject, finding: impl Into<String>) -> Self {
        Self { subject, state: State::Ok, finding: finding.into(), remedy: None }
    }

    fn skipped(subject: Subject, finding: impl Into<String>) -> Self {
        Self { state: State::Skipped, ..Self::ok(subject, finding) }
    }

    fn warning(subject: Subject, finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { state: State::Warning, remedy: Some(remedy.into()), ..Self::ok(subject, finding) }
    }

    fn error(subject: Subject, finding: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { state: State::Error, ..Self::warning(subject, finding, remedy) }
    }
}

/// Examines everything, and shows what was found.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let location = cli.location()?;
    let mut examined = store::examine(&location);
    examined.extend(plugin::examine());
    examined.extend(configuration::examine(&location));
    let count = |state| examined.iter().filter(|examined| examined.state == state).count();
    let examination = Examination { errors: count(State::Error), warnings: count(State::Warning), examined };
    if cli.json {
        print_json(out, &examination)?;
    } else {
        text::print(out, &examination)?;
    }
    Ok(match (examination.errors, examination.warnings) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::from(if arguments.strict { 2 } else { 0 }),
        _ => ExitCode::FAILURE,
    })
}
