//! The command line: global options and the list of commands.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use hierarchy::{DatabaseUrl, Hierarchy, Location, SystemClock};

use crate::shared::diagnostic::{self, Diagnostic};
use crate::shared::error::Result;
use crate::shared::room::Room;
use crate::{
    backup, catalog, check, clock, collector, compare, completions, copy, doctor, drift, export, fault, history,
    import_site, init, install_mirror, logs, messages, owners, report, restore, runbook, set, status, sync, tree,
    updates, world,
};

const EXAMPLES: &str = "Examples:
  supctl tree                              the hierarchy of this folder
  supctl --path ../prod/hierarchy.db tree  another hierarchy
  supctl status                            the state of synchronization
  supctl messages --severity error         what components report
  supctl sync --wait                       synchronize, and wait for the end
  supctl clock advance 1w                  advance the clock by a week
  supctl world set install_duration=30m    let installing take time
  supctl fault add PS1/wsus01.contoso.com http-503
  supctl history --since 2d                the changes of the last two days
  supctl set PS1/wsus01.contoso.com http_port=80 https_port=443
  supctl check                             check all rules
  supctl doctor                            find out why something does not work
  supctl drift --state state.json          what differs from Terraform's state
  supctl compare --at 2d                   what changed in the last two days
  supctl report --plan plan.json           a plan as a pull-request comment
  supctl backup monday.db                  back up the hierarchy
  supctl copy --to copy.db                 copy it to another file or database
  supctl tree --json                       the tree as JSON
  supctl export --out infra                the hierarchy as configuration
  supctl collector > Export-CMHierarchy.ps1
  supctl import-site dump.json --to prod.db
  supctl runbook --plan plan.json          a plan as steps for a real site
  supctl install-mirror --write            the provider without a registry

Exit codes:
  0  success
  1  failure
  2  warnings with check or doctor --strict, problems with status --check,
     differences with drift or compare, or a runbook that ends early";

/// Show, check, change, synchronize and export a simulated Configuration Manager hierarchy
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Cli {
    /// File of the hierarchy. Environment: CONFIGMGR_PATH; default: .configmgr/hierarchy.db.
    #[arg(long, global = true, value_name = "FILE", display_order = 90)]
    path: Option<PathBuf>,

    /// PostgreSQL database of the hierarchy, in place of a file. Environment: CONFIGMGR_DATABASE_URL.
    #[arg(long, global = true, value_name = "URL", conflicts_with = "path", display_order = 90)]
    database_url: Option<String>,

    /// Print JSON instead of text; its format is stable.
    #[arg(long, global = true, display_order = 91)]
    pub(crate) json: bool,

    #[command(subcommand)]
    command: Command,
}

/// A command describes itself where its arguments are declared.
#[derive(Debug, Subcommand)]
enum Command {
    Tree(tree::Arguments),
    Status(status::Arguments),
    Sync(sync::Arguments),
    Clock(clock::Arguments),
    World(world::Arguments),
    Fault(fault::Arguments),
    Catalog(catalog::Arguments),
    ExportUpdates(updates::export::Arguments),
    ImportUpdates(updates::import::Arguments),
    History(history::Arguments),
    Init(init::Arguments),
    InstallMirror(install_mirror::Arguments),
    Logs(logs::Arguments),
    Owners(owners::Arguments),
    Messages(messages::Arguments),
    Set(set::Arguments),
    Check(check::Arguments),
    Compare(compare::Arguments),
    Doctor(doctor::Arguments),
    Drift(drift::Arguments),
    Report(report::Arguments),
    Backup(backup::Arguments),
    Restore(restore::Arguments),
    Copy(copy::Arguments),
    Export(export::Arguments),
    Collector(collector::Arguments),
    ImportSite(import_site::Arguments),
    Runbook(runbook::Arguments),
    Completions(completions::Arguments),
}

