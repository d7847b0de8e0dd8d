//! From values to schema structs and models.

use serde::de::value::SeqDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::attr::DYNAMIC_MARKER;
use super::number::NUMBER_MARKER;
use super::{Number, Parts, Type, Value, ValueError};
use crate::framework::path::StepRef;

impl Value {
    /// Converts the value to a struct. Unknown parts require fields of type [`super::Attr`], null parts those or options.
    ///
    /// A collection with an unknown element, in nested collections too, becomes unknown as a whole if its field is an
    /// [`super::Attr`].
    pub fn to_struct<T: DeserializeOwned>(&self) -> Result<T, ValueError> {
        T::deserialize(self)
    }

    pub(super) fn has_unknown_element(&self) -> bool {
        matches!(self, Self::List(_) | Self::Set(_) | Self::Map(_))
            && self.parts().any(|(_, item)| item.is_unknown() || item.has_unknown_element())
    }
}

fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, ValueError> {
    if let Some(integer) = number.as_u64() {
        visitor.visit_u64(integer)
    } else if let Some(integer) = number.as_i64() {
        visitor.visit_i64(integer)
    } else {
        visitor.visit_f64(number.to_f64())
    }
}

impl<'de> Deserializer<'de> for &'de Value {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self {
            Value::Null => visitor.visit_none(),
            Value::Unknown(_) => Err(ValueError::unknown()),
            Value::Bool(truth) => visitor.visit_bool(*truth),
            Value::Number(number) => visit_number(number, visitor),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::List(_) | Value::Tuple(_) | Value::Set(_) => visitor.visit_seq(Elements(self.parts())),
            Value::Map(_) | Value::Object(_) => visitor.visit_map(Entries { parts: self.parts(), current: None }),
            Value::Dynamic(typed) => typed.1.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self {
            Value::Null => visitor.visit_none(),
            // An option cannot hold it: only an attribute accepts a newtype.
            Value::Unknown(_) => visitor.visit_newtype_struct(self).map_err(|_| ValueError::unknown()),
            value if value.has_unknown_element() => {
                visitor.visit_newtype_struct(self).map_err(|_| ValueError::unknown())
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        match self {
            Value::Number(number) if name == NUMBER_MARKER => visitor.visit_string(number.to_string()),
            Value::Dynamic(_) if name == DYNAMIC_MARKER => {
                let bytes = self.to_msgpack(&Type::Dynamic)?;
                visitor.visit_newtype_struct(SeqDeserializer::new(bytes.into_iter()))
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        match self {
            Value::String(text) => text.as_str().into_deserializer().deserialize_enum(name, variants, visitor),
            Value::Unknown(_) => Err(ValueError::unknown()),
            _ => Err(ValueError::new("a string is needed")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, ValueError> for &'de Value {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

/// Elements of a list or set; an error of one in a list says which.
struct Elements<'de>(Parts<'de>);

impl<'de> de::SeqAccess<'de> for Elements<'de> {
    type Error = ValueError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ValueError> {
        let Some((step, element)) = self.0.next() else { return Ok(None) };
        seed.deserialize(element).map(Some).map_err(|error| error.below_ref(step))
    }
}

/// Entries of a map or attributes of an object; an error says which.
struct Entries<'de> {
    parts: Parts<'de>,
    current: Option<(StepRef<'de>, &'de Value)>,
}

impl<'de> de::MapAccess<'de> for Entries<'de> {
    type Error = ValueError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ValueError> {
        self.current = self.parts.next();
        match self.current {
            Some((StepRef::Attribute(name) | StepRef::Key(name), _)) => {
                seed.deserialize(name.into_deserializer()).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ValueError> {
        let (step, value) = self.current.ok_or_else(|| ValueError::new("a value was read before its name"))?;
        seed.deserialize(value).map_err(|error| error.below_ref(step))
    }
}
