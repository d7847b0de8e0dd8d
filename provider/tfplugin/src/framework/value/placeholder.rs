//! Converts a partly unknown value to a struct, for checks that use the known parts only.

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::number::NUMBER_MARKER;
use super::{Value, ValueError};
use crate::framework::path::StepRef;

impl Value {
    /// Converts the value to a struct, with placeholders for unknown parts and for required parts that are null: an
    /// empty string, zero, false, the first of the choices. [`Value::unknown_paths`] has the parts with placeholders.
    pub fn to_struct_with_placeholders<T: DeserializeOwned>(&self) -> Result<T, ValueError> {
        T::deserialize(Known(self))
    }
}

/// A value whose unknown parts deserialize as placeholders.
#[derive(Clone, Copy)]
struct Known<'de>(&'de Value);

macro_rules! placeholder_for {
    ($($method:ident => $visit:ident($placeholder:expr);)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
            if self.is_missing() { visitor.$visit($placeholder) } else { self.0.$method(visitor) }
        }
    )*};
}

impl Known<'_> {
    fn is_missing(self) -> bool {
        self.0.is_unknown() || self.0.is_null()
    }
}

impl<'de> Deserializer<'de> for Known<'de> {
    type Error = ValueError;

    placeholder_for! {
        deserialize_bool => visit_bool(false);
        deserialize_i8 => visit_i8(0);
        deserialize_i16 => visit_i16(0);
        deserialize_i32 => visit_i32(0);
        deserialize_i64 => visit_i64(0);
        deserialize_u8 => visit_u8(0);
        deserialize_u16 => visit_u16(0);
        deserialize_u32 => visit_u32(0);
        deserialize_u64 => visit_u64(0);
        deserialize_f32 => visit_f32(0.0);
        deserialize_f64 => visit_f64(0.0);
        deserialize_str => visit_str("");
        deserialize_string => visit_str("");
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        if self.is_missing() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let known = self.0.parts().map(|(_, part)| Known(part)).filter(|part| !part.is_missing());
        visitor.visit_seq(de::value::SeqDeserializer::new(known))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        let entry = |(step, part): (StepRef<'de>, &'de Value)| match step {
            StepRef::Attribute(name) | StepRef::Key(name) if !Known(part).is_missing() => Some((name, Known(part))),
            _ => None,
        };
        visitor.visit_map(de::value::MapDeserializer::new(self.0.parts().filter_map(entry)))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        match self.0 {
            Value::Number(_) | Value::Dynamic(_) => self.0.deserialize_newtype_struct(name, visitor),
            _ if self.is_missing() && name == NUMBER_MARKER => visitor.visit_str("0"),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        let fields = Fields { owner: self.0, names: fields.iter(), current: None };
        MapAccessDeserializer::new(fields).deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        if self.is_missing() {
            let first: StrDeserializer<'_, ValueError> =
                variants.first().copied().unwrap_or_default().into_deserializer();
            return first.deserialize_enum(name, variants, visitor);
        }
        self.0.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, ValueError> for Known<'de> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

/// The fields a struct asks for, each known or a placeholder.
struct Fields<'de> {
    owner: &'de Value,
    names: std::slice::Iter<'static, &'static str>,
    current: Option<&'static str>,
}

impl<'de> de::MapAccess<'de> for Fields<'de> {
    type Error = ValueError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ValueError> {
        self.current = self.names.next().copied();
        self.current.map(|name| seed.deserialize(name.into_deserializer())).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ValueError> {
        let name = self.current.unwrap_or_default();
        let value = seed.deserialize(Known(self.owner.get(name)));
        value.map_err(|error| error.below_ref(StepRef::Attribute(name)))
    }
}
