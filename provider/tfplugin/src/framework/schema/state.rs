//! Brings a state into the form Terraform expects, and finds what it lacks.

use super::{Attribute, AttributeKind, Block, Field, Nesting, Schema};
use crate::framework::value::Value;

impl Schema {
    /// Removes write-only values, and replaces null blocks with the value Terraform has for a missing block.
    pub(crate) fn tidy_state(&self, state: &mut Value) {
        if !self.tidy {
            self.block.tidy_state(state);
        }
    }

    /// Whether a state lacks a value that every object has: one of an older version, without attributes that exist now.
    pub(crate) fn is_incomplete(&self, state: &Value) -> bool {
        self.block.is_incomplete(state)
    }
}

impl Block {
    /// Whether no value needs tidying: there are no write-only attributes, and no blocks that are something other than
    /// null where there is none.
    pub(super) fn is_tidy(&self) -> bool {
        self.fields().all(|(_, field)| match field {
            Field::Attribute(Attribute { write_only: true, .. }) => false,
            Field::Attribute(Attribute { kind: AttributeKind::Nested(_, nested), .. }) => nested.is_tidy(),
            Field::Attribute(_) => true,
            Field::Block(nested) => nested.nesting == Nesting::Single && nested.block.is_tidy(),
        })
    }

    fn tidy_state(&self, state: &mut Value) {
        let Value::Object(attributes) = state else { return };
        for (position, (name, field)) in self.fields().enumerate() {
            let Some(value) = attributes.find_mut(name, position) else { continue };
            match field {
                Field::Attribute(attribute) if attribute.write_only => std::mem::take(value).wipe(),
                Field::Attribute(attribute) => {
                    if let AttributeKind::Nested(_, nested) = &attribute.kind {
                        nested.tidy_each(value);
                    }
                }
                Field::Block(nested) => {
                    if value.is_null() {
                        *value = nested.block.absent(nested.nesting);
                    }
                    nested.block.tidy_each(value);
                }
            }
        }
    }

    fn is_incomplete(&self, state: &Value) -> bool {
        let lacks = |(position, (name, field)): (usize, (&str, Field<'_>))| {
            let value = state.get_near(name, position);
            match field {
                Field::Attribute(attribute) if value.is_null() => attribute.is_never_null(),
                Field::Attribute(Attribute { kind: AttributeKind::Nested(nesting, nested), .. }) => {
                    nested.is_one_incomplete(*nesting, value)
                }
                Field::Attribute(_) => false,
                Field::Block(nested) => nested.block.is_one_incomplete(nested.nesting, value),
            }
        };
        self.fields().enumerate().any(lacks)
    }

    fn is_one_incomplete(&self, nesting: Nesting, objects: &Value) -> bool {
        match nesting {
            Nesting::Single | Nesting::Group => !objects.is_null() && self.is_incomplete(objects),
            Nesting::List | Nesting::Set | Nesting::Map => {
                objects.parts().any(|(_, object)| self.is_incomplete(object))
            }
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
            Nesting::Group => Value::Object(self.fields().map(|(name, _)| (name.to_owned(), Value::Null)).collect()),
            Nesting::List => Value::List(Vec::new()),
            Nesting::Set => Value::Set([].into()),
            Nesting::Map => Value::Map([].into()),
        }
    }
}
