//! Expressions and blocks, formatted as by `terraform fmt`.

use std::fmt::Write as _;

use super::string_literal::string_literal;

/// A longer list has one item per line.
const MAX_WIDTH: usize = 80;

/// The expression of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression {
    /// A number, `true`, or a reference.
    Verbatim(String),
    Text(String),
    List(Vec<Expression>),
    Object(Attributes),
}

/// Attributes in order.
pub(super) type Attributes = Vec<(String, Expression)>;

/// A block; `heading` stands before its braces.
pub(super) fn block(heading: &str, attributes: &Attributes) -> String {
    let mut out = format!("{heading} {{\n");
    write_attributes(&mut out, attributes, 1);
    out.push_str("}\n");
    out
}

/// Writes attributes. The equals signs of consecutive attributes of one line are aligned. In a block, a blank line separates
/// them from attributes of several lines.
fn write_attributes(out: &mut String, attributes: &Attributes, depth: usize) {
    let lines: Vec<_> = attributes.iter().map(|(name, value)| (name, value, value.on_one_line())).collect();
    let together = lines.chunk_by(|(.., one), (.., other)| one.is_some() && other.is_some());
    for (number, group) in together.enumerate() {
        if number > 0 && depth == 1 {
            out.push('\n');
        }
        let width = group.iter().map(|(name, ..)| name.len()).max().unwrap_or_default();
        for (name, value, line) in group {
            out.push_str(&"  ".repeat(depth));
            match line {
                Some(line) => {
                    // Writing to a string does not fail.
                    let _ = write!(out, "{name:width$} = {line}");
                }
                None => {
                    out.push_str(name);
                    out.push_str(" = ");
                    value.write(out, depth);
                }
            }
            out.push('\n');
        }
    }
}

impl Expression {
    /// The expression on one line, if it is short.
    fn on_one_line(&self) -> Option<String> {
        let line = match self {
            Self::Verbatim(text) => return Some(text.clone()),
            Self::Text(text) => return Some(string_literal(text)),
            Self::List(items) => {
                let items: Option<Vec<String>> = items.iter().map(|item| item.on_one_line()).collect();
                format!("[{}]", items?.join(", "))
            }
            Self::Object(attributes) => match attributes.as_slice() {
                [] => "{}".to_owned(),
                [(name, value)] => format!("{{ {name} = {} }}", value.on_one_line()?),
                _ => return None,
            },
        };
        (line.len() <= MAX_WIDTH).then_some(line)
    }

    /// Writes the expression on several lines.
    fn write(&self, out: &mut String, depth: usize) {
        let margin = "  ".repeat(depth);
        match self {
            Self::Verbatim(text) => out.push_str(text),
            Self::Text(text) => out.push_str(&string_literal(text)),
            Self::List(items) => {
                out.push_str("[\n");
                for item in items {
                    out.push_str(&margin);
                    out.push_str("  ");
                    item.write(out, depth + 1);
                    out.push_str(",\n");
                }
                out.push_str(&margin);
                out.push(']');
            }
            Self::Object(attributes) => {
                out.push_str("{\n");
                write_attributes(out, attributes, depth + 1);
                out.push_str(&margin);
                out.push('}');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_spaced_as_terraform_spaces_them() {
        let text = |text: &str| Expression::Text(text.to_owned());
        let bare = |text: &str| Expression::Verbatim(text.to_owned());
        let object = |attributes: &[(&str, Expression)]| {
            Expression::Object(attributes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
        };
        let Expression::Object(attributes) = object(&[
            ("a", text("one")),
            ("longer", bare("configmgr_site.cas.site_code")),
            ("schedule", object(&[("interval", object(&[("days", bare("1"))]))])),
            ("empty", object(&[])),
            (
                "two",
                object(&[
                    ("x", bare("1")),
                    ("inner", object(&[("a", bare("1")), ("bc", bare("2"))])),
                    ("yz", bare("3")),
                ]),
            ),
            ("list", Expression::List(vec![text("a"), text("b")])),
            ("long", Expression::List(vec![text(&"a".repeat(60)), text(&"b".repeat(60))])),
        ]) else {
            panic!()
        };
        insta::assert_snapshot!(block("resource \"x\" \"y\"", &attributes));
    }
}
