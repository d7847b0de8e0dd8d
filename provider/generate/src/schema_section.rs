//! The part of a page that lists attributes (required, optional, read-only) and the schema of each nested object.

use std::fmt::Write as _;

use tfplugin::framework::schema::{
    Attribute, AttributeKind, Block, IdentityAttribute, IdentitySchema, NestedBlock, Nesting, Presence, Schema,
};
use tfplugin::framework::value::Type;

/// The Markdown of a schema, for the section `## Schema`.
pub(crate) fn render(schema: &Schema) -> String {
    let mut section = Section::default();
    section.block(&schema.block, "");
    section.out.trim_end().to_owned()
}

/// The Markdown of the attributes of an identity.
pub(crate) fn of_identity(identity: &IdentitySchema) -> String {
    let line = |(name, attribute): (&String, &IdentityAttribute)| {
        let presence = if attribute.required_for_import { "required" } else { "optional" };
        format!("- `{name}` ({}, {presence}) {}", type_name(&attribute.kind), attribute.description)
    };
    identity.attributes.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[derive(Default)]
struct Section {
    out: String,
}

/// An attribute or block as a line of a list.
struct Line<'a> {
    name: &'a str,
    kind: String,
    description: String,
    nested: Option<(&'static str, &'a Block)>,
}

impl Section {
    fn block(&mut self, block: &Block, place: &str) {
        let of = |presences: &[Presence]| -> Vec<Line<'_>> {
            let attributes = block.attributes.iter().filter(|(_, attribute)| presences.contains(&attribute.presence));
            attributes.map(|(name, attribute)| attribute_line(name, attribute)).collect()
        };
        let mut optional = of(&[Presence::Optional, Presence::OptionalComputed]);
        optional.extend(block.blocks.iter().map(|(name, nested)| block_line(name, nested)));
        let groups =
            [("Required", of(&[Presence::Required])), ("Optional", optional), ("Read-Only", of(&[Presence::Computed]))];
        for (title, lines) in &groups {
            self.group(title, lines, place);
        }
        for (_, lines) in groups {
            for line in lines {
                if let Some((anchor, nested)) = line.nested {
                    self.nested(
                        anchor,
                        nested,
                        &joined(place, "--", line.name),
                        &joined(&place.replace("--", "."), ".", line.name),
                    );
                }
            }
        }
    }

    fn group(&mut self, title: &str, lines: &[Line<'_>], place: &str) {
        if lines.is_empty() {
            return;
        }
        let heading = if place.is_empty() { format!("### {title}") } else { format!("{title}:") };
        self.line(&heading);
        self.line("");
        for line in lines {
            let see = line.nested.map(|(anchor, _)| {
                format!(" (see [below for nested schema](#{anchor}--{}))", joined(place, "--", line.name))
            });
            self.line(&format!("- `{}` ({}) {}{}", line.name, line.kind, line.description, see.unwrap_or_default()));
        }
        self.line("");
    }

    fn nested(&mut self, anchor: &str, block: &Block, place: &str, path: &str) {
        self.line(&format!("<a id=\"{anchor}--{place}\"></a>"));
        self.line(&format!("### Nested Schema for `{path}`"));
        self.line("");
        self.block(block, place);
    }

    fn line(&mut self, text: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.out, "{text}");
    }
}

fn joined(place: &str, separator: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}{separator}{name}") }
}

fn attribute_line<'a>(name: &'a str, attribute: &'a Attribute) -> Line<'a> {
    let (kind, nested) = match &attribute.kind {
        AttributeKind::Plain(kind) => (type_name(kind), None),
        AttributeKind::Nested(nesting, block) => {
            (format!("Attributes{}", nesting_suffix(*nesting)), Some(("nestedatt", block)))
        }
    };
    let mut notes = vec![kind];
    notes.extend(attribute.sensitive.then(|| "Sensitive".to_owned()));
    notes.extend(attribute.deprecated.is_some().then(|| "Deprecated".to_owned()));
    if attribute.write_only {
        notes.push(
            "[Write-only](https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments)"
                .to_owned(),
        );
    }
    Line { name, kind: notes.join(", "), description: attribute.full_description(), nested }
}

fn block_line<'a>(name: &'a str, nested: &'a NestedBlock) -> Line<'a> {
    Line {
        name,
        kind: format!("Block{}", nesting_suffix(nested.nesting)),
        description: nested.block.description.trim().replace('\n', " "),
        nested: Some(("nestedblock", &nested.block)),
    }
}

fn nesting_suffix(nesting: Nesting) -> &'static str {
    match nesting {
        Nesting::Single | Nesting::Group => "",
        Nesting::List => " List",
        Nesting::Set => " Set",
        Nesting::Map => " Map",
    }
}

pub(crate) fn type_name(kind: &Type) -> String {
    match kind {
        Type::Bool => "Boolean".to_owned(),
        Type::Number => "Number".to_owned(),
        Type::String => "String".to_owned(),
        Type::Dynamic => "Dynamic".to_owned(),
        Type::List(element) => format!("List of {}", type_name(element)),
        Type::Set(element) => format!("Set of {}", type_name(element)),
        Type::Map(element) => format!("Map of {}", type_name(element)),
        Type::Tuple(_) => "Tuple".to_owned(),
        Type::Object(_) => "Object".to_owned(),
    }
}
