//! Terraform numbers: decimals of any size, compared by value, never converted to a float.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The newtype name that serde uses for a [`Number`].
pub(super) const NUMBER_MARKER: &str = "tfplugin::Number";

/// Numbers with more decimal places than this, before or after the point, are rejected: Terraform stores 512 bits.
const MAX_PLACES: i64 = 5_000;

/// A decimal number of any size. Equal numbers are equal values, however they were written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(Form);

impl Default for Number {
    /// Zero.
    fn default() -> Self {
        Self(Form::Integer(0))
    }
}

/// The one form a number has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Form {
    /// A whole number that fits.
    Integer(i64),
    /// Any other.
    Decimal(Box<Decimal>),
}

/// `±digits × 10^exponent`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Decimal {
    negative: bool,
    /// No leading and no trailing zeros; empty for zero.
    digits: String,
    exponent: i64,
}

/// Text that is not a finite decimal number, or one too large to keep.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a finite decimal number")]
pub struct ParseNumberError(String);

impl Number {
    /// The number a finite float stands for in its shortest decimal form; an error for NaN and the infinities.
    pub fn from_f64(float: f64) -> Result<Self, ParseNumberError> {
        float.to_string().parse()
    }

    /// Whether it has no fraction, however large it is.
    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Form::Integer(_) => true,
            Form::Decimal(decimal) => decimal.exponent >= 0,
        }
    }

    /// The value as `i64`, where it is a whole number in range.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Form::Integer(integer) => Some(*integer),
            Form::Decimal(_) => None,
        }
    }

    /// The value as `u64`, where it is a whole number in range.
    pub fn as_u64(&self) -> Option<u64> {
        match &self.0 {
            Form::Integer(integer) => u64::try_from(*integer).ok(),
            Form::Decimal(decimal) => decimal.integer(),
        }
    }

    /// The nearest float. Precision may be lost; use it for comparisons with bounds, not to carry a value.
    pub fn to_f64(&self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    fn to_decimal(&self) -> Cow<'_, Decimal> {
        match &self.0 {
            Form::Integer(integer) => Cow::Owned(Decimal::of(integer)),
            Form::Decimal(decimal) => Cow::Borrowed(decimal),
        }
    }
}

impl Decimal {
    fn of(integer: &impl ToString) -> Self {
        let text = integer.to_string();
        match text.strip_prefix('-') {
            Some(digits) => Self::new(true, digits, 0),
            None => Self::new(false, &text, 0),
        }
    }

    fn new(negative: bool, digits: &str, exponent: i64) -> Self {
        let digits = digits.trim_start_matches('0');
        let significant = digits.trim_end_matches('0');
        if significant.is_empty() {
            return Self { negative: false, digits: String::new(), exponent: 0 };
        }
        let zeros = i64::try_from(digits.len() - significant.len()).unwrap_or(i64::MAX);
        Self { negative, digits: significant.to_owned(), exponent: exponent.saturating_add(zeros) }
    }

    /// The value as an integer, where it is one of that type's range.
    fn integer<T: FromStr>(&self) -> Option<T> {
        /// More digits than any integer has.
        const LONG: i64 = 20;
        if self.exponent >= 0 && self.magnitude() <= LONG { self.to_string().parse().ok() } else { None }
    }

    /// Position of the leading digit: `1` for 5, `2` for 42, `0` for 0.3.
    fn magnitude(&self) -> i64 {
        i64::try_from(self.digits.len()).unwrap_or(i64::MAX).saturating_add(self.exponent)
    }

    fn cmp_magnitude(&self, other: &Self) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.magnitude().cmp(&other.magnitude()).then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

impl From<Decimal> for Number {
    fn from(decimal: Decimal) -> Self {
        match decimal.integer() {
            Some(integer) => Self(Form::Integer(integer)),
            None => Self(Form::Decimal(Box::new(decimal))),
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.cmp_magnitude(other),
            (true, true) => other.cmp_magnitude(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Form::Integer(one), Form::Integer(other)) => one.cmp(other),
            _ => self.to_decimal().cmp(&other.to_decimal()),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Number {
    type Err = ParseNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(integer) = text.parse() {
            return Ok(Self(Form::Integer(integer)));
        }
        let bad = || ParseNumberError(text.chars().take(40).collect());
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().map_err(|_| bad())?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return Err(bad());
        }
        let places = i64::try_from(fraction.len()).map_err(|_| bad())?;
        let decimal = Decimal::new(negative, &format!("{whole}{fraction}"), exponent.saturating_sub(places));
        let in_range = decimal.exponent >= -MAX_PLACES && decimal.magnitude() <= MAX_PLACES;
        if in_range { Ok(decimal.into()) } else { Err(bad()) }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Integer(integer) => integer.fmt(out),
            Form::Decimal(decimal) => decimal.fmt(out),
        }
    }
}

impl fmt::Display for Decimal {
    /// Plain decimal digits without exponent: the form that Terraform compares.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.digits.is_empty() {
            return out.write_str("0");
        }
        if self.negative {
            out.write_str("-")?;
        }
        let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
        if self.exponent >= 0 {
            return write!(out, "{}{}", self.digits, zeros(self.exponent));
        }
        match usize::try_from(self.magnitude()) {
            Ok(point) if point > 0 => {
                let (whole, fraction) = self.digits.split_at_checked(point).unwrap_or((&self.digits, ""));
                write!(out, "{whole}.{fraction}")
            }
            _ => write!(out, "0.{}{}", zeros(-self.magnitude()), self.digits),
        }
    }
}

