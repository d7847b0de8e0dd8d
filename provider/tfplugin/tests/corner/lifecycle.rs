//! From creation to removal (cases 32 to 56, where nothing fails).

use serde_json::json;

use crate::workspace::{Workspace, assert_says, plain};

fn everything(attributes: &str) -> String {
    format!("resource \"corner_everything\" \"x\" {{\n  name = \"n\"\n  {attributes}\n}}")
}

/// Each change is one update, with nothing left to do afterwards.
#[test]
fn every_attribute_can_be_set_changed_emptied_and_unset() {
    let steps = [
        ("text", ["\"a\"", "\"b\"", "\"\""]),
        ("truth", ["true", "false", "true"]),
        ("integer", ["1", "2", "0"]),
        ("float", ["0.1", "1/3", "0"]),
        ("big", ["1e100", "1/3", "0"]),
        ("dynamic", ["1", "\"x\"", "[]"]),
        ("color", ["\"red\"", "\"dark_blue\"", "\"red\""]),
        ("list", ["[\"a\"]", "[\"b\", \"a\"]", "[]"]),
        ("set", ["[\"a\"]", "[\"b\", \"a\"]", "[]"]),
        ("map", ["{ a = \"1\" }", "{ b = \"1\" }", "{}"]),
        ("lists", ["{ a = [1] }", "{ a = [2], b = [] }", "{}"]),
        ("port", ["80", "443", "1"]),
        ("address", ["\"a\"", "\"b\"", "\"\""]),
        ("secret", ["\"aaaa\"", "\"bbbb\"", "\"cccc\""]),
        ("part", ["{ label = \"a\" }", "{ weight = 3, screws = [{ size = 1 }] }", "{}"]),
        ("always", ["{ label = \"a\" }", "{ weight = 3 }", "{}"]),
        ("part_list", ["[{ label = \"a\" }]", "[{}, { label = \"a\" }]", "[]"]),
        ("part_map", ["{ a = {} }", "{ b = { label = \"x\" } }", "{}"]),
        ("part_set", ["[{ label = \"a\" }]", "[{ label = \"b\" }, { label = \"a\" }]", "[]"]),
    ];
    let workspace = Workspace::new(&everything(""));
    workspace.apply();
    let id = workspace.state("corner_everything.x")["id"].clone();
    for round in 0..4 {
        let attribute = |(name, values): &(&str, [&str; 3])| match values.get(round) {
            Some(value) => format!("{name} = {value}"),
            None => String::new(),
        };
        let attributes: Vec<String> = steps.iter().map(attribute).collect();
        workspace.configure(&everything(&attributes.join("\n  ")));
        assert_eq!(workspace.planned_action(&[]), "update");
        workspace.becomes(&everything(&attributes.join("\n  ")));
    }
    let state = workspace.state("corner_everything.x");
    assert_eq!(state["id"], id);
    assert_eq!((&state["port"], &state["address"], &state["text"]), (&json!(8530), &json!(""), &json!(null)));
    assert_eq!(state["always"]["weight"], 1);
    workspace.destroy();
}

#[test]
fn blocks_of_every_nesting_come_and_go() {
    let blocks = |body: &str| format!("resource \"corner_blocks\" \"x\" {{\n{body}\n}}");
    let workspace = Workspace::new(&blocks(""));
    workspace.apply();
    workspace.expect_no_changes();
    for body in [
        "single {}\n group {}\n list {}\n set {}\n map \"a\" {}\n timeouts {}",
        r#"
        single {
          name = "s"
          condition { subject = "c" }
        }
        group { subject = "g" }
        list { name = "one" }
        list {
          priority = 1
          condition {}
          condition { subject = "d" }
        }
        set { name = "one" }
        set {
          name = "two"
          condition { subject = "e" }
        }
        map "a" { name = "m" }
        map "b" { priority = 2 }
        timeouts {
          create = "1m"
          delete = "1h30m"
        }
        "#,
        "list { name = \"two\" }\n set { name = \"two\" }\n map \"b\" {}\n group { subject = \"h\" }",
        "",
    ] {
        workspace.configure(&blocks(body));
        assert_eq!(workspace.planned_action(&[]), "update", "{body}");
        workspace.becomes(&blocks(body));
    }
    workspace.destroy();
}

