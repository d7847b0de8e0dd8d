//! What can be in a state: a change of it needs a golden state.

use std::env;
use std::fmt::Write as _;
use std::fs;

use configmgr::describe;
use tfplugin::framework::schema::{Attribute, AttributeKind, Block};

use crate::golden;

/// Set to any value, the shape of the newest golden state is written anew.
const UPDATE: &str = "UPDATE_GOLDEN_STATE";

#[test]
fn the_newest_golden_state_has_the_current_shape() {
    let newest = golden::folders().pop().unwrap();
    let (file, shape) = (newest.join("shape.txt"), shape());
    if env::var_os(UPDATE).is_some() {
        fs::write(&file, &shape).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    let difference: Vec<&str> = shape.lines().filter(|line| !kept.lines().any(|other| other == *line)).collect();
    assert!(
        kept == shape,
        "States have a new shape, so they need a golden state; those before it stay as they are.\n\
         1. Copy {} to the next number.\n\
         2. Set what is new in its main.tf.\n\
         3. Run {UPDATE}=1 cargo test -p configmgr --test older_states shape\n\
         4. Run {UPDATE}=1 cargo test -p acceptance-tests golden_states\n\
         New or changed:\n{}",
        newest.display(),
        difference.join("\n")
    );
}

/// Each attribute of each resource with its type and its allowed values.
fn shape() -> String {
    let mut shape = String::new();
    for resource in describe::resources().unwrap() {
        describe_block(resource.type_name, &resource.schema.block, &mut shape);
    }
    shape
}

fn describe_block(path: &str, block: &Block, shape: &mut String) {
    for (name, attribute) in &block.attributes {
        describe_attribute(&format!("{path}.{name}"), attribute, shape);
    }
    for (name, nested) in &block.blocks {
        let path = format!("{path}.{name}");
        writeln!(shape, "{path}: {:?} block", nested.nesting).unwrap();
        describe_block(&path, &nested.block, shape);
    }
}

fn describe_attribute(path: &str, attribute: &Attribute, shape: &mut String) {
    let presence = format!("{:?}", attribute.presence).to_lowercase();
    match &attribute.kind {
        AttributeKind::Plain(kind) => {
            let choices: Vec<&str> = attribute.constraints.choices.iter().map(|choice| choice.value.as_str()).collect();
            let choices = if choices.is_empty() { String::new() } else { format!(", {}", choices.join(" | ")) };
            writeln!(shape, "{path}: {presence} {}{choices}", kind.to_json()).unwrap();
        }
        AttributeKind::Nested(nesting, block) => {
            writeln!(shape, "{path}: {presence} {nesting:?} object").unwrap();
            describe_block(path, block, shape);
        }
    }
}
