//! `cargo generate`: writes the files that are generated from the code, or checks that they are current.

mod artifact;
mod clients_table;
mod example_dump;
mod faults_guide;
mod function_section;
mod json_schema;
mod page;
mod public_api;
mod rules_guide;
mod schema_section;
mod site_facts_guide;
mod terraform_schema;
mod wire;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use artifact::{Artifact, Outcome};

/// Folders that hold generated files only.
const FOLDERS: [&str; 3] = ["docs", "schemas", wire::GENERATED];

/// Write schemas/, docs/, and the wire code and the public API of the SDK.
///
/// With --check, no file is written: files that are not current are listed with their differences, and the exit code
/// is 1. The real terraform (or tofu) is needed, because it prints the provider's schema.
#[derive(Debug, Parser)]
#[command(name = "cargo generate", bin_name = "cargo generate")]
struct Arguments {
    /// Only report files that are not current.
    #[arg(long)]
    check: bool,

    /// Only the public API of the SDK, which needs no client.
    #[arg(long)]
    public_api: bool,
}

fn main() -> ExitCode {
    if let Some(code) = public_api::as_rustdoc() {
        return code;
    }
    match generate(&Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn generate(&Arguments { check, public_api }: &Arguments) -> Result<ExitCode> {
    let (artifacts, folders) =
        if public_api { (public_api::artifacts()?, [].as_slice()) } else { (artifacts()?, FOLDERS.as_slice()) };
    let root = acceptance_tests::binaries::repository();
    let compare_or_write = if check { artifact::compare } else { artifact::write };
    let outcomes = compare_or_write(root, &artifacts, folders)?;
    for outcome in &outcomes {
        println!("{outcome}");
        if let (true, Outcome::Changed(_, difference)) = (check, outcome) {
            println!("{difference}");
        }
    }
    let stale = outcomes.iter().any(|outcome| !matches!(outcome, Outcome::Current(_)));
    if check && stale {
        eprintln!("error: generated files are not current. Run:\n    cargo generate");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn artifacts() -> Result<Vec<Artifact>> {
    let resources = configmgr::describe::resources()?;
    let mut artifacts = wire::artifacts()?;
    artifacts.extend(public_api::artifacts()?);
    artifacts.push(terraform_schema::artifact()?);
    artifacts.extend(json_schema::artifacts(&resources)?);
    artifacts.extend(page::artifacts(&resources)?);
    artifacts.push(example_dump::artifact()?);
    Ok(artifacts)
}
