//! Import, moves and upgrades (cases 57 to 64).

use serde_json::{Value as Json, json};

use crate::workspace::{Workspace, assert_says};

const FULL: &str = r#"resource "corner_everything" "x" {
  name      = "n"
  text      = "t"
  float     = 0.1
  dynamic   = { a = [1, "b"] }
  port      = 80
  part_list = [{ label = "l", screws = [{ size = 1 }] }]
  part_set  = [{ label = "a" }, { label = "b" }]
}
resource "corner_blocks" "x" {
  list {
    name = "one"
  }
  set {
    name = "two"
    condition {}
  }
  map "k" {}
}
"#;

/// Addresses with the ids of what is in the state.
fn ids(workspace: &Workspace) -> [(&'static str, String); 2] {
    ["corner_everything.x", "corner_blocks.x"]
        .map(|address| (address, workspace.state(address)["id"].as_str().unwrap().to_owned()))
}

#[test]
fn what_is_imported_is_as_it_was_created() {
    let workspace = Workspace::new(FULL);
    workspace.apply();
    let before = ids(&workspace).map(|(address, id)| (address, id, workspace.state(address)));
    for (address, id, _) in &before {
        workspace.succeeds(&["state", "rm", address]);
        workspace.succeeds(&["import", address, id]);
        assert_says(&workspace.fails(&["import", address, id]), &["Resource already managed by Terraform"]);
    }
    workspace.expect_no_changes();
    for (address, _, state) in &before {
        assert_eq!(&workspace.state(address), state, "{address}");
    }
}

#[test]
fn a_configuration_can_be_generated_from_an_import() {
    let workspace = Workspace::new(FULL);
    workspace.apply();
    let blocks: Vec<String> = ids(&workspace)
        .iter()
        .map(|(address, id)| {
            workspace.succeeds(&["state", "rm", address]);
            format!("import {{\n  to = {address}\n  id = \"{id}\"\n}}\n")
        })
        .collect();
    workspace.configure(&blocks.concat());
    workspace.succeeds(&["plan", "-generate-config-out=generated.tf"]);
    workspace.succeeds(&["validate"]);
    workspace.apply();
    workspace.expect_no_changes();
}

#[test]
fn an_import_id_that_leads_nowhere_is_an_error() {
    let workspace = Workspace::new("resource \"corner_everything\" \"x\" {\n  name = \"n\"\n}");
    for (id, expected) in [
        ("id-99", "Cannot import non-existent remote object"),
        ("99", "\"99\" is not an id of corner_everything"),
        (" id-1", "for example: id-7"),
        ("ID-1", "for example: id-7"),
        ("id-1/x", "for example: id-7"),
        ("é", "\"é\" is not an id of corner_everything"),
    ] {
        assert_says(&workspace.fails(&["import", "corner_everything.x", id]), &[expected]);
    }
    assert!(workspace.state("corner_everything.x").is_null());
}

/// A state file with one object of `corner_evolved`.
fn state_file(version: u8, attributes: &Json) -> String {
    json!({
        "version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "a", "outputs": {},
        "resources": [{
            "mode": "managed", "type": "corner_evolved", "name": "x",
            "provider": "provider[\"registry.terraform.io/acme/corner\"]",
            "instances": [{ "schema_version": version, "attributes": attributes }],
        }],
    })
    .to_string()
}

const EVOLVED: &str = "resource \"corner_evolved\" \"x\" {\n  title = \"t\"\n}";

#[test]
fn states_of_an_older_shape_are_upgraded() {
    let typed = json!({ "value": ["a", 1], "type": ["tuple", ["string", "number"]] });
    let with_dynamic = EVOLVED.replace("title", "dynamic = [\"a\", 1]\n  title");
    for (version, attributes, body) in [
        (0, json!({ "id": "id-1", "caption": "t", "forgotten": { "a": [1] } }), EVOLVED),
        (1, json!({ "id": "id-1", "title": "t" }), EVOLVED),
        (1, json!({ "id": "id-1", "title": "t", "label": [], "unheard_of": 1 }), EVOLVED),
        (1, json!({ "id": "id-1", "title": "t", "dynamic": typed }), with_dynamic.as_str()),
        (0, json!({ "id": "id-1", "caption": "t", "dynamic": typed }), with_dynamic.as_str()),
    ] {
        let workspace = Workspace::new(body);
        workspace.write("terraform.tfstate", &state_file(version, &attributes));
        workspace.expect_no_changes();
        workspace.succeeds(&["apply", "-auto-approve", "-refresh-only"]);
        assert_eq!(workspace.instance("x")["schema_version"], 1, "{attributes}");
        assert_eq!(workspace.state("corner_evolved.x")["title"], "t", "{attributes}");
    }
}

#[test]
fn a_state_of_a_newer_shape_is_refused() {
    let workspace = Workspace::new(EVOLVED);
    workspace.write("terraform.tfstate", &state_file(2, &json!({ "id": "id-1", "title": "t" })));
    assert_says(&workspace.fails(&["plan"]), &["Resource instance managed by newer provider version"]);
}

#[test]
fn a_state_that_does_not_fit_is_an_error() {
    let workspace = Workspace::new(EVOLVED);
    workspace.write("terraform.tfstate", &state_file(0, &json!({ "id": "id-1", "caption": ["no text"] })));
    let refusal = workspace.fails(&["plan"]);
    assert_says(&refusal, &["corner_evolved \"id-1\": caption in the state cannot be read"]);
    assert_says(&refusal, &["It is not a state of version 0", "expected a string", "terraform import ADDRESS 'id-1'"]);
}

/// Moves and upgrades need no remote side.
#[test]
fn an_object_moves_between_types_that_know_each_other() {
    let old = "resource \"corner_old\" \"x\" {\n  caption = \"t\"\n}";
    let moved = |from: &str| format!("{EVOLVED}\nmoved {{\n  from = {from}.x\n  to   = corner_evolved.x\n}}");
    let workspace = Workspace::new(old);
    workspace.apply();
    let id = workspace.state("corner_old.x")["id"].clone();
    workspace.configure(&moved("corner_old"));
    let remote = workspace.read("remote.json");
    workspace.write("remote.json", "{ damaged");
    assert_eq!(workspace.planned_action(&["-refresh=false"]), "no-op");
    workspace.write("remote.json", &remote);
    assert_eq!(workspace.planned_action(&[]), "no-op");
    workspace.apply();
    workspace.expect_no_changes();
    assert_eq!(workspace.state("corner_evolved.x")["id"], id);

    let workspace = Workspace::new("resource \"corner_blocks\" \"x\" {}");
    workspace.apply();
    workspace.configure(&moved("corner_blocks"));
    assert_says(&workspace.fails(&["plan"]), &["A corner_blocks cannot be moved to a corner_evolved", "import block"]);

    let workspace = Workspace::new("resource \"corner_evolved\" \"y\" {\n  title = \"t\"\n}");
    workspace.apply();
    workspace.configure(&format!("{EVOLVED}\nmoved {{\n  from = corner_evolved.y\n  to   = corner_evolved.x\n}}"));
    assert_eq!(workspace.planned_action(&[]), "no-op");
}
