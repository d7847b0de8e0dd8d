//! From schema structs and models to values.

use std::collections::BTreeMap;

use serde::ser::{self, Impossible, Serialize, Serializer};

use super::attr::{DYNAMIC_MARKER, UNKNOWN_MARKER};
use super::number::NUMBER_MARKER;
use super::{Number, Type, Value, ValueError};

impl Value {
    /// The value a struct stands for. Sequences become lists and maps become objects; [`Value::conform`] gives them
    /// the form a type asks for.
    pub fn from_struct<T: Serialize + ?Sized>(source: &T) -> Result<Self, ValueError> {
        source.serialize(ToValue)
    }
}

struct ToValue;

macro_rules! serialize_integers {
    ($($method:ident: $integer:ty),*) => {$(
        fn $method(self, integer: $integer) -> Result<Value, ValueError> {
            Ok(Value::Number(integer.into()))
        }
    )*};
}

fn unsupported(what: &str) -> ValueError {
    ValueError::new(format!("{what} has no form as a Terraform value"))
}

impl Serializer for ToValue {
    type Ok = Value;
    type Error = ValueError;
    type SerializeSeq = Sequence;
    type SerializeTuple = Sequence;
    type SerializeTupleStruct = Sequence;
    type SerializeTupleVariant = Impossible<Value, ValueError>;
    type SerializeMap = Fields;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Impossible<Value, ValueError>;

    serialize_integers!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
                        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);

    fn serialize_bool(self, truth: bool) -> Result<Value, ValueError> {
        Ok(Value::Bool(truth))
    }

    fn serialize_f32(self, float: f32) -> Result<Value, ValueError> {
        self.serialize_f64(float.into())
    }

    fn serialize_f64(self, float: f64) -> Result<Value, ValueError> {
        Number::from_f64(float).map(Value::Number).map_err(|error| ValueError::new(error.to_string()))
    }

    fn serialize_char(self, letter: char) -> Result<Value, ValueError> {
        Ok(Value::String(letter.into()))
    }

    fn serialize_str(self, text: &str) -> Result<Value, ValueError> {
        Ok(text.into())
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
        Ok(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        inner: &T,
    ) -> Result<Value, ValueError> {
        let value = inner.serialize(self)?;
        match (name, &value) {
            (NUMBER_MARKER, Value::String(digits)) => {
                digits.parse().map(Value::Number).map_err(|error| ValueError::new(format!("{error}")))
            }
            (DYNAMIC_MARKER, Value::List(bytes)) => {
                let byte = |value: &Value| match value {
                    Value::Number(number) => number.as_u64().and_then(|byte| u8::try_from(byte).ok()),
                    _ => None,
                };
                let bytes: Option<Vec<u8>> = bytes.iter().map(byte).collect();
                Value::from_msgpack(&bytes.unwrap_or_default(), &Type::Dynamic)
            }
            _ => Ok(value),
        }
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

    fn serialize_seq(self, _: Option<usize>) -> Result<Sequence, ValueError> {
        Ok(Sequence(Vec::new()))
    }

    fn serialize_tuple(self, _: usize) -> Result<Sequence, ValueError> {
        Ok(Sequence(Vec::new()))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Sequence, ValueError> {
        Ok(Sequence(Vec::new()))
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

    fn serialize_map(self, _: Option<usize>) -> Result<Fields, ValueError> {
        Ok(Fields::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, ValueError> {
        Ok(Fields::default())
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

struct Sequence(Vec<Value>);

impl ser::SerializeSeq for Sequence {
    type Ok = Value;
    type Error = ValueError;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), ValueError> {
        self.0.push(element.serialize(ToValue)?);
        Ok(())
    }
    fn end(self) -> Result<Value, ValueError> {
        Ok(Value::List(self.0))
    }
}

impl ser::SerializeTuple for Sequence {
    type Ok = Value;
    type Error = ValueError;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), ValueError> {
        ser::SerializeSeq::serialize_element(self, element)
    }
    fn end(self) -> Result<Value, ValueError> {
        ser::SerializeSeq::end(self)
    }
}

impl ser::SerializeTupleStruct for Sequence {
    type Ok = Value;
    type Error = ValueError;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, field: &T) -> Result<(), ValueError> {
        ser::SerializeSeq::serialize_element(self, field)
    }
    fn end(self) -> Result<Value, ValueError> {
        ser::SerializeSeq::end(self)
    }
}

#[derive(Default)]
struct Fields {
    fields: BTreeMap<String, Value>,
    key: Option<String>,
}

impl ser::SerializeMap for Fields {
    type Ok = Value;
    type Error = ValueError;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), ValueError> {
        match key.serialize(ToValue)? {
            Value::String(key) => self.key = Some(key),
            _ => return Err(unsupported("a map with keys other than strings")),
        }
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ValueError> {
        let key = self.key.take().ok_or_else(|| unsupported("a map value without its key"))?;
        self.fields.insert(key, value.serialize(ToValue)?);
        Ok(())
    }
    fn end(self) -> Result<Value, ValueError> {
        Ok(Value::Object(self.fields))
    }
}

impl ser::SerializeStruct for Fields {
    type Ok = Value;
    type Error = ValueError;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, field: &T) -> Result<(), ValueError> {
        self.fields.insert(name.to_owned(), field.serialize(ToValue)?);
        Ok(())
    }
    fn end(self) -> Result<Value, ValueError> {
        Ok(Value::Object(self.fields))
    }
}
