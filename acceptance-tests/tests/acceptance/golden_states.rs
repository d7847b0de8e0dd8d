//! States of every shape that states have had work with this version.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use acceptance_tests::binaries::repository;
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::support::assert_refusal;

/// Set to any value, the newest golden state is written anew.
const UPDATE: &str = "UPDATE_GOLDEN_STATE";

fn folders() -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(repository().join("provider/configmgr/tests/states"))?;
    let mut folders = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    folders.sort();
    ensure!(!folders.is_empty(), "there are no golden states");
    Ok(folders)
}

/// Installs the configuration of a golden state.
fn install(workspace: &Workspace, folder: &Path) -> Result<()> {
    workspace.write("main.tf", &fs::read_to_string(folder.join("main.tf"))?)?;
    workspace.init()?;
    workspace.apply(&[]).map(drop)
}

/// Replaces the state by a golden state, with `change` in each object: its attributes, and what the provider stores with
/// them. The objects of the hierarchy have no owners then, as those of an older version.
fn put(workspace: &Workspace, folder: &Path, change: impl Fn(&str, &mut Value)) -> Result<()> {
    let text = fs::read(folder.join("terraform.tfstate")).with_context(|| folder.display().to_string())?;
    let mut state: Value = serde_json::from_slice(&text)?;
    for resource in state["resources"].as_array_mut().context("the state has no resources")? {
        let kind = resource["type"].as_str().unwrap_or_default().to_owned();
        let object = &mut resource["instances"][0];
        let id = format!("{}/{}", kind.trim_start_matches("configmgr_"), object["attributes"]["id"].as_str().unwrap());
        workspace.supctl(&["owners", &id, "--clear"])?.success()?;
        change(&kind, object);
    }
    workspace.write("terraform.tfstate", &state.to_string())
}

/// The attributes of each object, which are the same after every command.
type Objects = BTreeMap<String, Value>;

fn expect_same(workspace: &Workspace, objects: &Objects) -> Result<()> {
    let state = workspace.state()?;
    for (address, values) in objects {
        ensure!(state.get(address) == Some(values), "{address} is {:#} and was {values:#}", state[address]);
    }
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn golden_states_are_read_by_every_command() -> Result<()> {
    let folders = folders()?;
    for folder in &folders {
        in_workspace(|workspace| {
            install(workspace, folder)?;
            if env::var_os(UPDATE).is_some() && Some(folder) == folders.last() {
                fs::copy(workspace.folder().join("terraform.tfstate"), folder.join("terraform.tfstate"))?;
            }
            let objects = workspace.state()?;
            put(workspace, folder, |_, _| {})?;
            workspace.expect_no_changes()?;
            for arguments in [&["-refresh-only"][..], &["-refresh=false"], &[]] {
                put(workspace, folder, |_, _| {})?;
                workspace.apply(arguments)?;
                expect_same(workspace, &objects)?;
            }
            put(workspace, folder, |_, _| {})?;
            workspace.destroy(&["-refresh=false"])?;
            workspace.expect_empty_hierarchy()
        })
        .with_context(|| folder.display().to_string())?;
    }
    Ok(())
}

/// Attributes that did not exist yet, one of them a nested object.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_state_without_newer_attributes_is_completed() -> Result<()> {
    let newer = [
        ("configmgr_site", ["install_directory", "type"]),
        ("configmgr_site_system", ["wsus", "untrusted_forest"]),
        ("configmgr_sup_role", ["server_fqdn", "client_connection_type"]),
        ("configmgr_sync_settings", ["languages", "site_code"]),
        ("configmgr_account", ["user_name", "timeouts"]),
    ];
    let folder = folders()?.pop().context("no golden state")?;
    in_workspace(|workspace| {
        install(workspace, &folder)?;
        let objects = workspace.state()?;
        let without = |kind: &str, object: &mut Value| {
            // It has the revision of another hierarchy.
            object["private"] = Value::Null;
            for (_, [missing, null]) in newer.iter().filter(|(of, _)| *of == kind) {
                object["attributes"].as_object_mut().unwrap().remove(*missing);
                object["attributes"][*null] = Value::Null;
            }
        };
        for arguments in [&["-refresh=false"][..], &["-refresh-only"], &[]] {
            put(workspace, &folder, without)?;
            let run = workspace.apply(arguments)?;
            for change in ["must be replaced", "will be created", "has been deleted"] {
                ensure!(!run.stdout.contains(change), "{change}:\n{}", run.transcript());
            }
            // A refresh does not read what only the configuration has.
            workspace.apply(&["-refresh=false"])?;
            expect_same(workspace, &objects)?;
        }
        put(workspace, &folder, without)?;
        workspace.destroy(&["-refresh=false"])?;
        workspace.expect_empty_hierarchy()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_state_with_a_value_of_a_newer_version_is_refused_with_what_to_do() -> Result<()> {
    let folder = folders()?.pop().context("no golden state")?;
    in_workspace(|workspace| {
        install(workspace, &folder)?;
        put(workspace, &folder, |kind, object| {
            if kind == "configmgr_sync_settings" && object["attributes"]["id"] == "CAS" {
                object["attributes"]["schedule"]["monthly_by_weekday"]["week"] = "fifth".into();
            }
        })?;
        for (name, arguments) in [
            ("a_state_of_a_newer_version", &["plan"][..]),
            ("a_state_of_a_newer_version_without_refresh", &["plan", "-refresh=false"]),
            ("a_state_of_a_newer_version_at_destroy", &["destroy", "-auto-approve"]),
        ] {
            assert_refusal(name, &workspace.terraform(arguments)?.expect_code(1)?);
        }
        Ok(())
    })
}
