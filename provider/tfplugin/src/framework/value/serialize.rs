//! From schema structs and models to values.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::attr::{DYNAMIC_MARKER, UNKNOWN_MARKER};
use super::number::{NUMBER_MARKER, ParseNumberError};
use super::{Attributes, Type, Value, ValueError, needed, not_an_attribute};
use crate::framework::path::Step;

impl Value {
    /// Converts a struct to a value. Sequences become lists and maps become objects; [`Value::conform`] converts them
    /// to the form of a type.
    pub fn from_struct<T: Serialize + ?Sized>(source: &T) -> Result<Self, ValueError> {
        source.serialize(ToValue { kind: None, unfit: Unfit::Refused })
    }

    /// Converts a struct to a value of a type: [`Value::from_struct`] and [`Value::conform`] in one pass.
    pub fn from_struct_of_type<T: Serialize + ?Sized>(source: &T, kind: &Type) -> Result<Self, ValueError> {
        source.serialize(ToValue { kind: Some(kind), unfit: Unfit::Refused })
    }

    /// The same, in which a part that has no form is unknown.
    pub(crate) fn from_struct_as_far_as_possible<T: Serialize + ?Sized>(source: &T, kind: &Type) -> Self {
        source.serialize(ToValue { kind: Some(kind), unfit: Unfit::Unknown }).unwrap_or(Self::UNKNOWN)
    }
}

/// What becomes of a field or an element that has no form as a value, such as a number that is none.
#[derive(Clone, Copy)]
enum Unfit {
    Refused,
    Unknown,
}

impl Unfit {
    fn or_unknown(self, value: Result<Value, ValueError>) -> Result<Value, ValueError> {
        match self {
            Self::Refused => value,
            Self::Unknown => Ok(value.unwrap_or(Value::UNKNOWN)),
        }
    }
}

/// Serializes into a value, of a type if there is one to fit.
#[derive(Clone, Copy)]
struct ToValue<'t> {
    kind: Option<&'t Type>,
    unfit: Unfit,
}

/// Into a value of any type.
const UNTYPED: ToValue<'static> = ToValue { kind: None, unfit: Unfit::Refused };

impl ToValue<'_> {
    fn simple(self, value: Value) -> Result<Value, ValueError> {
        match (&value, self.kind) {
            (_, None)
            | (Value::Null | Value::Unknown(_), _)
            | (Value::Bool(_), Some(Type::Bool))
            | (Value::Number(_), Some(Type::Number))
            | (Value::String(_), Some(Type::String))
            | (Value::Dynamic(_), Some(Type::Dynamic)) => Ok(value),
            (_, Some(kind)) => Err(needed(kind)),
        }
    }

    /// The number that a float stands for in its shortest decimal form.
    fn float(self, float: &impl ToString) -> Result<Value, ValueError> {
        let number = float.to_string().parse().map_err(|error: ParseNumberError| ValueError::new(error.to_string()))?;
        self.simple(Value::Number(number))
    }
}

macro_rules! serialize_integers {
    ($($method:ident: $integer:ty),*) => {$(
        fn $method(self, integer: $integer) -> Result<Value, ValueError> {
            self.simple(Value::Number(integer.into()))
        }
    )*};
}

fn unsupported(what: &str) -> ValueError {
    ValueError::new(format!("{what} has no form as a Terraform value"))
}

impl<'t> Serializer for ToValue<'t> {
    type Ok = Value;
    type Error = ValueError;
    type SerializeSeq = Sequence<'t>;
    type SerializeTuple = Sequence<'t>;
    type SerializeTupleStruct = Sequence<'t>;
    type SerializeTupleVariant = Impossible<Value, ValueError>;
    type SerializeMap = Fields<'t>;
    type SerializeStruct = Fields<'t>;
    type SerializeStructVariant = Impossible<Value, ValueError>;

