//! What is printed for programs has the form that its schema describes.

use std::fs;
use std::process::Command;

use jsonschema::Validator;
use serde_json::Value;

use crate::support::{Console, contoso, drifted, state};

/// The schema of SARIF 2.1.0 that OASIS publishes, which the crate of its types is made from and brings along.
fn sarif() -> Validator {
    let metadata =
        Command::new(env!("CARGO")).args(["metadata", "--format-version=1", "--offline"]).output().unwrap().stdout;
    let metadata: Value = serde_json::from_slice(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let manifest = packages.iter().find(|package| package["name"] == "serde-sarif").unwrap()["manifest_path"].as_str();
    let schema = fs::read(manifest.unwrap().replace("Cargo.toml", "src/schema.json")).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    assert!(schema["title"].as_str().unwrap().contains("Version 2.1.0"), "{}", schema["title"]);
    validator(&schema)
}

/// The schema of what a command prints with `--json`.
fn of_command(name: &str) -> Validator {
    let outputs = supctl::describe::outputs();
    validator(outputs.iter().find(|(of, _)| *of == name).unwrap().1.as_value())
}

fn validator(schema: &Value) -> Validator {
    jsonschema::options().should_validate_formats(true).build(schema).unwrap()
}

#[track_caller]
fn assert_valid(validator: &Validator, value: &Value) {
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(errors, [""; 0], "{value:#}");
}

/// A hierarchy with every kind of finding, and the files to compare it with.
fn console() -> Console {
    let console = drifted();
    let managed: Vec<_> = contoso().into_iter().filter(|object| object.site_code() != Some("USA")).collect();
    console.write("state.json", &state(&managed).to_string());
    console.write("plan.json", include_str!("../plans/drift.json"));
    console.write("main.tf", "resource \"configmgr_sync_settings\" \"cas\" {\n}\n");
    console.write(
        ".configmgr-drift-ignore",
        "[[ignore]]\nobject = \"site/USA\"\nreason = \"x\"\nexpires = 2999-12-31\n\n\
         [[ignore]]\nobject = \"account/*\"\nreason = \"x\"\nexpires = 2020-01-31\n",
    );
    console
}

fn printed(console: &Console, arguments: &[&str]) -> Value {
    let output = console.command(arguments).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn sarif_is_as_published() {
    let (console, schema) = (console(), sarif());
    for arguments in [
        &["drift", "--state", "state.json", "--format", "sarif"][..],
        &["drift", "--plan", "plan.json", "--format", "sarif"],
        &["compare", "--at", "12", "--format", "sarif"],
        &["compare", "--at", "14", "--at", "14", "--format", "sarif"],
        &["check", "--sarif"],
    ] {
        assert_valid(&schema, &printed(&console, arguments));
    }
    let mut wrong = printed(&console, &["compare", "--at", "12", "--format", "sarif"]);
    wrong["runs"][0]["results"][0]["message"] = Value::Null;
    assert!(!schema.is_valid(&wrong), "a result without a message must not pass");
}

#[test]
fn json_is_as_its_schema_says() {
    let console = console();
    for (name, arguments) in [
        ("drift", &["--state", "state.json"][..]),
        ("drift", &["--plan", "plan.json"]),
        ("compare", &["--at", "12"]),
        ("compare", &["--at", "14", "--at", "14"]),
    ] {
        assert_valid(&of_command(name), &printed(&console, &[&[name], arguments, &["--json"]].concat()));
    }
}
