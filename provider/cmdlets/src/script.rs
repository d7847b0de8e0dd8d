//! The commands of a script, by a grammar of PowerShell.

use std::collections::BTreeMap;

use tree_sitter::{Node, Parser};

/// What a script consists of.
#[derive(Debug, Default)]
pub(crate) struct Script {
    /// What is not PowerShell: line and text.
    pub(crate) errors: Vec<(usize, String)>,
    /// Its functions, by their names in lower case, with the names of their parameters.
    pub(crate) functions: BTreeMap<String, Vec<String>>,
    /// Its commands, from the first line to the last.
    pub(crate) commands: Vec<Command>,
}

/// A command with its arguments.
#[derive(Debug)]
pub(crate) struct Command {
    /// The line, from 1.
    pub(crate) line: usize,
    /// Its name as written; the text of an expression if the name is computed.
    pub(crate) name: String,
    pub(crate) arguments: Vec<Argument>,
    /// Whether another command comes before it in a pipeline.
    pub(crate) is_piped: bool,
}

/// A part of a command after its name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Argument {
    /// The name of a parameter, without the hyphen, and whether its value follows after a colon.
    Parameter(String, bool),
    Value(Value),
    /// Parameters out of a variable.
    Splatted(String),
}

/// A value, as far as it can be read without running the script.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Number(i64),
    Boolean,
    Null,
    ScriptBlock,
    Array(Vec<Self>),
    /// It is computed.
    Unknown,
}

impl Script {
    /// Parses a script; `None` if the grammar cannot be used.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser::new();
        parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).ok()?;
        let tree = parser.parse(text, None)?;
        let mut script = Self::default();
        script.visit(tree.root_node(), text);
        Some(script)
    }

    fn visit(&mut self, node: Node<'_>, text: &str) {
        if node.is_error() || node.is_missing() {
            let what =
                if node.is_missing() { format!("{} is missing", node.kind()) } else { of(node, text).to_owned() };
            self.errors.push((line(node), what));
        }
        match node.kind() {
            "function_statement" => self.function(node, text),
            "command" => self.commands.extend(command(node, text)),
            _ => {}
        }
        for child in children(node) {
            self.visit(child, text);
        }
    }

    fn function(&mut self, node: Node<'_>, text: &str) {
        let name = children(node).into_iter().find(|child| child.kind() == "function_name");
        let Some(name) = name.map(|name| of(name, text).to_lowercase()) else { return };
        let mut parameters = Vec::new();
        if let Some(block) = first(node, "parameter_list") {
            for parameter in children(block).into_iter().filter(|child| child.kind() == "script_parameter") {
                let variable = children(parameter).into_iter().find(|child| child.kind() == "variable");
                parameters.extend(variable.map(|variable| of(variable, text).trim_start_matches('$').to_owned()));
            }
        }
        self.functions.insert(name, parameters);
    }
}

fn command(node: Node<'_>, text: &str) -> Option<Command> {
    let name = node.child_by_field_name("command_name")?;
    let arguments = node.child_by_field_name("command_elements").map(children).unwrap_or_default();
    let mut read: Vec<Argument> = Vec::new();
    for element in arguments {
        // A colon binds the value to the parameter before it.
        if let (":", Some(Argument::Parameter(_, has_colon))) = (of(element, text).trim(), read.last_mut()) {
            *has_colon = true;
        }
        read.extend(argument(element, text));
    }
    Some(Command {
        line: line(node),
        name: of(name, text).to_owned(),
        arguments: read,
        is_piped: node.prev_named_sibling().is_some(),
    })
}

fn argument(node: Node<'_>, text: &str) -> Option<Argument> {
    let written = of(node, text);
    match node.kind() {
        "command_argument_sep" | "redirection" => None,
        "command_parameter" => Some(Argument::Parameter(written.trim_start_matches('-').to_owned(), false)),
        _ if written.starts_with('@') && !written.starts_with("@(") && !written.starts_with("@{") => {
            Some(Argument::Splatted(written.to_owned()))
        }
        _ => Some(Argument::Value(value(node, text))),
    }
}

fn value(node: Node<'_>, text: &str) -> Value {
    let written = of(node, text);
    let inner: Vec<_> = children(node).into_iter().filter(Node::is_named).collect();
    match (node.kind(), inner.as_slice()) {
        ("string_literal", _) => literal(written),
        ("integer_literal", _) => written.parse().map_or(Value::Unknown, Value::Number),
        ("script_block_expression", _) => Value::ScriptBlock,
        ("generic_token", _) => written.parse().map_or_else(|_| Value::Text(written.to_owned()), Value::Number),
        ("variable", _) => match written.to_lowercase().as_str() {
            "$true" | "$false" => Value::Boolean,
            "$null" => Value::Null,
            _ => Value::Unknown,
        },
        ("array_literal_expression" | "unary_expression" | "argument_list", [only]) => value(*only, text),
        ("array_literal_expression", items) => Value::Array(items.iter().map(|item| value(*item, text)).collect()),
        _ => Value::Unknown,
    }
}

fn literal(written: &str) -> Value {
    let inner = written.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    match inner {
        Some(inner) => Value::Text(inner.replace("''", "'")),
        None if written.contains('$') => Value::Unknown,
        None => Value::Text(written.trim_matches('"').to_owned()),
    }
}

/// The first node of a kind below a node.
fn first<'a>(node: Node<'a>, kind: &str) -> Option<Node<'a>> {
    children(node).into_iter().find_map(|child| if child.kind() == kind { Some(child) } else { first(child, kind) })
}

fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).collect()
}

fn of<'a>(node: Node<'_>, text: &'a str) -> &'a str {
    node.utf8_text(text.as_bytes()).unwrap_or_default()
}

fn line(node: Node<'_>) -> usize {
    node.start_position().row + 1
}