    serialize_integers!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
                        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);

    fn serialize_bool(self, truth: bool) -> Result<Value, ValueError> {
        self.simple(Value::Bool(truth))
    }

    fn serialize_f32(self, float: f32) -> Result<Value, ValueError> {
        self.float(&float)
    }

    fn serialize_f64(self, float: f64) -> Result<Value, ValueError> {
        self.float(&float)
    }

    fn serialize_char(self, letter: char) -> Result<Value, ValueError> {
        self.simple(Value::String(letter.into()))
    }

    fn serialize_str(self, text: &str) -> Result<Value, ValueError> {
        self.simple(text.into())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Value, ValueError> {
        Err(unsupported("a byte string"))
    }

    fn serialize_none(self) -> Result<Value, ValueError> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, ValueError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, ValueError> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, name: &'static str) -> Result<Value, ValueError> {
        Ok(if name == UNKNOWN_MARKER { Value::UNKNOWN } else { Value::Null })
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Value, ValueError> {
        self.simple(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        inner: &T,
    ) -> Result<Value, ValueError> {
        let value = match name {
            NUMBER_MARKER => number(inner.serialize(UNTYPED)?)?,
            DYNAMIC_MARKER => dynamic(inner.serialize(UNTYPED)?)?,
            _ => return inner.serialize(self),
        };
        self.simple(value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Value, ValueError> {
        Err(unsupported("an enum variant with data"))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Sequence<'t>, ValueError> {
        match self.kind {
            None | Some(Type::List(_) | Type::Set(_) | Type::Tuple(_)) => {
                Ok(Sequence { kind: self.kind, unfit: self.unfit, items: Vec::new() })
            }
            Some(other) => Err(needed(other)),
        }
    }

    fn serialize_tuple(self, length: usize) -> Result<Sequence<'t>, ValueError> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Sequence<'t>, ValueError> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<Value, ValueError>, ValueError> {
        Err(unsupported("an enum variant with data"))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Fields<'t>, ValueError> {
        let form = match self.kind {
            None => Form::Untyped(Vec::with_capacity(length.unwrap_or_default())),
            Some(Type::Map(element)) => Form::Map(element, BTreeMap::new()),
            Some(Type::Object(kinds)) => Form::Object(kinds, vec![Value::Null; kinds.len()]),
            Some(other) => return Err(needed(other)),
        };
        Ok(Fields { form, unfit: self.unfit, key: None })
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Fields<'t>, ValueError> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<Value, ValueError>, ValueError> {
        Err(unsupported("an enum variant with data"))
    }
}

/// The number that serde passes as text.
fn number(digits: Value) -> Result<Value, ValueError> {
    match digits {
        Value::String(digits) => digits.parse().map(Value::Number).map_err(|error| ValueError::new(format!("{error}"))),
        other => Ok(other),
    }
}

/// The value that serde passes as MessagePack, with its type.
fn dynamic(bytes: Value) -> Result<Value, ValueError> {
    let Value::List(bytes) = bytes else { return Ok(bytes) };
    let byte = |value: &Value| match value {
        Value::Number(number) => number.as_u64().and_then(|byte| u8::try_from(byte).ok()),
        _ => None,
    };
    let bytes: Option<Vec<u8>> = bytes.iter().map(byte).collect();
    Value::from_msgpack(&bytes.unwrap_or_default(), &Type::Dynamic)
}

struct Sequence<'t> {
    kind: Option<&'t Type>,
    unfit: Unfit,
    items: Vec<Value>,
}

impl ser::SerializeSeq for Sequence<'_> {
    type Ok = Value;
    type Error = ValueError;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), ValueError> {
        let position = self.items.len();
        let kind = match self.kind {
            Some(Type::List(element) | Type::Set(element)) => Some(element.as_ref()),
            Some(Type::Tuple(kinds)) => Some(kinds.get(position).ok_or_else(|| needed(&Type::Tuple(Vec::new())))?),
            _ => None,
        };
        let value = element.serialize(ToValue { kind, unfit: self.unfit });
        let value = value.map_err(|error| error.below(Step::position(position)));
        self.items.push(self.unfit.or_unknown(value)?);
        Ok(())
    }
    fn end(self) -> Result<Value, ValueError> {
        match self.kind {
            Some(Type::Set(_)) => Ok(Value::Set(self.items.into_iter().collect())),
            Some(Type::Tuple(kinds)) if self.items.len() == kinds.len() => Ok(Value::Tuple(self.items)),
            Some(tuple @ Type::Tuple(_)) => Err(needed(tuple)),
            _ => Ok(Value::List(self.items)),
        }
    }
}

