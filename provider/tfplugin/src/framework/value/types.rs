//! The types a Terraform value can have, and their JSON form.

use serde_json::{Value as Json, json};

use super::Attributes;

/// A type of Terraform's type system (cty).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// `bool`
    Bool,
    /// `number`
    Number,
    /// `string`
    String,
    /// Any type: each value has its own.
    Dynamic,
    /// `list(T)`
    List(Box<Type>),
    /// `set(T)`
    Set(Box<Type>),
    /// `map(T)`
    Map(Box<Type>),
    /// `tuple([…])`
    Tuple(Vec<Type>),
    /// `object({…})`
    Object(Attributes<Type>),
}

/// JSON that does not describe a type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a type constraint: {0}")]
pub struct ParseTypeError(String);

impl Type {
    /// `list(element)`
    pub fn list(element: Self) -> Self {
        Self::List(Box::new(element))
    }

    /// `set(element)`
    pub fn set(element: Self) -> Self {
        Self::Set(Box::new(element))
    }

    /// `map(element)`
    pub fn map(element: Self) -> Self {
        Self::Map(Box::new(element))
    }

    /// `object({ name = type, … })`
    pub fn object<'a>(attributes: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        Self::Object(attributes.into_iter().map(|(name, kind)| (name.to_owned(), kind)).collect())
    }

    /// The JSON form the protocol uses: `"string"`, `["list","number"]`, `["object",{"a":"bool"}]`.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Bool => json!("bool"),
            Self::Number => json!("number"),
            Self::String => json!("string"),
            Self::Dynamic => json!("dynamic"),
            Self::List(element) => json!(["list", element.to_json()]),
            Self::Set(element) => json!(["set", element.to_json()]),
            Self::Map(element) => json!(["map", element.to_json()]),
            Self::Tuple(elements) => json!(["tuple", elements.iter().map(Self::to_json).collect::<Vec<_>>()]),
            Self::Object(attributes) => {
                let attributes: serde_json::Map<String, Json> =
                    attributes.iter().map(|(name, kind)| (name.to_owned(), kind.to_json())).collect();
                json!(["object", attributes])
            }
        }
    }

    /// The bytes of the JSON form, as schemas carry them.
    pub fn to_json_bytes(&self) -> Vec<u8> {
        self.to_json().to_string().into_bytes()
    }

    /// Reads the JSON form. The list of optional attributes an object type may carry is skipped.
    pub fn from_json(json: &Json) -> Result<Self, ParseTypeError> {
        let bad = || ParseTypeError(json.to_string().chars().take(80).collect());
        if let Some(name) = json.as_str() {
            return match name {
                "bool" => Ok(Self::Bool),
                "number" => Ok(Self::Number),
                "string" => Ok(Self::String),
                "dynamic" => Ok(Self::Dynamic),
                _ => Err(bad()),
            };
        }
        let parts = json.as_array().ok_or_else(bad)?;
        let (Some(kind), Some(argument)) = (parts.first().and_then(Json::as_str), parts.get(1)) else {
            return Err(bad());
        };
        match kind {
            "list" => Ok(Self::list(Self::from_json(argument)?)),
            "set" => Ok(Self::set(Self::from_json(argument)?)),
            "map" => Ok(Self::map(Self::from_json(argument)?)),
            "tuple" => {
                let elements = argument.as_array().ok_or_else(bad)?;
                Ok(Self::Tuple(elements.iter().map(Self::from_json).collect::<Result<_, _>>()?))
            }
            "object" => {
                let attributes = argument.as_object().ok_or_else(bad)?;
                let attribute = |(name, kind): (&String, &Json)| Ok((name.clone(), Self::from_json(kind)?));
                Ok(Self::Object(attributes.iter().map(attribute).collect::<Result<_, ParseTypeError>>()?))
            }
            _ => Err(bad()),
        }
    }

    /// Reads the JSON form from bytes.
    pub fn from_json_bytes(bytes: &[u8]) -> Result<Self, ParseTypeError> {
        let json: Json = serde_json::from_slice(bytes).map_err(|error| ParseTypeError(error.to_string()))?;
        Self::from_json(&json)
    }

    /// The name of the type for users, such as `a list`.
    pub fn describe(&self) -> String {
        match self {
            Self::Bool => "true or false".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::String => "a string".to_owned(),
            Self::Dynamic => "any value".to_owned(),
            Self::List(_) | Self::Tuple(_) => "a list".to_owned(),
            Self::Set(_) => "a set".to_owned(),
            Self::Map(_) => "a map".to_owned(),
            Self::Object(_) => "an object".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Type;

    #[test]
    fn types_survive_their_json_form() {
        let all = Type::object([
            ("b", Type::Bool),
            ("d", Type::Dynamic),
            ("l", Type::list(Type::set(Type::Number))),
            ("m", Type::map(Type::String)),
            ("t", Type::Tuple(vec![Type::String, Type::object([])])),
        ]);
        assert_eq!(Type::from_json_bytes(&all.to_json_bytes()), Ok(all));
    }

    #[test]
    fn json_that_is_no_type_is_refused() {
        for json in ["", "1", "\"int\"", "[]", "[\"list\"]", "[\"tuple\",{}]", "[\"object\",[]]", "[\"list\",\"x\"]"] {
            assert!(Type::from_json_bytes(json.as_bytes()).is_err(), "{json}");
        }
    }

    #[test]
    fn optional_attributes_of_an_object_type_are_skipped() {
        let json = br#"["object",{"a":"string"},["a"]]"#;
        assert_eq!(Type::from_json_bytes(json), Ok(Type::object([("a", Type::String)])));
    }
}
