//! Values as MessagePack, decoded by their type: the bytes alone do not tell it.
//!
//! Decoding is total: any bytes give a value or an error, whatever depth and length they claim.

use std::collections::BTreeMap;

use rmp::Marker;
use rmp::encode;

use super::refinement::key;
use super::{Attributes, MAX_DEPTH, Number, Refinement, Type, Value, ValueError, needed, not_an_attribute};
use crate::framework::path::Step;

/// The extension type of an unknown value with refinements. Every other extension type is a plain unknown value.
const REFINED_UNKNOWN: i8 = 12;

type Result<T> = std::result::Result<T, ValueError>;

impl Value {
    /// Decodes a value of the given type.
    pub fn from_msgpack(bytes: &[u8], kind: &Type) -> Result<Self> {
        let mut reader = Reader { rest: bytes };
        let value = reader.value(kind, 0)?;
        if reader.rest.is_empty() { Ok(value) } else { Err(ValueError::new("bytes follow the value")) }
    }

    /// Encodes the value as one of the given type. The value must have that type's form.
    pub fn to_msgpack(&self, kind: &Type) -> Result<Vec<u8>> {
        let mut out = Vec::with_capacity(256);
        write(&mut out, self, kind)?;
        Ok(out)
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

fn truncated() -> ValueError {
    ValueError::new("the value ends too early")
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| truncated())
    }

    fn marker(&mut self) -> Result<Marker> {
        Ok(Marker::from_u8(u8::from_be_bytes(self.array()?)))
    }

    fn peek(&self) -> Option<Marker> {
        self.rest.first().copied().map(Marker::from_u8)
    }

    /// A length of one, two or four bytes.
    fn length(&mut self, width: usize) -> Result<usize> {
        let bytes = self.take(width)?;
        Ok(bytes.iter().fold(0, |length, byte| (length << 8) | usize::from(*byte)))
    }

    fn value(&mut self, kind: &Type, depth: usize) -> Result<Value> {
        if depth > MAX_DEPTH {
            return Err(ValueError::too_deep());
        }
        match self.peek().ok_or_else(truncated)? {
            Marker::Null => {
                self.marker()?;
                return Ok(Value::Null);
            }
            marker if extension_length(marker).is_some() => return self.unknown(),
            _ => {}
        }
        match kind {
            Type::Bool => match self.marker()? {
                Marker::True => Ok(Value::Bool(true)),
                Marker::False => Ok(Value::Bool(false)),
                other => Err(unexpected(kind, other)),
            },
            Type::Number => self.number(),
            Type::String => {
                let marker = self.marker()?;
                let bytes = self.text(marker)?.ok_or_else(|| unexpected(kind, marker))?;
                Ok(Value::String(utf8(bytes)?))
            }
            Type::Dynamic => self.dynamic(depth),
            Type::List(element) => Ok(Value::List(self.elements(kind, |_| Some(element), depth)?)),
            Type::Set(element) => {
                let elements = self.elements(kind, |_| Some(element), depth)?;
                Ok(Value::Set(elements.into_iter().collect()))
            }
            Type::Tuple(kinds) => {
                let elements = self.elements(kind, |position| kinds.get(position), depth)?;
                if elements.len() == kinds.len() {
                    Ok(Value::Tuple(elements))
                } else {
                    Err(ValueError::wrong_count(kinds.len(), elements.len()))
                }
            }
            Type::Map(element) => Ok(Value::Map(self.entries(kind, element, depth)?)),
            Type::Object(attributes) => Ok(Value::Object(self.attributes(kind, attributes, depth)?)),
        }
    }

