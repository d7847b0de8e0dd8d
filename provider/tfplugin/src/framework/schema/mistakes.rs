//! Errors in a provider's schema that Terraform would reject or silently ignore.

use super::{Attribute, AttributeKind, Block, NestedBlock, Nesting};
use crate::framework::value::{Type, Value};

/// Names that Terraform reserves at the root of a resource.
const RESERVED: [&str; 7] = ["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"];

pub(super) fn of_name(name: &str) -> Option<&'static str> {
    let lower_case = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    let well_formed =
        name.starts_with(lower_case) && name.chars().all(|letter| lower_case(letter) || letter.is_ascii_digit());
    (!well_formed).then_some("a name has lower-case letters, digits and underscores only")
}

pub(super) fn of_root(block: &Block) -> Option<(&str, &'static str)> {
    let names = block.attributes.keys().chain(block.blocks.keys());
    let mut taken = names.filter(|name| RESERVED.contains(&name.as_str()));
    taken.next().map(|name| (name.as_str(), "Terraform reserves this name"))
}

pub(super) fn of_attribute(attribute: &Attribute) -> Option<&'static str> {
    let computed = attribute.presence.is_computed();
    match &attribute.kind {
        _ if attribute.write_only && computed => Some("a write-only attribute cannot be computed"),
        _ if attribute.stable && (!computed || attribute.default.is_some()) => {
            Some("only a computed attribute without a default can be stable")
        }
        _ if attribute.replace && attribute.changes_with_object() => {
            Some("every update would replace the object: a computed attribute that replaces it is stable")
        }
        kind if attribute.ignore_case && *kind != AttributeKind::Plain(Type::String) => {
            Some("only a string can ignore letter case")
        }
        _ if !default_is_a_choice(attribute) => Some("its default is none of its choices"),
        AttributeKind::Nested(_, block) if !block.blocks.is_empty() => Some("a nested attribute cannot hold blocks"),
        AttributeKind::Nested(Nesting::Set, block) if !fits_a_set(block) => Some(NOT_IN_A_SET),
        AttributeKind::Plain(kind) if has_dynamic_elements(kind) => {
            Some("elements of a collection have one type: make the whole attribute dynamic")
        }
        _ => None,
    }
}

pub(super) fn of_block(nested: &NestedBlock) -> Option<&'static str> {
    let bounded = nested.min_items > 0 || nested.max_items > 0;
    match nested.nesting {
        Nesting::Group | Nesting::Map if bounded => Some("a group and a map of blocks have no bounds"),
        Nesting::Set if !fits_a_set(&nested.block) => Some(NOT_IN_A_SET),
        _ => None,
    }
}

const NOT_IN_A_SET: &str = "elements of a set hold no dynamic and no write-only values";

fn default_is_a_choice(attribute: &Attribute) -> bool {
    let choices = &attribute.constraints.choices;
    match attribute.default.as_ref().and_then(Value::as_str) {
        Some(default) if !choices.is_empty() => choices.iter().any(|choice| choice.value == default),
        _ => true,
    }
}

fn fits_a_set(block: &Block) -> bool {
    let attribute = |attribute: &Attribute| {
        !attribute.write_only
            && match &attribute.kind {
                AttributeKind::Plain(kind) => *kind != Type::Dynamic,
                AttributeKind::Nested(_, nested) => fits_a_set(nested),
            }
    };
    block.attributes.values().all(attribute) && block.blocks.values().all(|nested| fits_a_set(&nested.block))
}

fn has_dynamic_elements(kind: &Type) -> bool {
    match kind {
        Type::List(element) | Type::Set(element) | Type::Map(element) => {
            **element == Type::Dynamic || has_dynamic_elements(element)
        }
        _ => false,
    }
}