macro_rules! from_integer {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Number {
            fn from(integer: $integer) -> Self {
                match integer.try_into() {
                    Ok(integer) => Self(Form::Integer(integer)),
                    Err(_) => Self(Form::Decimal(Box::new(Decimal::of(&integer)))),
                }
            }
        }
    )*};
}
from_integer!(i8, i16, i32, i64, u8, u16, u32, u64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(NUMBER_MARKER, &self.to_string())
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Number;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a number")
            }
            fn visit_i64<E: de::Error>(self, integer: i64) -> Result<Number, E> {
                Ok(integer.into())
            }
            fn visit_u64<E: de::Error>(self, integer: u64) -> Result<Number, E> {
                Ok(integer.into())
            }
            fn visit_f64<E: de::Error>(self, float: f64) -> Result<Number, E> {
                Number::from_f64(float).map_err(E::custom)
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Number, E> {
                text.parse().map_err(E::custom)
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Number, D::Error> {
                inner.deserialize_any(self)
            }
        }
        deserializer.deserialize_newtype_struct(NUMBER_MARKER, Visitor)
    }
}

impl schemars::JsonSchema for Number {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Number".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number" })
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn numbers_keep_every_digit() {
        for (text, plain) in [
            ("0", "0"),
            ("-0.0", "0"),
            ("1.0", "1"),
            ("0.1", "0.1"),
            ("1.50", "1.5"),
            ("-42", "-42"),
            ("1e3", "1000"),
            ("12.5e-3", "0.0125"),
            ("18446744073709551616", "18446744073709551616"),
            ("0.333333333333333333333333333333", "0.333333333333333333333333333333"),
        ] {
            assert_eq!(text.parse::<Number>().unwrap().to_string(), plain, "{text}");
        }
    }

    #[test]
    fn text_that_is_not_a_number_is_refused() {
        for text in
            ["", "-", ".", "1.2.3", "NaN", "inf", "0x10", "1e", "1e99999", "1e-99999", "1e9223372036854775807", " 1"]
        {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }

    #[test]
    fn integers_come_back_only_when_they_fit() {
        let number = |text: &str| text.parse::<Number>().unwrap();
        assert_eq!(number("9223372036854775807").as_i64(), Some(i64::MAX));
        assert_eq!(number("9223372036854775808").as_i64(), None);
        assert_eq!(number("9223372036854775808").as_u64(), Some(1 << 63));
        assert_eq!(number("1.5").as_i64(), None);
        assert_eq!(number("1e2").as_u64(), Some(100));
        assert_eq!(number("-9223372036854775808.0").as_i64(), Some(i64::MIN));
        assert_eq!(number("-9223372036854775809").as_i64(), None);
        assert_eq!(number("18446744073709551616").as_u64(), None);
        assert_eq!(number("1e4999").as_u64(), None);
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        let number = |text: &str| text.parse::<Number>().unwrap();
        for (one, other) in [
            ("100", "1e2"),
            ("-5", "-5.00"),
            ("0", "-0.0"),
            ("+7", "007"),
            ("18446744073709551616", "18446744073709551616.0"),
        ] {
            assert_eq!(number(one), number(other), "{one}");
        }
        assert_eq!(Number::from(u64::MAX), number("18446744073709551615"));
        assert_eq!(Number::from(1_u64 << 62), number("4611686018427387904"));
    }

    #[test]
    fn numbers_are_ordered_by_value() {
        let ordered = ["-1e20", "-1e3", "-2", "-0.5", "0", "0.05", "0.5", "1", "9", "10", "10.1", "1e20"];
        let numbers: Vec<Number> = ordered.iter().map(|text| text.parse().unwrap()).collect();
        let mut sorted = numbers.clone();
        sorted.reverse();
        sorted.sort();
        assert_eq!(numbers, sorted);
    }
}