impl Cli {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut impl Write) -> Result<ExitCode> {
        let copied = match &self.command {
            Command::Copy(arguments) => arguments.places(),
            Command::ImportSite(arguments) => [Some(arguments.place()), None],
            _ => [None, None],
        };
        let mut places = [self.database_url.as_deref()].into_iter().chain(copied).flatten();
        if places.any(|place| place.parse().is_ok_and(|url: DatabaseUrl| url.has_password())) {
            diagnostic::print(&mut anstream::stderr().lock(), Room::of_messages(), &[password_on_command_line()])?;
        }
        match &self.command {
            Command::Tree(arguments) => tree::run(out, self, arguments),
            Command::Status(arguments) => status::run(out, self, arguments),
            Command::Sync(arguments) => sync::run(out, self, arguments),
            Command::Clock(arguments) => clock::run(out, self, arguments),
            Command::World(arguments) => world::run(out, self, arguments),
            Command::Fault(arguments) => fault::run(out, self, arguments),
            Command::Catalog(arguments) => catalog::run(out, self, arguments),
            Command::ExportUpdates(arguments) => updates::export::run(out, self, arguments),
            Command::ImportUpdates(arguments) => updates::import::run(out, self, arguments),
            Command::History(arguments) => history::run(out, self, arguments),
            Command::Init(arguments) => init::run(out, self, arguments),
            Command::InstallMirror(arguments) => install_mirror::run(out, self, arguments),
            Command::Logs(arguments) => logs::run(out, self, arguments),
            Command::Owners(arguments) => owners::run(out, self, arguments),
            Command::Messages(arguments) => messages::run(out, self, arguments),
            Command::Set(arguments) => set::run(out, self, arguments),
            Command::Check(arguments) => check::run(out, self, arguments),
            Command::Compare(arguments) => compare::run(out, self, arguments),
            Command::Doctor(arguments) => doctor::run(out, self, arguments),
            Command::Drift(arguments) => drift::run(out, self, arguments),
            Command::Report(arguments) => report::run(out, self, arguments),
            Command::Backup(arguments) => backup::run(out, self, arguments),
            Command::Restore(arguments) => restore::run(out, self, arguments),
            Command::Copy(arguments) => copy::run(out, self, arguments),
            Command::Export(arguments) => export::run(out, self, arguments),
            Command::Collector(arguments) => collector::run(out, arguments),
            Command::ImportSite(arguments) => import_site::run(out, self, arguments),
            Command::Runbook(arguments) => runbook::run(out, self, arguments),
            Command::Completions(arguments) => completions::run(out, arguments),
        }
    }

    /// Where the hierarchy is, by the options, else by the environment.
    ///
    /// # Errors
    /// When a URL is not valid, or the environment names two places.
    pub(crate) fn location(&self) -> Result<Location> {
        match (&self.path, &self.database_url) {
            (Some(path), _) => Ok(Location::File(path.clone())),
            (None, Some(url)) => Location::database(url).map_err(|error| {
                let what = format!("--database-url is not the URL of a database: {error}");
                Diagnostic::error(what, error.remedy()).into()
            }),
            (None, None) => Ok(Location::of_environment()?),
        }
    }

    /// Opens the hierarchy.
    ///
    /// # Errors
    /// When it cannot be opened, or does not exist: no command creates one.
    pub(crate) fn open(&self) -> Result<Hierarchy> {
        let hierarchy = Hierarchy::open_existing(&self.location()?, Arc::new(SystemClock))?;
        if let Some(standby) = hierarchy.standby()? {
            anstream::eprintln!("Read from a standby server: {standby}.");
        }
        Ok(hierarchy.when_waiting(|holder| anstream::eprintln!("Waiting for {holder}, which is making a change ...")))
    }
}

fn password_on_command_line() -> Diagnostic {
    Diagnostic::warning(
        "the URL on the command line contains a password",
        "Other users of this machine can see the command lines of its processes. Set PGPASSWORD, use a password file, or set \
         CONFIGMGR_DATABASE_URL instead.",
    )
}

/// The name of an environment variable, unless it is empty: an empty one counts as absent, as in the provider.
pub(crate) fn unless_empty(variable: &'static str) -> Option<&'static str> {
    let is_empty = std::env::var_os(variable).is_some_and(|value| value.is_empty());
    (!is_empty).then_some(variable)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn no_example_is_broken_in_80_columns() {
        fn examples(command: &clap::Command) -> Vec<String> {
            let own = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            own.lines().map(str::to_owned).chain(command.get_subcommands().flat_map(examples)).collect()
        }
        let lines = examples(&Cli::command()).into_iter().filter(|line| line.starts_with("  "));
        let broken: Vec<String> = lines.filter(|line| textwrap::core::display_width(line) > 80).collect();
        assert_eq!(broken, [""; 0]);
    }
}