    fn elements<'t>(
        &mut self,
        kind: &Type,
        element: impl Fn(usize) -> Option<&'t Type>,
        depth: usize,
    ) -> Result<Vec<Value>> {
        let length = match self.marker()? {
            Marker::FixArray(length) => usize::from(length),
            Marker::Array16 => self.length(2)?,
            Marker::Array32 => self.length(4)?,
            other => return Err(unexpected(kind, other)),
        };
        let mut elements = Vec::new();
        for position in 0..length {
            let kind = element(position).ok_or_else(|| ValueError::new("has too many elements"))?;
            elements.push(self.value(kind, depth + 1).map_err(|error| error.below(Step::position(position)))?);
        }
        Ok(elements)
    }

    fn entries(&mut self, kind: &Type, element: &Type, depth: usize) -> Result<BTreeMap<String, Value>> {
        let mut entries = BTreeMap::new();
        for _ in 0..self.map_length(kind)? {
            let key = utf8(self.key()?)?;
            let value = self.value(element, depth + 1).map_err(|error| error.below(Step::Key(key.clone())))?;
            entries.insert(key, value);
        }
        Ok(entries)
    }

    fn attributes(&mut self, kind: &Type, kinds: &Attributes<Type>, depth: usize) -> Result<Attributes<Value>> {
        let length = self.map_length(kind)?;
        let mut values: Vec<Option<Value>> = vec![None; kinds.len()];
        for expected in 0..length {
            let name = self.key()?;
            let below = |error: ValueError| error.below(Step::Attribute(String::from_utf8_lossy(name).into_owned()));
            let (position, kind) = kinds.find(name, expected).ok_or_else(|| below(not_an_attribute()))?;
            let value = self.value(kind, depth + 1).map_err(below)?;
            if let Some(slot) = values.get_mut(position) {
                *slot = Some(value);
            }
        }
        let missing = |name: &str| ValueError::new("is missing").below(Step::Attribute(name.to_owned()));
        kinds.with_all(values).map_err(missing)
    }

    fn map_length(&mut self, kind: &Type) -> Result<usize> {
        match self.marker()? {
            Marker::FixMap(length) => Ok(usize::from(length)),
            Marker::Map16 => self.length(2),
            Marker::Map32 => self.length(4),
            other => Err(unexpected(kind, other)),
        }
    }

    fn key(&mut self) -> Result<&'a [u8]> {
        let marker = self.marker()?;
        self.text(marker)?.ok_or_else(|| ValueError::new("has a key that is not a string"))
    }

    /// The bytes of a string or binary; `None` if the marker starts neither.
    fn text(&mut self, marker: Marker) -> Result<Option<&'a [u8]>> {
        let length = match marker {
            Marker::FixStr(length) => usize::from(length),
            Marker::Str8 | Marker::Bin8 => self.length(1)?,
            Marker::Str16 | Marker::Bin16 => self.length(2)?,
            Marker::Str32 | Marker::Bin32 => self.length(4)?,
            _ => return Ok(None),
        };
        self.take(length).map(Some)
    }

    fn number(&mut self) -> Result<Value> {
        let marker = self.marker()?;
        let number = match marker {
            Marker::FixPos(small) => Number::from(small),
            Marker::FixNeg(small) => Number::from(small),
            Marker::U8 => u8::from_be_bytes(self.array()?).into(),
            Marker::U16 => u16::from_be_bytes(self.array()?).into(),
            Marker::U32 => u32::from_be_bytes(self.array()?).into(),
            Marker::U64 => u64::from_be_bytes(self.array()?).into(),
            Marker::I8 => i8::from_be_bytes(self.array()?).into(),
            Marker::I16 => i16::from_be_bytes(self.array()?).into(),
            Marker::I32 => i32::from_be_bytes(self.array()?).into(),
            Marker::I64 => i64::from_be_bytes(self.array()?).into(),
            Marker::F32 => float(f64::from(f32::from_be_bytes(self.array()?)))?,
            Marker::F64 => float(f64::from_be_bytes(self.array()?))?,
            other => {
                let text = self.text(other)?.ok_or_else(|| unexpected(&Type::Number, other))?;
                utf8(text)?.parse().map_err(|error| ValueError::new(format!("{error}")))?
            }
        };
        Ok(Value::Number(number))
    }

    fn dynamic(&mut self, depth: usize) -> Result<Value> {
        match self.marker()? {
            Marker::FixArray(2) => {}
            other => return Err(unexpected(&Type::Dynamic, other)),
        }
        let marker = self.marker()?;
        let json = self.text(marker)?.ok_or_else(|| unexpected(&Type::Dynamic, marker))?;
        let kind = Type::from_json_bytes(json).map_err(|error| ValueError::new(error.to_string()))?;
        let value = self.value(&kind, depth + 1)?;
        Ok(Value::Dynamic(Box::new((kind, value))))
    }

    fn unknown(&mut self) -> Result<Value> {
        let marker = self.marker()?;
        let length = match extension_length(marker) {
            Some(ExtensionLength::Fixed(length)) => length,
            Some(ExtensionLength::Read(width)) => self.length(width)?,
            None => return Err(unexpected(&Type::Dynamic, marker)),
        };
        let code = i8::from_be_bytes(self.array()?);
        let payload = self.take(length)?;
        // Refinements are optional: without a readable one, the value is a plain unknown.
        let refinement = (code == REFINED_UNKNOWN).then(|| Reader { rest: payload }.refinement().ok()).flatten();
        Ok(Value::Unknown(refinement.and_then(Refinement::boxed)))
    }

    fn refinement(&mut self) -> Result<Refinement> {
        let mut refinement = Refinement::default();
        let Marker::FixMap(length) = self.marker()? else {
            return Err(ValueError::new("a refinement is a small map"));
        };
        for _ in 0..length {
            let Value::Number(code) = self.number()? else { continue };
            match code.as_u64() {
                Some(key::NOT_NULL) => refinement.not_null = self.marker()? == Marker::False,
                Some(key::PREFIX) => {
                    refinement.prefix = self.value(&Type::String, 0)?.as_str().map(str::to_owned);
                }
                Some(key::LOWER_BOUND) => refinement.lower_bound = self.bound()?,
                Some(key::UPPER_BOUND) => refinement.upper_bound = self.bound()?,
                Some(key::MIN_LENGTH) => refinement.min_length = self.count()?,
                Some(key::MAX_LENGTH) => refinement.max_length = self.count()?,
                // A key of a newer protocol: the length of its value is unknown, so reading ends here.
                _ => return Ok(refinement),
            }
        }
        Ok(refinement)
    }

    fn count(&mut self) -> Result<Option<u64>> {
        match self.number()? {
            Value::Number(count) => Ok(count.as_u64()),
            _ => Ok(None),
        }
    }

    fn bound(&mut self) -> Result<Option<(Number, bool)>> {
        let kind = Type::Tuple(vec![Type::Number, Type::Bool]);
        match self.value(&kind, 0)? {
            Value::Tuple(parts) => match parts.as_slice() {
                [Value::Number(bound), Value::Bool(inclusive)] => Ok(Some((bound.clone(), *inclusive))),
                _ => Ok(None),
            },
            _ => Ok(None),
        }
    }
}

