//! Provider functions, in processes that are never configured (cases 67 and 73).

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use crate::workspace::{Workspace, assert_says};

#[test]
fn functions_take_and_give_values_of_every_type() {
    let object = "{ a = \"x\", b = 1 }";
    let pack = format!("pack(true, 1/3, \"é\", [1], [\"b\", \"a\", \"b\"], {{ k = true }}, {object}, [\"x\", false])");
    let cases: [(&str, Json); 14] = [
        ("echo(null)", json!(null)),
        ("echo(\"x\")", json!("x")),
        ("echo([1, \"a\", { b = null }])", json!([1, "a", { "b": null }])),
        ("echo(tolist([true]))", json!([true])),
        ("echo(18446744073709551615)", json!(u64::MAX)),
        (&format!("{pack}.set"), json!(["a", "b"])),
        (&format!("{pack}.tuple"), json!(["x", false])),
        (&format!("{pack}.object"), json!({ "a": "x", "b": 1 })),
        ("shape(null)", json!("null")),
        ("shape(\"x\")", json!("known")),
        ("fallback(\"d\")", json!("d")),
        ("fallback(\"d\", \"\", \"x\", \"y\")", json!("x")),
        ("digits()", json!(0)),
        ("digits(\"12\", \"\", \"345\")", json!(5)),
    ];
    let mut body = String::new();
    for (position, (call, _)) in cases.iter().enumerate() {
        writeln!(body, "output \"o{position}\" {{\n  value = provider::corner::{call}\n}}").unwrap();
    }
    let workspace = Workspace::new("");
    workspace.configure_bare(&body);
    workspace.succeeds(&["validate"]);
    workspace.apply();
    let outputs = workspace.succeeds(&["output", "-json"]).json().unwrap();
    for (position, (call, result)) in cases.iter().enumerate() {
        assert_eq!(outputs[format!("o{position}")]["value"], *result, "{call}");
    }
    workspace.expect_no_changes();
    assert!(workspace.remote().is_null());
}

#[test]
fn what_a_function_refuses_is_said_of_the_argument() {
    let workspace = Workspace::new("");
    let cases: [(&str, &[&str]); 8] = [
        ("digits(\"1\", \"x\")", &["Invalid value for \"values\" parameter", "something other than digits"]),
        ("fallback(\"\", \"\")", &["Every argument is empty."]),
        ("digits(null)", &["argument must not be null"]),
        ("pack(1)", &["Not enough function arguments"]),
        ("forgetful()", &["the result is unknown, although all arguments are known"]),
        ("panicking()", &["it panicked in `call` of panicking: a bug in a function"]),
        ("pack(true, 1, \"x\", [1], [\"a\"], {}, {}, [])", &["Invalid function argument"]),
        ("missing()", &["missing"]),
    ];
    for (call, expected) in cases {
        workspace.configure_bare(&format!("output \"o\" {{\n  value = provider::corner::{call}\n}}"));
        assert_says(&workspace.fails(&["plan"]), expected);
    }
}

#[test]
fn a_function_may_wait_for_unknown_values_or_take_them() {
    let workspace = Workspace::new("");
    workspace.configure_bare(
        r#"
        resource "terraform_data" "late" { input = "12" }
        output "waits" { value = provider::corner::digits(terraform_data.late.output) }
        output "takes" { value = provider::corner::shape(terraform_data.late.output) }
        "#,
    );
    workspace.succeeds(&["validate"]);
    workspace.apply();
    let outputs = workspace.succeeds(&["output", "-json"]).json().unwrap();
    assert_eq!((&outputs["waits"]["value"], &outputs["takes"]["value"]), (&json!(2), &json!("known")));
}

#[test]
fn the_console_calls_functions() {
    let workspace = Workspace::new("");
    workspace.write("input", "provider::corner::digits(\"123\")\n");
    let mut console = workspace.command(&["console"]);
    let input = std::fs::File::open(workspace.folder().join("input")).unwrap();
    let output = console.stdin(input).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "3", "{output:?}");
}
