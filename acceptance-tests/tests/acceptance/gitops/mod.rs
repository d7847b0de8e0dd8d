//! The ready pipelines of the examples, run against a bare repository and a stand-in for its host.

pub(crate) mod github;
mod gitlab;
mod host;
mod lint;
pub(crate) mod repository;
mod steps;
mod tools;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use acceptance_tests::run::Run;
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::Result;

use host::Host;
use repository::Repository;

/// What seals plans.
const PASSPHRASE: &str = "a passphrase of this test";

/// A team: a repository on a host, with a state and a hierarchy that all jobs share in a database.
struct Team {
    workspace: Workspace,
    host: Host,
    repository: Repository,
    artifacts: PathBuf,
    /// The folder with the programs of the runner.
    programs: PathBuf,
    url: String,
}

/// Runs `test` with a team whose repository has `files` of the examples, at the places given with them.
fn in_team(files: &[(&str, &str)], test: impl Fn(&Team) -> Result<()>) -> Result<()> {
    let database = test_postgres::new_name();
    test_postgres::Server::shared().sql(&format!("CREATE DATABASE \"{database}\""))?;
    in_workspace(|workspace| {
        let url = test_postgres::Server::shared().url_of("postgres", &database, "sslmode=disable");
        let workspace = workspace.at_url(&url);
        let artifacts = workspace.root().join("artifacts");
        fs::create_dir(&artifacts)?;
        let files = [files, &[("ci", "ci"), ("configuration/versions.tf", "versions.tf")]].concat();
        let repository = Repository::create(workspace.root(), &files)?;
        let programs = tools::programs(&workspace)?;
        let host = Host::start(artifacts.clone())?;
        test(&Team { workspace, host, repository, artifacts, programs, url })
    })
}

impl Team {
    /// The variables that every job of a pipeline has, with those of the team's secrets.
    fn secrets(&self) -> [(&'static str, String); 3] {
        [
            ("PG_CONN_STR", self.url.clone()),
            ("CONFIGMGR_DATABASE_URL", self.url.clone()),
            ("PLAN_PASSPHRASE", PASSPHRASE.to_owned()),
        ]
    }

    /// A program of the runner, which finds the others on its `PATH`.
    fn program(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        acceptance_tests::terraform::isolate(&mut command);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = [self.programs.clone()].into_iter().chain(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(path).unwrap()).env("HOME", self.workspace.root().join("home"));
        command
    }

    /// The example's hierarchy, as a change of the configuration.
    fn write_hierarchy(&self) -> Result<()> {
        let main = acceptance_tests::examples::folder().join("gitops/configuration/main.tf");
        self.repository.write("main.tf", &fs::read_to_string(main)?)
    }

    /// Somebody else changes the hierarchy at the console.
    fn change_at_the_console(&self, arguments: &[&str]) -> Result<Run> {
        self.workspace.with_variable("CONFIGMGR_ACTOR", "bob").supctl(arguments)?.success()
    }
}
