//! Converts a value with gaps to a struct whose plain fields have placeholders there.

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::attr::DYNAMIC_MARKER;
use super::number::NUMBER_MARKER;
use super::{Value, ValueError};
use crate::framework::path::StepRef;

impl Value {
    /// Converts the value to a struct, with placeholders for unknown parts and for required parts that are null: an
    /// empty string, zero, false, the first of the choices. Elements that are null or unknown are left out.
    /// [`Value::unknown_paths`] has the parts with placeholders.
    pub fn to_struct_with_placeholders<T: DeserializeOwned>(&self) -> Result<T, ValueError> {
        T::deserialize(Filled { value: self, gaps: Gaps::NullAndUnknown })
    }

    /// Converts the value to a struct, with placeholders for required parts that are null. What is unknown stays so, as
    /// [`Value::to_struct`] has it.
    pub(crate) fn to_struct_of_partial<T: DeserializeOwned>(&self) -> Result<T, ValueError> {
        T::deserialize(Filled { value: self, gaps: Gaps::Null })
    }
}

/// Where a value has placeholders.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gaps {
    Null,
    NullAndUnknown,
}

#[derive(Clone, Copy)]
struct Filled<'de> {
    value: &'de Value,
    gaps: Gaps,
}

macro_rules! placeholder_for {
    ($($method:ident => $visit:ident($placeholder:expr);)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
            if self.is_missing() { visitor.$visit($placeholder) } else { self.value.$method(visitor) }
        }
    )*};
}

impl<'de> Filled<'de> {
    fn is_missing(self) -> bool {
        self.value.is_null() || self.value.is_unknown() && self.gaps == Gaps::NullAndUnknown
    }

    fn part(self, value: &'de Value) -> Self {
        Self { value, ..self }
    }

    /// An element that is missing in a state is one that the state has.
    fn is_left_out(self) -> bool {
        self.is_missing() && self.gaps == Gaps::NullAndUnknown
    }
}

impl<'de> Deserializer<'de> for Filled<'de> {
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
        self.value.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        if self.is_missing() {
            visitor.visit_none()
        } else if self.gaps == Gaps::Null && (self.value.is_unknown() || self.value.has_unknown_element()) {
            self.value.deserialize_option(visitor)
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        if self.value.is_unknown() && !self.is_missing() {
            return self.value.deserialize_seq(visitor);
        }
        let parts = self.value.parts().map(|(_, part)| self.part(part)).filter(|part| !part.is_left_out());
        visitor.visit_seq(de::value::SeqDeserializer::new(parts))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, ValueError> {
        if self.is_missing() {
            let missing = std::iter::repeat_n(self.part(&Value::NULL), length);
            return visitor.visit_seq(de::value::SeqDeserializer::new(missing));
        }
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        if self.value.is_unknown() && !self.is_missing() {
            return self.value.deserialize_map(visitor);
        }
        let entry = |(step, part): (StepRef<'de>, &'de Value)| match step {
            StepRef::Attribute(name) | StepRef::Key(name) if !self.part(part).is_left_out() => {
                Some((name, self.part(part)))
            }
            _ => None,
        };
        visitor.visit_map(de::value::MapDeserializer::new(self.value.parts().filter_map(entry)))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        match self.value {
            Value::Number(_) | Value::Dynamic(_) => self.value.deserialize_newtype_struct(name, visitor),
            _ if self.is_missing() && name == NUMBER_MARKER => visitor.visit_str("0"),
            _ if self.is_missing() && name == DYNAMIC_MARKER => visitor.visit_none(),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        if self.value.is_unknown() && !self.is_missing() {
            return self.value.deserialize_struct(name, fields, visitor);
        }
        let fields = Fields { owner: self, names: fields.iter(), current: None };
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
        self.value.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct tuple_struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, ValueError> for Filled<'de> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

/// The fields a struct asks for, each known or a placeholder.
struct Fields<'de> {
    owner: Filled<'de>,
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
        let value = seed.deserialize(self.owner.part(self.owner.value.get(name)));
        value.map_err(|error| error.below_ref(StepRef::Attribute(name)))
    }
}
