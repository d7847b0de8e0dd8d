//! Values from the user to the remote side and back (cases 21 to 31).

use std::fmt::Write as _;

use serde_json::json;

use crate::workspace::{Workspace, assert_says};

/// Attributes of `corner_everything`, by the name of the case.
const VALUES: [(&str, &str); 46] = [
    ("minimal", ""),
    ("truth", "truth = false"),
    ("empty_text", "text = \"\""),
    ("text_of_one_code_point", "text = \"\\u00e9\""),
    ("text_of_two_code_points", "text = \"e\\u0301\""),
    ("emoji", "text = \"\\U0001F600\""),
    ("lines", "text = \"one\\ntwo\\r\\n\\tthree\""),
    ("template_signs", "text = \"$${a} %%{b} \\\\ \\\"\""),
    ("long_text", "text = file(\"long.txt\")"),
    ("smallest_integer", "integer = -9223372036854775808"),
    ("largest_integer", "integer = 9223372036854775807"),
    ("integer_beyond_floats", "integer = 9007199254740993"),
    ("small", "small = 255"),
    ("tenth", "float = 0.1"),
    ("third", "float = 1/3"),
    ("minus_zero", "float = -0.0"),
    ("integer_as_float", "float = 1.0"),
    ("huge_float", "float = 1e100"),
    ("big_beyond_64_bits", "big = 18446744073709551616"),
    ("big_negative", "big = -9223372036854775809"),
    ("big_third", "big = 1/3"),
    ("big_googol", "big = 1e100"),
    ("big_fraction", "big = 0.1"),
    ("dynamic_null", "dynamic = null"),
    ("dynamic_string", "dynamic = \"x\""),
    ("dynamic_number", "dynamic = 1/3"),
    ("dynamic_list", "dynamic = tolist([1, 2])"),
    ("dynamic_tuple", "dynamic = [1, \"a\", null, [true]]"),
    ("dynamic_object", "dynamic = { a = 1, b = { c = [] } }"),
    ("choice", "color = \"dark_blue\""),
    ("empty_collections", "list = []\n  set = []\n  map = {}\n  lists = {}"),
    ("list", "list = [\"b\", \"a\", \"b\", \"\"]"),
    ("set_with_duplicates", "set = [\"b\", \"a\", \"b\"]"),
    ("map_with_odd_keys", "map = { \"\" = \"empty\", \"a.b\" = \"dot\", \"\\u00e9\" = \"accent\" }"),
    ("lists", "lists = { a = [1/3, 1], b = [] }"),
    ("override_of_defaults", "port = 1\n  address = \"a\"\n  always = { label = \"l\", weight = 5 }"),
    (
        "nulls",
        "truth = null\n  text = null\n  list = null\n  port = null\n  address = null\n  part = null\n  always = null",
    ),
    ("empty_object", "part = {}"),
    ("object", "part = { label = \"l\", screws = [{ size = 1 }, { size = 2 }] }"),
    ("empty_objects", "part_list = []\n  part_map = {}\n  part_set = []"),
    ("objects_in_order", "part_list = [{}, { label = \"l\" }, {}]"),
    ("objects_by_key", "part_map = { a = {}, b = { label = \"l\", screws = [] } }"),
    ("objects_without_order", "part_set = [{ label = \"b\" }, { label = \"a\", weight = 2 }]"),
    ("objects_deep_in_a_set", "part_set = [{ label = \"a\", screws = [{ size = 1 }] }, { screws = [{ size = 1 }] }]"),
    ("sensitive", "secret = sensitive(\"hunter2\")"),
    ("instances", "count = 2\n  text = \"number ${count.index}\""),
];

fn resources() -> String {
    let mut body = String::new();
    for (case, attributes) in VALUES {
        writeln!(body, "resource \"corner_everything\" \"{case}\" {{\n  name = \"{case}\"\n  {attributes}\n}}")
            .unwrap();
    }
    body
}

#[test]
fn every_value_survives_creation_refresh_and_plan() {
    let workspace = Workspace::new(&resources());
    workspace.write("long.txt", &"x".repeat(1 << 20));
    workspace.apply();
    workspace.expect_no_changes();
    let state = |case: &str| workspace.state(&format!("corner_everything.{case}"));
    assert_eq!(state("objects_without_order")["part_set"].as_array().unwrap().len(), 2);
    assert_eq!(state("override_of_defaults")["always"]["weight"], 5);
    assert_eq!(state("nulls")["port"], 8530);
    assert_eq!(state("empty_object")["part"]["weight"], 1);
    assert!(workspace.read("terraform.tfstate").contains("\"big\": 18446744073709551616"));
    workspace.destroy();
}