/// One element changes: the others keep what was computed for them.
#[test]
fn elements_that_stay_keep_their_computed_values() {
    let workspace = Workspace::new(&everything(
        "part_set = [{ label = \"a\" }, { label = \"b\" }]\n  part_map = { a = {}, b = {} }",
    ));
    workspace.apply();
    let before = workspace.state("corner_everything.x");
    workspace
        .becomes(&everything("part_set = [{ label = \"b\" }, { label = \"c\" }]\n  part_map = { b = {}, c = {} }"));
    let after = workspace.state("corner_everything.x");
    assert_eq!(before["part_map"]["b"], after["part_map"]["b"]);
    assert_ne!(before["part_map"]["b"]["serial"], after["part_map"]["c"]["serial"]);
    let labelled_b = |state: &serde_json::Value| {
        state["part_set"].as_array().unwrap().iter().find(|part| part["label"] == "b").cloned()
    };
    assert_eq!(labelled_b(&before), labelled_b(&after));
    assert_ne!(before["revision"], after["revision"]);
}

#[test]
fn what_changed_behind_the_back_is_seen_and_put_right() {
    let workspace = Workspace::new(&everything("text = \"mine\"\n  part_list = [{ label = \"mine\" }]"));
    workspace.apply();
    let object = || workspace.remote_objects().remove(0);
    let change = |pointer: &str, value: serde_json::Value| {
        workspace.change_remote(|remote| *remote["objects"][object()].pointer_mut(pointer).unwrap() = value);
    };
    for (pointer, value) in [("/text", json!("theirs")), ("/part_list/0/label", json!(null)), ("/part_list", json!([]))]
    {
        change(pointer, value);
        assert_eq!(workspace.planned_action(&[]), "update", "{pointer}");
        assert_eq!(workspace.planned_action(&["-refresh=false"]), "no-op", "{pointer}");
        workspace.apply();
        workspace.expect_no_changes();
    }
    change("/address", json!("moved"));
    workspace.expect_no_changes();
    workspace.succeeds(&["apply", "-auto-approve", "-refresh-only"]);
    assert_eq!(workspace.state("corner_everything.x")["address"], "moved");
    workspace.change_remote(|remote| remote["objects"] = json!({}));
    assert_eq!(workspace.planned_action(&[]), "create");
    workspace.succeeds(&["destroy", "-auto-approve", "-refresh=false"]);
}

#[test]
fn what_forces_a_replacement_does() {
    let workspace = Workspace::new(&everything("anchor = \"here\""));
    workspace.apply();
    let id = |workspace: &Workspace| workspace.state("corner_everything.x")["id"].clone();
    let first = id(&workspace);
    workspace.configure(&everything("anchor = \"there\""));
    assert_eq!(workspace.planned_action(&[]), "delete+create");
    workspace.becomes(&everything("anchor = \"there\""));
    assert_ne!(id(&workspace), first);

    let late = format!(
        "resource \"terraform_data\" \"late\" {{\n  input = \"there\"\n}}\n{}",
        everything("anchor = terraform_data.late.output\n  lifecycle {\n    create_before_destroy = true\n  }")
    );
    workspace.configure(&late);
    assert_eq!(workspace.planned_actions(&[])["corner_everything.x"], "create+delete");
    workspace.becomes(&late);
    assert_eq!(workspace.remote_objects().len(), 1);
    assert_eq!(workspace.planned_actions(&["-replace=corner_everything.x"])["corner_everything.x"], "create+delete");
    workspace.succeeds(&["taint", "corner_everything.x"]);
    assert_eq!(workspace.planned_actions(&[])["corner_everything.x"], "create+delete");
    workspace.succeeds(&["untaint", "corner_everything.x"]);
    workspace.expect_no_changes();
    workspace.destroy();
}

#[test]
fn another_letter_case_is_no_change() {
    let workspace = Workspace::new("resource \"corner_everything\" \"x\" {\n  name = \"Name\"\n}");
    workspace.apply();
    workspace.configure("resource \"corner_everything\" \"x\" {\n  name = \"nAME\"\n}");
    workspace.expect_no_changes();
    workspace.becomes("resource \"corner_everything\" \"x\" {\n  name = \"nAME\"\n  text = \"changed\"\n}");
    assert_eq!(workspace.state("corner_everything.x")["name"], "Name");
}

#[test]
fn terraform_can_be_told_what_to_leave_alone() {
    let workspace = Workspace::new(&everything("text = \"a\""));
    workspace.apply();
    for ignored in ["[text]", "all"] {
        workspace
            .configure(&everything(&format!("text = \"b\"\n  lifecycle {{\n    ignore_changes = {ignored}\n  }}")));
        workspace.expect_no_changes();
    }
    workspace.configure(&everything("lifecycle {\n    prevent_destroy = true\n  }"));
    assert_says(&workspace.fails(&["plan", "-destroy"]), &["Instance cannot be destroyed"]);
}

