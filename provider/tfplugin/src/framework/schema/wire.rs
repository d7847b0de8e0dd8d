//! Schemas as the protocol carries them.

use super::{Attribute, AttributeKind, Block, NestedBlock, Nesting, Presence, Schema};
use crate::protocol::tfplugin6 as wire;
use wire::schema::nested_block::NestingMode as BlockNesting;
use wire::schema::object::NestingMode as ObjectNesting;

impl Schema {
    pub(crate) fn to_protocol(&self) -> wire::Schema {
        wire::Schema { version: self.version, block: Some(block(&self.block)) }
    }
}

fn block(block: &Block) -> wire::schema::Block {
    wire::schema::Block {
        attributes: attributes(block),
        block_types: block.blocks.iter().map(|(name, nested)| nested_block(name, nested)).collect(),
        description: block.description.clone(),
        description_kind: wire::StringKind::Markdown.into(),
        deprecated: block.deprecated.is_some(),
        deprecation_message: block.deprecated.clone().unwrap_or_default(),
        ..Default::default()
    }
}

fn attributes(block: &Block) -> Vec<wire::schema::Attribute> {
    block.attributes.iter().map(|(name, declared)| attribute(name, declared)).collect()
}

fn attribute(name: &str, declared: &Attribute) -> wire::schema::Attribute {
    let (kind, nested_type) = match &declared.kind {
        AttributeKind::Plain(kind) => (kind.to_json_bytes(), None),
        AttributeKind::Nested(nesting, block) => (Vec::new(), Some(object(*nesting, block))),
    };
    wire::schema::Attribute {
        name: name.to_owned(),
        r#type: kind,
        nested_type,
        description: declared.full_description(),
        description_kind: wire::StringKind::Markdown.into(),
        required: declared.presence == Presence::Required,
        optional: matches!(declared.presence, Presence::Optional | Presence::OptionalComputed),
        computed: declared.presence.is_computed(),
        sensitive: declared.sensitive,
        deprecated: declared.deprecated.is_some(),
        deprecation_message: declared.deprecated.clone().unwrap_or_default(),
        write_only: declared.write_only,
    }
}

fn object(nesting: Nesting, block: &Block) -> wire::schema::Object {
    let nesting = match nesting {
        Nesting::Single | Nesting::Group => ObjectNesting::Single,
        Nesting::List => ObjectNesting::List,
        Nesting::Set => ObjectNesting::Set,
        Nesting::Map => ObjectNesting::Map,
    };
    wire::schema::Object { attributes: attributes(block), nesting: nesting.into(), ..Default::default() }
}

fn nested_block(name: &str, nested: &NestedBlock) -> wire::schema::NestedBlock {
    let nesting = match nested.nesting {
        Nesting::Single => BlockNesting::Single,
        Nesting::Group => BlockNesting::Group,
        Nesting::List => BlockNesting::List,
        Nesting::Set => BlockNesting::Set,
        Nesting::Map => BlockNesting::Map,
    };
    // A single block has as many items at most as at least, or none at least and one at most is said by zeros.
    let max_items = if nested.nesting == Nesting::Single { nested.min_items } else { nested.max_items };
    wire::schema::NestedBlock {
        type_name: name.to_owned(),
        block: Some(block(&nested.block)),
        nesting: nesting.into(),
        min_items: nested.min_items.into(),
        max_items: max_items.into(),
    }
}
