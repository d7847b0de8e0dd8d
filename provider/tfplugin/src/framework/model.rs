//! What the values of a resource, a data source or a configuration are read into.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::framework::value::{Type, Value, ValueError};

/// The attributes of an object: what they are, and a form for their values.
///
/// A struct has it that derives serde's traits and schemars's `JsonSchema`, with a field of type
/// [`crate::framework::value::Attr`] for each attribute. A provider whose attributes are declared elsewhere implements it.
pub trait Model: Sized {
    /// The attributes: a JSON Schema without references, whose properties carry `x-terraform` annotations, as
    /// [`crate::framework::schema::Schema::of`] reads them.
    fn declaration() -> Schema;

    /// Reads an object of the declared type. Parts may be null or unknown.
    ///
    /// # Errors
    /// If a part has a value that this form cannot hold.
    fn from_value(object: &Value) -> Result<Self, ValueError>;

    /// The object as a value of `kind`, the declared type.
    ///
    /// # Errors
    /// If a part does not have its type.
    fn to_value(&self, kind: &Type) -> Result<Value, ValueError>;

    /// Whether a state can be used, which somebody else may have written.
    ///
    /// # Errors
    /// If a part has a value that no object has.
    fn check(state: &Value) -> Result<(), ValueError> {
        Self::from_value(state).map(drop)
    }
}

impl<T: Serialize + DeserializeOwned + JsonSchema> Model for T {
    fn declaration() -> Schema {
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
        settings.into_generator().into_root_schema_for::<T>()
    }

    fn from_value(object: &Value) -> Result<Self, ValueError> {
        object.to_struct()
    }

    fn to_value(&self, kind: &Type) -> Result<Value, ValueError> {
        Value::from_struct_of_type(self, kind)
    }
}