impl ser::SerializeTuple for Sequence<'_> {
    type Ok = Value;
    type Error = ValueError;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), ValueError> {
        ser::SerializeSeq::serialize_element(self, element)
    }
    fn end(self) -> Result<Value, ValueError> {
        ser::SerializeSeq::end(self)
    }
}

impl ser::SerializeTupleStruct for Sequence<'_> {
    type Ok = Value;
    type Error = ValueError;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, field: &T) -> Result<(), ValueError> {
        ser::SerializeSeq::serialize_element(self, field)
    }
    fn end(self) -> Result<Value, ValueError> {
        ser::SerializeSeq::end(self)
    }
}

struct Fields<'t> {
    form: Form<'t>,
    unfit: Unfit,
    key: Option<String>,
}

/// What the fields of a struct or the entries of a map become.
enum Form<'t> {
    Untyped(Vec<(Cow<'static, str>, Value)>),
    Map(&'t Type, BTreeMap<String, Value>),
    Object(&'t Attributes<Type>, Vec<Value>),
}

impl Fields<'_> {
    fn add<T: Serialize + ?Sized>(&mut self, name: Cow<'static, str>, field: &T) -> Result<(), ValueError> {
        let Self { form, unfit, .. } = self;
        let value = |kind| field.serialize(ToValue { kind, unfit: *unfit });
        match form {
            Form::Untyped(fields) => fields.push((name, value(None)?)),
            Form::Map(element, entries) => {
                let key = name.into_owned();
                let value = value(Some(element)).map_err(|error| error.below(Step::Key(key.clone())));
                entries.insert(key, unfit.or_unknown(value)?);
            }
            Form::Object(kinds, values) => {
                let below = |error: ValueError| error.below(Step::Attribute(name.clone().into_owned()));
                let (position, kind) = kinds.find(name.as_bytes(), 0).ok_or_else(|| below(not_an_attribute()))?;
                let value = unfit.or_unknown(value(Some(kind)).map_err(below))?;
                if let Some(slot) = values.get_mut(position) {
                    *slot = value;
                }
            }
        }
        Ok(())
    }

    fn finish(self) -> Value {
        match self.form {
            Form::Untyped(fields) => Value::Object(fields.into_iter().collect()),
            Form::Map(_, entries) => Value::Map(entries),
            Form::Object(kinds, values) => Value::Object(kinds.with(values)),
        }
    }
}

impl ser::SerializeMap for Fields<'_> {
    type Ok = Value;
    type Error = ValueError;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), ValueError> {
        match key.serialize(UNTYPED)? {
            Value::String(key) => self.key = Some(key),
            _ => return Err(unsupported("a map with keys other than strings")),
        }
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ValueError> {
        let key = self.key.take().ok_or_else(|| unsupported("a map value without its key"))?;
        self.add(key.into(), value)
    }
    fn end(self) -> Result<Value, ValueError> {
        Ok(self.finish())
    }
}

impl ser::SerializeStruct for Fields<'_> {
    type Ok = Value;
    type Error = ValueError;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, field: &T) -> Result<(), ValueError> {
        self.add(name.into(), field)
    }
    fn end(self) -> Result<Value, ValueError> {
        Ok(self.finish())
    }
}
