//! What a state has always, and what it has never.

use super::{AttributeKind, Block, Nesting};
use crate::framework::value::Value;

impl Block {
    /// Removes write-only values, and makes blocks that are null what Terraform has where there is no block.
    pub(crate) fn tidy_state(&self, state: &mut Value) {
        let Value::Object(fields) = state else { return };
        for (name, attribute) in &self.attributes {
            let Some(field) = fields.get_mut(name) else { continue };
            match &attribute.kind {
                _ if attribute.write_only => *field = Value::Null,
                AttributeKind::Nested(_, nested) => nested.tidy_each(field),
                AttributeKind::Plain(_) => {}
            }
        }
        for (name, nested) in &self.blocks {
            let Some(field) = fields.get_mut(name) else { continue };
            if field.is_null() {
                *field = nested.block.absent(nested.nesting);
            }
            nested.block.tidy_each(field);
        }
    }

    fn tidy_each(&self, objects: &mut Value) {
        match objects {
            Value::Object(_) => self.tidy_state(objects),
            Value::List(items) => items.iter_mut().for_each(|item| self.tidy_state(item)),
            Value::Map(entries) => entries.values_mut().for_each(|entry| self.tidy_state(entry)),
            Value::Set(items) => {
                let tidy = |mut item| {
                    self.tidy_state(&mut item);
                    item
                };
                *items = std::mem::take(items).into_iter().map(tidy).collect();
            }
            _ => {}
        }
    }

    fn absent(&self, nesting: Nesting) -> Value {
        match nesting {
            Nesting::Single => Value::Null,
            Nesting::Group => {
                let names = self.attributes.keys().chain(self.blocks.keys());
                Value::Object(names.map(|name| (name.clone(), Value::Null)).collect())
            }
            Nesting::List => Value::List(Vec::new()),
            Nesting::Set => Value::Set([].into()),
            Nesting::Map => Value::Map([].into()),
        }
    }
}
