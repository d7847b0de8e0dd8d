//! What the expressions of a configuration refer to.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// The references in expressions, at any depth: addresses such as `configmgr_site.cas`, `var.parent` or `module.a.id`. Their
/// constants are not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct References(pub(crate) Vec<String>);

impl References {
    /// Those within an expression.
    pub(crate) fn within(expression: &Value) -> Self {
        Self::deserialize(expression).unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for References {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut found = Vec::new();
        Expressions(&mut found).deserialize(deserializer)?;
        Ok(Self(found))
    }
}

/// Collects references from a part of the JSON.
struct Expressions<'a>(&'a mut Vec<String>);

impl<'de> DeserializeSeed<'de> for Expressions<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Expressions<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expressions")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "references" => self.0.extend(map.next_value::<Vec<String>>()?),
                "constant_value" => drop(map.next_value::<IgnoredAny>()?),
                _ => map.next_value_seed(Expressions(self.0))?,
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element_seed(Expressions(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_at_any_depth() {
        for (json, expected) in [
            ("{}", vec![]),
            (r#"{ "a": { "constant_value": { "references": ["x.y"] } } }"#, vec![]),
            (
                r#"{ "a": { "references": ["var.a", "x.y.z"] }, "b": { "constant_value": 1.5 } }"#,
                vec!["var.a", "x.y.z"],
            ),
            (r#"{ "a": [{ "b": { "references": ["x.y"] } }, null, true, -1] }"#, vec!["x.y"]),
        ] {
            assert_eq!(serde_json::from_str::<References>(json).unwrap().0, expected, "{json}");
        }
    }
}
