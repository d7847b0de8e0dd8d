//! Data sources, ephemeral resources, values that are not kept or not shown (cases 65, 66, 68 to 70).

use serde_json::json;

use crate::workspace::{Workspace, assert_says};

#[test]
fn a_data_source_waits_for_what_it_depends_on() {
    let workspace = Workspace::new(
        r#"
        resource "corner_everything" "x" {
          name = "Name"
          text = "t"
        }
        data "corner_lookup" "x" {
          key    = "corner_everything/${corner_everything.x.id}"
          remark = "As Written"
        }
        output "found" { value = data.corner_lookup.x }
        "#,
    );
    workspace.apply();
    workspace.expect_no_changes();
    let found = workspace.succeeds(&["output", "-json", "found"]).json().unwrap();
    assert_eq!((&found["remark"], &found["texts"]["text"]), (&json!("As Written"), &json!("t")));
}

#[test]
fn what_a_data_source_does_not_find_is_an_error_with_its_place() {
    let workspace = Workspace::new("data \"corner_lookup\" \"x\" {\n  key = \"corner_everything/id-9\"\n}");
    assert_says(&workspace.fails(&["plan"]), &["corner_everything/id-9 is not there", "key = \"corner"]);
    workspace.configure("data \"corner_lookup\" \"x\" {\n  key = \"\"\n}");
    assert_says(&workspace.fails(&["validate"]), &["Invalid value for \"key\""]);
}

fn events(workspace: &Workspace) -> Vec<String> {
    let remote = workspace.remote();
    let events = remote["events"].as_array().cloned().unwrap_or_default();
    events.iter().map(|event| event.as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_ephemeral_resource_is_renewed_while_it_is_used_and_closed() {
    let workspace = Workspace::new(
        r#"
        ephemeral "corner_token" "t" {
          audience = "me"
          renew    = true
        }
        resource "corner_waiting" "x" {
          event    = "renewed for me"
          token_wo = ephemeral.corner_token.t.token
        }
        "#,
    );
    workspace.apply();
    let events = events(&workspace);
    let count = |event: &str| events.iter().filter(|noted| *noted == event).count();
    assert_eq!((count("opened for me"), count("closed for me")), (2, 2), "{events:?}");
    assert!(count("renewed for me") >= 1, "{events:?}");
    assert_eq!(events.last().unwrap(), "closed for me");
    let secrets = workspace.remote()["secrets"].clone();
    assert_eq!(secrets.as_object().unwrap().values().collect::<Vec<_>>(), ["token-for-me"]);
    assert!(!workspace.read("terraform.tfstate").contains("token-for-me"));
}

/// Where what fails is what the token is for, Terraform 1.11 itself does not close it.
#[test]
fn an_ephemeral_resource_is_closed_although_something_else_fails() {
    let workspace = Workspace::new(
        r#"
        ephemeral "corner_token" "t" { audience = "me" }
        resource "corner_failing" "x" {
          fail = "before_create"
        }
        "#,
    );
    workspace.apply_fails();
    assert_eq!(events(&workspace), ["opened for me", "closed for me", "opened for me", "closed for me"]);
    workspace.configure("ephemeral \"corner_token\" \"t\" {\n  audience = \"\"\n}");
    assert_says(&workspace.fails(&["validate"]), &["Invalid value for \"audience\""]);
}

fn with_password(attributes: &str) -> String {
    format!("resource \"corner_everything\" \"x\" {{\n  name = \"n\"\n  {attributes}\n}}")
}

#[test]
fn a_write_only_value_reaches_the_remote_side_and_nothing_else() {
    let workspace = Workspace::new("");
    let stored = || workspace.remote()["secrets"].as_object().unwrap().values().next().cloned();
    for (version, password, arrived) in
        [(1, "\"hunter2\"", "hunter2"), (2, "\"hunter3\"", "hunter3"), (3, "null", "hunter3")]
    {
        workspace.configure(&with_password(&format!("password_wo = {password}\n  password_wo_version = {version}")));
        workspace.succeeds(&["plan", "-out=saved"]);
        let mut shown = workspace.succeeds(&["show", "-json", "saved"]).json().unwrap();
        shown["configuration"].take();
        let mut apply = workspace.command(&["apply", "saved"]);
        let logged = tfplugin_testing::driver::run::Run::of(apply.env("TF_LOG", "trace")).unwrap().success().unwrap();
        assert_eq!(stored(), Some(json!(arrived)));
        for place in [shown.to_string(), logged.text(), workspace.read("terraform.tfstate")] {
            assert!(!place.contains("hunter"), "{place}");
        }
        workspace.expect_no_changes();
    }
    // Without another version, another password is no change.
    workspace.configure(&with_password("password_wo = \"hunter4\"\n  password_wo_version = 3"));
    workspace.expect_no_changes();
    workspace.becomes(&with_password(""));
}

#[test]
fn a_sensitive_value_is_never_shown() {
    let workspace = Workspace::new(&with_password("secret = \"hunter2\""));
    let created = workspace.apply();
    workspace.configure(&with_password("secret = \"hunter3\""));
    let planned = workspace.succeeds(&["plan"]);
    workspace.configure(&with_password("secret = \"hun\""));
    let refused = workspace.terraform(&["plan"]);
    assert_says(&refused.text(), &["Invalid value for \"secret\""]);
    for run in [created, planned] {
        assert!(!run.text().contains("hunter"), "{}", run.transcript());
    }
}
