//! The first provider that an author reads, `examples/minimal.rs`, run by the real Terraform.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use serde_json::json;
use tfplugin_testing::driver::cargo::example;
use tfplugin_testing::driver::workspace::Workspace;

fn configuration(name: &str) -> String {
    format!(
        r#"
resource "hello_greeting" "resource" {{
  name = "{name}"
}}

data "hello_greeting" "data" {{
  name = "Grace"
}}

output "resource" {{
  value = hello_greeting.resource.text
}}

output "data" {{
  value = data.hello_greeting.data.text
}}

output "function" {{
  value = provider::hello::greet("Alan")
}}
"#
    )
}

#[test]
fn a_resource_a_data_source_and_a_function_work() {
    let provider = example(env!("CARGO_MANIFEST_DIR"), "tfplugin", "minimal").unwrap();
    let workspace = Workspace::new("example/hello", &provider).unwrap();
    for name in ["Ada", "Barbara"] {
        workspace.configure(&configuration(name)).unwrap();
        workspace.apply().unwrap().success().unwrap();
        let outputs = workspace.outputs().unwrap();
        assert_eq!(outputs["resource"], json!(format!("Hello, {name}!")));
        assert_eq!(outputs["data"], json!("Hello, Grace!"));
        assert_eq!(outputs["function"], json!("Hello, Alan!"));
        assert!(workspace.plan().unwrap().actions().is_empty());
    }
    workspace.destroy().unwrap().success().unwrap();
    workspace.terraform(&["import", "hello_greeting.resource", "Ada"]).unwrap().success().unwrap();
    assert_eq!(workspace.state().unwrap()["hello_greeting.resource"]["text"], json!("Hello, Ada!"));
}

#[test]
fn it_fits_on_a_page() {
    let lines = include_str!("../examples/minimal.rs").lines().count();
    assert!(lines <= 80, "{lines} lines");
}
