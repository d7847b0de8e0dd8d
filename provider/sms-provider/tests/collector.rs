//! The script that collects: it is PowerShell, and asks for what the table names.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use sms_provider::class::Class;
use sms_provider::collector;
use tree_sitter::{Node, Parser};

/// The parts of a script that are no PowerShell, with their lines.
fn mistakes(script: &str) -> Vec<String> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
    let tree = parser.parse(script, None).unwrap();
    let mut found = Vec::new();
    collect(tree.root_node(), script, &mut found);
    found
}

fn collect(node: Node<'_>, script: &str, found: &mut Vec<String>) {
    if node.is_error() || node.is_missing() {
        let text = node.utf8_text(script.as_bytes()).unwrap_or_default();
        found.push(format!("line {}: {text}", node.start_position().row + 1));
    }
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        collect(child, script, found);
    }
}

#[test]
fn the_script_is_powershell() {
    assert_eq!(mistakes(&collector::script()), [""; 0]);
}

#[test]
fn the_grammar_finds_a_mistake() {
    assert!(!mistakes("foreach ($a in 1, 2) { Get-Item $a").is_empty());
}

#[test]
fn the_script_asks_for_every_column_and_property_of_the_table() {
    let script = collector::script();
    for class in Class::ALL {
        let call = script.split("\n\n").find(|part| part.contains(&format!("Read-Class -Name '{}'", class.name())));
        let call = call.unwrap_or_else(|| panic!("{} is not read", class.name()));
        for name in class.columns().into_iter().chain(class.embedded()) {
            assert!(call.contains(&format!("'{name}'")), "{}: {name}", class.name());
        }
    }
}

/// The commands of the script, without comments.
#[test]
fn the_script_only_reads() {
    let script = collector::script();
    let (_, code) = script.split_once("#>").unwrap();
    let code: Vec<&str> = code.lines().map(|line| line.split(" #").next().unwrap()).collect();
    let commands = code.iter().filter(|line| !line.trim_start().starts_with('#'));
    for line in commands {
        for writing in ["Set-", "Remove-", "Invoke-", "Put", "Reserved2"] {
            assert!(!line.contains(writing), "{line}");
        }
    }
}

#[test]
fn the_script() {
    insta::assert_snapshot!(collector::script());
}