enum ExtensionLength {
    Fixed(usize),
    Read(usize),
}

fn extension_length(marker: Marker) -> Option<ExtensionLength> {
    match marker {
        Marker::FixExt1 => Some(ExtensionLength::Fixed(1)),
        Marker::FixExt2 => Some(ExtensionLength::Fixed(2)),
        Marker::FixExt4 => Some(ExtensionLength::Fixed(4)),
        Marker::FixExt8 => Some(ExtensionLength::Fixed(8)),
        Marker::FixExt16 => Some(ExtensionLength::Fixed(16)),
        Marker::Ext8 => Some(ExtensionLength::Read(1)),
        Marker::Ext16 => Some(ExtensionLength::Read(2)),
        Marker::Ext32 => Some(ExtensionLength::Read(4)),
        _ => None,
    }
}

fn unexpected(kind: &Type, marker: Marker) -> ValueError {
    ValueError::new(format!("{} is needed (got {marker:?})", kind.describe()))
}

fn utf8(bytes: &[u8]) -> Result<String> {
    String::from_utf8(bytes.to_vec()).map_err(|_| ValueError::new("is not valid UTF-8"))
}

fn float(float: f64) -> Result<Number> {
    Number::from_f64(float).map_err(|error| ValueError::new(error.to_string()))
}

fn length(count: usize) -> Result<u32> {
    u32::try_from(count).map_err(|_| ValueError::new("is too long to be encoded"))
}

fn write(out: &mut Vec<u8>, value: &Value, kind: &Type) -> Result<()> {
    match (value, kind) {
        (Value::Null, _) => out.push(Marker::Null.to_u8()),
        (Value::Unknown(refinement), _) => write_unknown(out, refinement.as_deref())?,
        (Value::Bool(truth), Type::Bool) => write_bool(out, *truth),
        (Value::Number(number), Type::Number) => write_number(out, number)?,
        (Value::String(text), Type::String) => encode::write_str(out, text)?,
        (Value::List(items), Type::List(element)) => write_elements(out, items.iter(), |_| Some(element))?,
        (Value::Set(items), Type::Set(element)) => write_elements(out, items.iter(), |_| Some(element))?,
        (Value::Tuple(items), Type::Tuple(kinds)) if items.len() == kinds.len() => {
            write_elements(out, items.iter(), |position| kinds.get(position))?;
        }
        (Value::Map(items), Type::Map(element)) => write_entries(out, items, element)?,
        (Value::Object(fields), Type::Object(kinds)) if fields.len() == kinds.len() => {
            write_attributes(out, fields, kinds)?;
        }
        (Value::Dynamic(typed), Type::Dynamic) => {
            let (kind, value) = typed.as_ref();
            encode::write_array_len(out, 2)?;
            encode::write_bin(out, &kind.to_json_bytes())?;
            write(out, value, kind)?;
        }
        _ => return Err(needed(kind)),
    }
    Ok(())
}

