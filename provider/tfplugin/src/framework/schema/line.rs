//! Paths for which clients show a line of the configuration.
//!
//! Terraform and OpenTofu look for the attribute in the blocks that the path names, and below that attribute for one key
//! or position of its value, as if it were a map or a list. The name of a nested attribute, or any further step, makes
//! them show the first line of the resource instead.

use super::Schema;
use crate::protocol::tfplugin6::AttributePath;
use crate::protocol::tfplugin6::attribute_path::step::Selector;

impl Schema {
    /// Shortens a path to the part that clients find, and calls a nested attribute a key.
    pub(crate) fn lead_to_line(&self, path: &mut AttributePath) {
        let (mut block, mut position) = (&self.block, 0);
        let selector = |position: usize| path.steps.get(position).and_then(|step| step.selector.as_ref());
        while let Some(selector) = selector(position) {
            match selector {
                Selector::AttributeName(name) => match block.blocks.get(name) {
                    Some(nested) => block = &nested.block,
                    None => break,
                },
                // One of several blocks.
                Selector::ElementKeyString(_) | Selector::ElementKeyInt(_) => {}
            }
            position += 1;
        }
        path.steps.truncate(position + 2);
        if let Some(last) = path.steps.get_mut(position + 1)
            && let Some(Selector::AttributeName(name)) = &last.selector
        {
            last.selector = Some(Selector::ElementKeyString(name.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::framework::path::{Path, Step};
    use crate::framework::schema::{Attribute, AttributeKind, Block, NestedBlock, Nesting, Presence, Schema};
    use crate::framework::value::Type;

    fn schema() -> Schema {
        let text = || Attribute::new(AttributeKind::Plain(Type::String), Presence::Optional);
        let named = |name: &str, attribute| BTreeMap::from([(name.to_owned(), attribute)]);
        let block = |name: &str, attribute| Block { attributes: named(name, attribute), ..Block::default() };
        let nested = |name: &str, attribute| {
            Attribute::new(AttributeKind::Nested(Nesting::Single, block(name, attribute)), Presence::Optional)
        };
        let blocks = |nesting| NestedBlock {
            nesting,
            block: block("proxy", nested("port", text())),
            min_items: 0,
            max_items: 0,
            holds_null: true,
        };
        Schema::new(
            0,
            Block {
                attributes: named("wsus", nested("database", nested("kind", text()))),
                blocks: BTreeMap::from([
                    ("one".to_owned(), blocks(Nesting::Single)),
                    ("many".to_owned(), blocks(Nesting::List)),
                ]),
                ..Block::default()
            },
        )
    }

    #[test]
    fn a_path_leads_as_far_as_clients_find_a_line() {
        let schema = schema();
        let second = Path::of("many").with(Step::Index(1));
        let name = |name: &str| Step::Attribute(name.to_owned());
        let key = |name: &str| Step::Key(name.to_owned());
        for (path, found) in [
            (Path::root(), Path::root()),
            (Path::of("wsus"), Path::of("wsus")),
            (Path::of("wsus.database"), Path::of("wsus").with(key("database"))),
            (Path::of("wsus.database.kind"), Path::of("wsus").with(key("database"))),
            (Path::of("products").with(key("Windows 11")), Path::of("products").with(key("Windows 11"))),
            (Path::of("rules").with(Step::Index(2)).attribute("name"), Path::of("rules").with(Step::Index(2))),
            (Path::of("one"), Path::of("one")),
            (Path::of("one.proxy"), Path::of("one.proxy")),
            (Path::of("one.proxy.port"), Path::of("one.proxy").with(key("port"))),
            (second.with(name("proxy")), second.with(name("proxy"))),
            (second.with(name("proxy")).with(name("port")), second.with(name("proxy")).with(key("port"))),
        ] {
            let mut protocol = path.to_protocol();
            schema.lead_to_line(&mut protocol);
            assert_eq!(protocol, found.to_protocol(), "{path}");
        }
    }
}
