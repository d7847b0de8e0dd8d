//! Values that are wiped from memory after use.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::{Zeroize, Zeroizing};

use super::Value;

/// A text that is wiped from memory when it is dropped, and that no debug output shows: for write-only attributes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// A secret text, whose memory is wiped. Copies of it that exist elsewhere are not.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text. Copies of it are not wiped.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Takes the memory of the text over, and wipes it.
impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

/// A copy of the text. Only the copy is wiped.
impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

/// A value whose texts are wiped from memory when it is dropped: a configuration, which may have secrets.
pub(crate) struct Wiped(pub(crate) Value);

impl Deref for Wiped {
    type Target = Value;
    fn deref(&self) -> &Value {
        &self.0
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        std::mem::take(&mut self.0).wipe();
    }
}

impl Value {
    /// Wipes its texts from memory.
    pub(crate) fn wipe(self) {
        match self {
            Self::String(mut text) => text.zeroize(),
            Self::List(items) | Self::Tuple(items) => items.into_iter().for_each(Self::wipe),
            Self::Set(elements) => elements.into_iter().for_each(Self::wipe),
            Self::Map(entries) => entries.into_values().for_each(Self::wipe),
            Self::Object(attributes) => drop(attributes.map(Self::wipe)),
            Self::Dynamic(typed) => typed.1.wipe(),
            Self::Null | Self::Unknown(_) | Self::Bool(_) | Self::Number(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_does_not_show_a_secret() {
        let secret: Secret = Value::from("hunter2").to_struct().unwrap();
        assert_eq!((secret.expose(), format!("{secret:?}").as_str()), ("hunter2", "Secret"));
        assert_eq!(Value::from_struct(&secret).unwrap(), Value::from("hunter2"));
        for made in [Secret::new("hunter2"), "hunter2".into(), "hunter2".to_owned().into()] {
            assert_eq!((&made, format!("{made:?}").as_str()), (&secret, "Secret"));
        }
    }
}