#[test]
fn orphans_and_surplus_instances_are_removed() {
    let counted = |count| format!("resource \"corner_blocks\" \"x\" {{\n  count = {count}\n}}\n");
    let workspace = Workspace::new(&format!("{}{}", counted(3), everything("")));
    workspace.apply();
    assert_eq!(workspace.remote_objects().len(), 4);
    workspace.configure(&counted(1));
    workspace.succeeds(&["apply", "-auto-approve", "-target=corner_blocks.x"]);
    assert_eq!(workspace.remote_objects().len(), 2);
    workspace.becomes(&counted(1));
    assert_eq!(workspace.remote_objects().len(), 1);
}

#[test]
fn a_saved_plan_does_what_was_planned() {
    let workspace = Workspace::new(&everything("text = \"a\""));
    workspace.apply();
    workspace.configure(&everything("text = \"b\"\n  part_set = [{ label = \"new\" }]"));
    workspace.succeeds(&["plan", "-out=saved"]);
    workspace.succeeds(&["apply", "saved"]);
    workspace.expect_no_changes();
    let planned = || {
        workspace.succeeds(&["plan", "-out=again", "-replace=corner_everything.x"]);
        workspace.succeeds(&["show", "-json", "again"]).json().unwrap()["resource_changes"].take()
    };
    assert_eq!(planned(), planned());
}

/// The update fails where the private data does not arrive: it is made at creation or, after an import, by the read.
#[test]
fn private_data_survives_every_step() {
    let workspace = Workspace::new(&everything(""));
    workspace.apply();
    workspace.succeeds(&["apply", "-auto-approve", "-refresh-only"]);
    workspace.becomes(&everything("text = \"a\""));
    workspace.succeeds(&["apply", "-auto-approve", "-replace=corner_everything.x"]);
    workspace.becomes(&everything("text = \"b\""));
    let id = workspace.state("corner_everything.x")["id"].as_str().unwrap().to_owned();
    workspace.succeeds(&["state", "rm", "corner_everything.x"]);
    workspace.succeeds(&["import", "corner_everything.x", &id]);
    workspace.becomes(&everything("text = \"c\""));
}

#[test]
fn a_warning_is_shown_with_its_place_and_stops_nothing() {
    let workspace = Workspace::new("resource \"corner_failing\" \"x\" {\n  fail = \"warn\"\n  first = \"a\"\n}");
    let said = plain(&workspace.apply());
    assert_says(&said, &["Warning: It is loud", "with corner_failing.x", "first = \"a\""]);
    assert_eq!(workspace.state("corner_failing.x")["shouted"], "A");
    workspace.expect_no_changes();
}

#[test]
fn terraform_test_leaves_nothing_behind() {
    let workspace = Workspace::new(&format!("variable \"text\" {{}}\n{}", everything("text = var.text")));
    let run = |name: &str, command: &str| {
        format!(
            "run \"{name}\" {{\n  command = {command}\n  variables {{\n    text = \"{name}\"\n  }}\n  \
             assert {{\n    condition = corner_everything.x.port == 8530\n    error_message = \"no default\"\n  }}\n}}\n"
        )
    };
    workspace.write("all.tftest.hcl", &["plan", "apply"].map(|command| run(command, command)).concat());
    assert_says(&plain(&workspace.succeeds(&["test"])), &["2 passed, 0 failed"]);
    assert_eq!(workspace.remote_objects(), [""; 0]);
    workspace.write(
        "mocked.tftest.hcl",
        &format!("mock_provider \"corner\" {{}}\n{}", run("apply", "apply").replace("8530", "0")),
    );
    workspace.succeeds(&["test", "-filter=mocked.tftest.hcl"]);
}

#[test]
fn every_provider_block_has_a_remote_side_of_its_own() {
    let workspace = Workspace::new(
        r#"
        provider "corner" {
          alias = "other"
          path  = "other.json"
        }
        resource "corner_blocks" "here" {
          count = 5
        }
        resource "corner_blocks" "there" {
          count    = 20
          provider = corner.other
        }
        "#,
    );
    workspace.succeeds(&["apply", "-auto-approve", "-parallelism=20"]);
    workspace.expect_no_changes();
    assert_eq!(workspace.remote_objects().len(), 5);
    assert_eq!(workspace.read("other.json").matches("\"corner_blocks/").count(), 20);
    workspace.destroy();
}
