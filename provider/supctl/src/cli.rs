//! What can be typed: the options all commands have, and the list of commands.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use hierarchy::environment::{DEFAULT_PATH, PATH_VARIABLE};
use hierarchy::{Hierarchy, StoreError, SystemClock};

use crate::shared::error::Result;
use crate::{catalog, check, clock, completions, export, fault, history, init, logs, set, status, sync, tree, updates};

const EXAMPLES: &str = "Examples:
  supctl tree                              the hierarchy of this folder
  supctl --path ../prod/hierarchy.db tree  another one
  supctl status                            how synchronisation stands
  supctl sync --wait                       synchronise, and see it through
  supctl clock advance 1w                  let a week pass
  supctl fault add http-503 --server wsus01.contoso.com
  supctl history --since 2d                what changed in the last two days
  supctl set PS1/wsus01.contoso.com http_port=80 https_port=443
  supctl check                             whether it keeps all rules
  supctl tree --json                       the tree for programs
  supctl export --out infra                the hierarchy as code

Exit codes: 0 fine, 1 failed, 2 warnings and check --strict, or failures and status --check.";

/// Shows, checks, changes, synchronises and exports a simulated Configuration Manager hierarchy: what it holds, and who changed it.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Cli {
    /// The hierarchy's file.
    #[arg(long, global = true, env = unless_empty(PATH_VARIABLE), default_value = DEFAULT_PATH, value_name = "FILE", display_order = 90)]
    pub(crate) path: PathBuf,

    /// Print JSON instead of text; its shape is stable.
    #[arg(long, global = true, display_order = 91)]
    pub(crate) json: bool,

    #[command(subcommand)]
    command: Command,
}

/// Each command says what it does where its arguments are.
#[derive(Debug, Subcommand)]
enum Command {
    Tree(tree::Arguments),
    Status(status::Arguments),
    Sync(sync::Arguments),
    Clock(clock::Arguments),
    Fault(fault::Arguments),
    Catalog(catalog::Arguments),
    ExportUpdates(updates::export::Arguments),
    ImportUpdates(updates::import::Arguments),
    History(history::Arguments),
    Init(init::Arguments),
    Logs(logs::Arguments),
    Set(set::Arguments),
    Check(check::Arguments),
    Export(export::Arguments),
    Completions(completions::Arguments),
}

impl Cli {
    /// Does what the command line asks for.
    pub(crate) fn run(&self, out: &mut impl Write) -> Result<ExitCode> {
        match &self.command {
            Command::Tree(arguments) => tree::run(out, self, arguments),
            Command::Status(arguments) => status::run(out, self, arguments),
            Command::Sync(arguments) => sync::run(out, self, arguments),
            Command::Clock(arguments) => clock::run(out, self, arguments),
            Command::Fault(arguments) => fault::run(out, self, arguments),
            Command::Catalog(arguments) => catalog::run(out, self, arguments),
            Command::ExportUpdates(arguments) => updates::export::run(out, self, arguments),
            Command::ImportUpdates(arguments) => updates::import::run(out, self, arguments),
            Command::History(arguments) => history::run(out, self, arguments),
            Command::Init(arguments) => init::run(out, self, arguments),
            Command::Logs(arguments) => logs::run(out, self, arguments),
            Command::Set(arguments) => set::run(out, self, arguments),
            Command::Check(arguments) => check::run(out, self, arguments),
            Command::Export(arguments) => export::run(out, self, arguments),
            Command::Completions(arguments) => completions::run(out, arguments),
        }
    }

    /// The hierarchy the command is about. Looking at one does not create it.
    pub(crate) fn open(&self) -> Result<Hierarchy, StoreError> {
        Hierarchy::open_existing(&self.path, Arc::new(SystemClock))
    }
}

/// The name of a variable, which counts as absent where it is empty, as in the provider.
pub(crate) fn unless_empty(variable: &'static str) -> Option<&'static str> {
    let is_empty = std::env::var_os(variable).is_some_and(|value| value.is_empty());
    (!is_empty).then_some(variable)
}
