//! The schema as Terraform takes it (cases 17 to 20).

use crate::workspace::{Workspace, assert_says};

#[test]
fn terraform_prints_the_schema_of_every_kind_of_object() {
    let workspace = Workspace::new("");
    let mut schema = workspace.succeeds(&["providers", "schema", "-json"]).json().unwrap();
    let schema = schema["provider_schemas"]["registry.terraform.io/acme/corner"].take();
    insta::assert_snapshot!(serde_json::to_string_pretty(&schema).unwrap());
}

#[test]
fn a_configuration_is_valid_with_any_provider_block_or_none() {
    let resource = r#"resource "corner_blocks" "x" {}"#;
    let workspace = Workspace::new("");
    for provider in ["", "provider \"corner\" {}", "provider \"corner\" {\n  path  = \"x\"\n  token = \"t\"\n}"] {
        workspace.configure_bare(&format!("{provider}\n{resource}"));
        workspace.succeeds(&["validate"]);
    }
    assert!(workspace.remote().is_null());
}

#[test]
fn what_is_wrong_with_the_provider_block_is_said_with_its_place() {
    let workspace = Workspace::new("");
    for (attributes, expected) in [
        ("token = \"t\"\n  anonymous = true", ["exclude each other", "anonymous = true"]),
        ("path = \"\"", ["Invalid value for \"path\"", "must not be empty"]),
    ] {
        let provider = format!("provider \"corner\" {{\n  {attributes}\n}}");
        workspace.configure_bare(&format!("{provider}\nresource \"corner_blocks\" \"x\" {{}}"));
        assert_says(&workspace.fails(&["validate"]), &expected);
    }
}

#[test]
fn a_provider_block_may_be_unknown_until_it_is_needed() {
    let workspace = Workspace::new("");
    workspace.configure_bare(
        r#"
        resource "terraform_data" "path" { input = "remote.json" }
        provider "corner" { path = terraform_data.path.output }
        resource "corner_blocks" "x" {}
        "#,
    );
    assert_eq!(workspace.planned_actions(&[])["corner_blocks.x"], "create");
    workspace.apply();
    workspace.expect_no_changes();
    workspace.destroy();
}