/// Everything depends on something that is not known before apply.
#[test]
fn every_value_may_be_unknown_until_apply() {
    let workspace = Workspace::new(
        r#"
        resource "terraform_data" "late" {
          input = {
            text = "t", number = 7, truth = true, color = "red", list = ["a"], map = { k = "v" }
            part = { label = "l", weight = 2, screws = [{ size = 1 }] }
          }
        }
        locals { late = terraform_data.late.output }
        resource "corner_everything" "values" {
          name = local.late.text
          truth = local.late.truth
          text = local.late.text
          anchor = local.late.text
          integer = local.late.number
          float = local.late.number
          big = local.late.number
          dynamic = local.late
          color = local.late.color
          list = local.late.list
          set = local.late.list
          map = local.late.map
          lists = { a = local.late.list == null ? [] : [1] }
          port = local.late.number
          address = local.late.text
          secret = local.late.part.label == "l" ? "enough" : "other"
          password_wo = local.late.text
          password_wo_version = local.late.number
          part = local.late.part
          always = local.late.part
          part_list = [local.late.part]
          part_map = local.late.map == null ? {} : { k = local.late.part }
          part_set = [local.late.part]
        }
        resource "corner_everything" "elements" {
          name = "elements"
          list = ["a", local.late.text]
          set = ["a", local.late.text, local.late.color]
          map = { a = "a", b = local.late.text }
          lists = { a = [1, local.late.number] }
          part = { label = local.late.text, screws = [{ size = local.late.number }] }
          always = { weight = local.late.number }
          part_list = [{ label = local.late.text }, { label = "known" }]
          part_map = { k = { weight = local.late.number } }
          part_set = [{ label = local.late.text }, { label = local.late.color }, { label = "known" }]
        }
        resource "corner_everything" "refined" {
          name = "pre-${local.late.text}"
          text = "pre-${local.late.text}"
          integer = length(local.late.list)
          truth = local.late.number > 3
        }
        resource "corner_blocks" "dynamic" {
          dynamic "list" {
            for_each = local.late.list
            content { name = list.value }
          }
          dynamic "set" {
            for_each = local.late.map
            content { name = set.value }
          }
          single { name = local.late.text }
          timeouts { create = local.late.number > 3 ? "1m" : "2m" }
        }
        "#,
    );
    workspace.succeeds(&["validate"]);
    workspace.apply();
    workspace.expect_no_changes();
    let blocks = workspace.state("corner_blocks.dynamic");
    assert_eq!(blocks["list"][0]["name"], "a");
    assert_eq!(workspace.state("corner_everything.elements")["lists"], json!({ "a": [1, 7] }));
    workspace.destroy();
}

/// What Terraform lets through and a provider must not.
#[test]
fn what_is_wrong_is_said_at_validation_with_its_place() {
    let workspace = Workspace::new("");
    let cases: [(&str, &[&str]); 18] = [
        ("name = null", &["Missing value for \"name\"", "name = null"]),
        ("name = \"\"", &["Invalid value for \"name\"", "must not be empty"]),
        ("name = \"n\"\n  id = \"x\"", &["\"id\" is read-only", "id = \"x\""]),
        ("name = \"n\"\n  part = { serial = \"x\" }", &["\"serial\" is read-only"]),
        ("name = \"n\"\n  color = \"dark-blue\"", &["is not one of", "Did you mean \"dark_blue\"?"]),
        ("name = \"n\"\n  port = 65536", &["65536 is not between 1 and 65535"]),
        ("name = \"n\"\n  integer = 1.5", &["1.5 is not a whole number"]),
        ("name = \"n\"\n  integer = 9223372036854775808", &["9223372036854775808 does not fit into 64 bits"]),
        ("name = \"n\"\n  integer = 1e100", &["does not fit into 64 bits", "integer = 1e100"]),
        ("name = \"n\"\n  integer = 1\n  small = 1", &["exclude each other", "small = 1"]),
        ("name = \"n\"\n  list = [null]", &["An element of \"list[0]\" is null"]),
        ("name = \"n\"\n  set = [null]", &["An element of \"set\" is null"]),
        ("name = \"n\"\n  map = { a = null }", &["An element of \"map[\"a\"]\" is null"]),
        ("name = \"n\"\n  part_list = [null]", &["An element of \"part_list[0]\" is null"]),
        ("name = \"n\"\n  part_map = { a = null }", &["An element of \"part_map[\"a\"]\" is null"]),
        ("name = \"n\"\n  part_set = [null]", &["An element of \"part_set\" is null"]),
        (
            "name = \"n\"\n  part = { screws = [{ size = null }] }",
            &["Missing value for \"size\"", "part.screws[0].size"],
        ),
        (
            "name = \"n\"\n  part_set = [{ label = \"a\" }, { label = \"a\", weight = 1 }]",
            &["Two elements of \"part_set\" are the same", "by default"],
        ),
    ];
    for (attributes, expected) in cases {
        workspace.configure(&format!("resource \"corner_everything\" \"x\" {{\n  {attributes}\n}}"));
        assert_says(&workspace.fails(&["validate"]), expected);
    }
    workspace.configure("resource \"corner_blocks\" \"x\" {\n  timeouts {\n    create = \"soon\"\n  }\n}");
    assert_says(&workspace.fails(&["validate"]), &["\"soon\" is not a duration", "create = \"soon\""]);
}

#[test]
fn values_that_exclude_each_other_may_be_unknown() {
    let workspace = Workspace::new(
        r#"
        resource "terraform_data" "late" { input = 1 }
        resource "corner_everything" "x" {
          name = "n"
          integer = terraform_data.late.output == 1 ? null : 1
          small = 1
        }
        "#,
    );
    workspace.succeeds(&["validate"]);
    workspace.apply();
    workspace.expect_no_changes();
}

#[test]
fn a_deprecated_argument_is_a_warning_with_what_to_use_instead() {
    let workspace = Workspace::new("resource \"corner_everything\" \"x\" {\n  name = \"n\"\n  caption = \"c\"\n}");
    let said = crate::workspace::plain(&workspace.succeeds(&["validate"]));
    assert_says(&said, &["Warning: \"caption\" is deprecated", "Use `text` instead."]);
    workspace.apply();
    workspace.expect_no_changes();
}
