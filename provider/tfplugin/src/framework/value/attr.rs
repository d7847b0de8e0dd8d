//! Fields of schema structs: null, unknown or known.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Type, Value};
use crate::framework::schema::UNKNOWN_ANNOTATION;

/// The unit struct name that serde uses for an unknown value.
pub(super) const UNKNOWN_MARKER: &str = "tfplugin::Unknown";
/// The newtype name that serde uses for a dynamic value.
pub(super) const DYNAMIC_MARKER: &str = "tfplugin::Dynamic";

/// An attribute of a schema struct: null, unknown until apply, or a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attr<T> {
    /// Not set.
    #[default]
    Null,
    /// Known after apply.
    Unknown,
    /// A value.
    Known(T),
}

impl<T> Attr<T> {
    /// The known value.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown => None,
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether it is unknown.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// Converts the known value; null and unknown stay unchanged.
    pub fn map<U>(&self, make: impl FnOnce(&T) -> U) -> Attr<U> {
        match self {
            Self::Null => Attr::Null,
            Self::Unknown => Attr::Unknown,
            Self::Known(value) => Attr::Known(make(value)),
        }
    }
}

impl<T> From<T> for Attr<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T> From<Option<T>> for Attr<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Known)
    }
}

impl<T: Serialize> Serialize for Attr<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Unknown => serializer.serialize_unit_struct(UNKNOWN_MARKER),
            Self::Known(value) => serializer.serialize_some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Attr<T> {
    /// An option in which a newtype means unknown: only an unknown [`Value`] deserializes to one.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visitor<T> {
            type Value = Attr<T>;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a value")
            }
            fn visit_none<E>(self) -> Result<Attr<T>, E> {
                Ok(Attr::Null)
            }
            fn visit_unit<E>(self) -> Result<Attr<T>, E> {
                Ok(Attr::Null)
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(self, _: D) -> Result<Attr<T>, D::Error> {
                Ok(Attr::Unknown)
            }
            fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<Attr<T>, D::Error> {
                T::deserialize(value).map(Attr::Known)
            }
        }
        deserializer.deserialize_option(Visitor(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Attr<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        schema.insert(UNKNOWN_ANNOTATION.to_owned(), true.into());
        schema
    }
}

/// A value of any type, for attributes whose type the user decides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dynamic(pub Type, pub Value);

impl Serialize for Dynamic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = Value::Dynamic(Box::new((self.0.clone(), self.1.clone())));
        let bytes = value.to_msgpack(&Type::Dynamic).map_err(serde::ser::Error::custom)?;
        serializer.serialize_newtype_struct(DYNAMIC_MARKER, &bytes)
    }
}

impl<'de> Deserialize<'de> for Dynamic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Dynamic;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a value with its type")
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Dynamic, D::Error> {
                inner.deserialize_any(self)
            }
            /// A placeholder.
            fn visit_none<E>(self) -> Result<Dynamic, E> {
                Ok(Dynamic(Type::Dynamic, Value::Null))
            }
            /// The bytes of a [`Value`].
            fn visit_seq<A: de::SeqAccess<'de>>(self, bytes: A) -> Result<Dynamic, A::Error> {
                let bytes = Vec::<u8>::deserialize(SeqAccessDeserializer::new(bytes))?;
                match Value::from_msgpack(&bytes, &Type::Dynamic).map_err(de::Error::custom)? {
                    Value::Dynamic(typed) => Ok(Dynamic(typed.0, typed.1)),
                    _ => Err(de::Error::custom("a value with its type is needed")),
                }
            }
            /// The object that a state has.
            fn visit_map<A: de::MapAccess<'de>>(self, object: A) -> Result<Dynamic, A::Error> {
                let object = serde_json::Value::deserialize(MapAccessDeserializer::new(object))?;
                match Value::from_state_json(object.to_string().as_bytes(), &Type::Dynamic) {
                    Ok(Value::Dynamic(typed)) => Ok(Dynamic(typed.0, typed.1)),
                    Ok(_) => Err(de::Error::custom("a value with its type is needed")),
                    Err(error) => Err(de::Error::custom(error)),
                }
            }
        }
        deserializer.deserialize_newtype_struct(DYNAMIC_MARKER, Visitor)
    }
}

impl JsonSchema for Dynamic {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Dynamic".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "x-terraform-type": "dynamic",
            "type": ["array", "boolean", "number", "object", "string"],
        })
    }
}