fn write_bool(out: &mut Vec<u8>, truth: bool) {
    out.push(if truth { Marker::True } else { Marker::False }.to_u8());
}

fn write_number(out: &mut Vec<u8>, number: &Number) -> Result<()> {
    if let Some(integer) = number.as_i64() {
        encode::write_sint(out, integer)?;
    } else if let Some(integer) = number.as_u64() {
        encode::write_uint(out, integer)?;
    } else {
        encode::write_str(out, &number.to_string())?;
    }
    Ok(())
}

fn write_elements<'v, 't>(
    out: &mut Vec<u8>,
    items: impl ExactSizeIterator<Item = &'v Value>,
    element: impl Fn(usize) -> Option<&'t Type>,
) -> Result<()> {
    encode::write_array_len(out, length(items.len())?)?;
    for (position, item) in items.enumerate() {
        let kind = element(position).ok_or_else(|| ValueError::new("has too many elements"))?;
        write(out, item, kind).map_err(|error| error.below(Step::position(position)))?;
    }
    Ok(())
}

fn write_entries(out: &mut Vec<u8>, entries: &BTreeMap<String, Value>, element: &Type) -> Result<()> {
    encode::write_map_len(out, length(entries.len())?)?;
    for (key, value) in entries {
        encode::write_str(out, key)?;
        write(out, value, element).map_err(|error| error.below(Step::Key(key.clone())))?;
    }
    Ok(())
}

fn write_attributes(out: &mut Vec<u8>, attributes: &Attributes<Value>, kinds: &Attributes<Type>) -> Result<()> {
    encode::write_map_len(out, length(attributes.len())?)?;
    for (expected, (name, value)) in attributes.iter().enumerate() {
        let below = |error: ValueError| error.below(Step::Attribute(name.to_owned()));
        let (_, kind) = kinds.find(name.as_bytes(), expected).ok_or_else(|| below(not_an_attribute()))?;
        encode::write_str(out, name)?;
        write(out, value, kind).map_err(below)?;
    }
    Ok(())
}

fn write_unknown(out: &mut Vec<u8>, refinement: Option<&Refinement>) -> Result<()> {
    let Some(refinement) = refinement else {
        out.extend([Marker::FixExt1.to_u8(), 0, 0]);
        return Ok(());
    };
    let mut facts: Vec<(u64, Vec<u8>)> = Vec::new();
    let mut fact = |code, write: &mut dyn FnMut(&mut Vec<u8>) -> Result<()>| -> Result<()> {
        let mut bytes = Vec::new();
        write(&mut bytes)?;
        facts.push((code, bytes));
        Ok(())
    };
    if refinement.not_null {
        fact(key::NOT_NULL, &mut |bytes| {
            write_bool(bytes, false);
            Ok(())
        })?;
    }
    if let Some(prefix) = &refinement.prefix {
        fact(key::PREFIX, &mut |bytes| Ok(encode::write_str(bytes, prefix)?))?;
    }
    for (code, bound) in [(key::LOWER_BOUND, &refinement.lower_bound), (key::UPPER_BOUND, &refinement.upper_bound)] {
        if let Some((number, inclusive)) = bound {
            fact(code, &mut |bytes| {
                encode::write_array_len(bytes, 2)?;
                write_number(bytes, number)?;
                write_bool(bytes, *inclusive);
                Ok(())
            })?;
        }
    }
    for (code, count) in [(key::MIN_LENGTH, refinement.min_length), (key::MAX_LENGTH, refinement.max_length)] {
        if let Some(count) = count {
            fact(code, &mut |bytes| {
                encode::write_uint(bytes, count)?;
                Ok(())
            })?;
        }
    }
    let mut payload = Vec::new();
    encode::write_map_len(&mut payload, length(facts.len())?)?;
    for (code, bytes) in facts {
        encode::write_uint(&mut payload, code)?;
        payload.extend(bytes);
    }
    encode::write_ext_meta(out, length(payload.len())?, REFINED_UNKNOWN)?;
    out.extend(payload);
    Ok(())
}
