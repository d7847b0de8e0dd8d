//! Converts a configuration to a struct whose plain fields have planned values where the user left them out.

use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::{Parts, Value, ValueError};
use crate::framework::path::StepRef;

impl Value {
    /// Converts a configuration to a struct. A field that can hold null has what the user wrote; a plain field of an
    /// attribute that is left out has the value of `planned`. The elements of a set are those of `planned`.
    pub(crate) fn to_struct_completed<T: DeserializeOwned>(&self, planned: &Self) -> Result<T, ValueError> {
        T::deserialize(Completed { written: self, planned })
    }
}

#[derive(Clone, Copy)]
struct Completed<'de> {
    written: &'de Value,
    planned: &'de Value,
}

impl<'de> Completed<'de> {
    fn value(self) -> &'de Value {
        match (self.written, self.planned) {
            (Value::Null, _) | (Value::Set(_), Value::Set(_)) => self.planned,
            // A write-only set is not planned.
            _ => self.written,
        }
    }

    fn parts(self) -> Pairs<'de> {
        Pairs { written: self.value().parts(), planned: self.planned, current: None }
    }
}

impl<'de> Deserializer<'de> for Completed<'de> {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.value() {
            Value::List(_) | Value::Set(_) => visitor.visit_seq(self.parts()),
            Value::Map(_) | Value::Object(_) => visitor.visit_map(self.parts()),
            value => value.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.written {
            Value::List(_) | Value::Set(_) | Value::Map(_) if self.written.has_unknown_element() => {
                self.written.deserialize_option(visitor)
            }
            Value::List(_) | Value::Set(_) | Value::Map(_) | Value::Object(_) => visitor.visit_some(self),
            written => written.deserialize_option(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        match self.value() {
            value @ (Value::Number(_) | Value::Dynamic(_)) => value.deserialize_newtype_struct(name, visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        self.value().deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// The parts of a value, each with the planned part of the same name or position.
struct Pairs<'de> {
    written: Parts<'de>,
    planned: &'de Value,
    current: Option<(StepRef<'de>, &'de Value)>,
}

impl<'de> Pairs<'de> {
    fn pair(&self, step: StepRef<'de>, written: &'de Value) -> Completed<'de> {
        let planned = match (step, self.planned) {
            (StepRef::Attribute(name) | StepRef::Key(name), planned) => planned.get(name),
            (StepRef::Index(position), Value::List(items)) => items.get(position).unwrap_or(written),
            _ => written,
        };
        Completed { written, planned }
    }
}

impl<'de> de::SeqAccess<'de> for Pairs<'de> {
    type Error = ValueError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ValueError> {
        let Some((step, element)) = self.written.next() else { return Ok(None) };
        seed.deserialize(self.pair(step, element)).map(Some).map_err(|error| error.below_ref(step))
    }
}

impl<'de> de::MapAccess<'de> for Pairs<'de> {
    type Error = ValueError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ValueError> {
        self.current = self.written.next();
        match self.current {
            Some((StepRef::Attribute(name) | StepRef::Key(name), _)) => {
                seed.deserialize(name.into_deserializer()).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ValueError> {
        let (step, value) = self.current.ok_or_else(|| ValueError::new("a value was read before its name"))?;
        seed.deserialize(self.pair(step, value)).map_err(|error| error.below_ref(step))
    }
}
