//! What the values of a resource, a data source or a configuration are read into.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::framework::value::{Type, Value, ValueError};

/// The attributes of an object: what they are, and a form for their values.
///
/// A struct that derives [`crate::Schema`] has it: a field for each attribute. A provider whose attributes are declared
/// elsewhere implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no schema",
    note = "write `#[derive(Schema)]` on the struct, the macro of the prelude"
)]
pub trait Model: Sized {
    /// Whether it is a struct, the types of whose fields decide which values a handler sees.
    #[doc(hidden)]
    const IS_STRUCT: bool = false;

    /// The attributes: a JSON Schema without references, whose properties carry `x-terraform` annotations, as
    /// [`crate::framework::schema::Schema::of`] reads them.
    fn declaration() -> Schema;

    /// Reads an object of the declared type. Parts may be null or unknown.
    ///
    /// # Errors
    /// If a part has a value that this form cannot hold.
    fn from_value(object: &Value) -> Result<Self, ValueError>;

    /// Reads a state that may lack values, because it was imported or an older version wrote it, or a configuration before
    /// its handler has run, parts of which may be unknown.
    ///
    /// # Errors
    /// As [`Model::from_value`].
    fn from_partial(object: &Value) -> Result<Self, ValueError> {
        Self::from_value(object)
    }

    /// Reads a configuration. `planned` has the values of what is left out, and the elements of sets.
    ///
    /// # Errors
    /// As [`Model::from_value`].
    fn from_config(config: &Value, _planned: &Value) -> Result<Self, ValueError> {
        Self::from_value(config)
    }

    /// The object as a value of `kind`, the declared type.
    ///
    /// # Errors
    /// If a part does not have its type.
    fn to_value(&self, kind: &Type) -> Result<Value, ValueError>;

    /// The same as far as that is possible: a part that does not have its type is unknown.
    fn to_partial_value(&self, kind: &Type) -> Value {
        self.to_value(kind).unwrap_or(Value::UNKNOWN)
    }

    /// Whether a state can be used, which somebody else may have written.
    ///
    /// # Errors
    /// If a part has a value that no object has.
    fn check(state: &Value) -> Result<(), ValueError> {
        Self::from_partial(state).map(drop)
    }
}

/// The JSON Schema of a type, without references.
pub(crate) fn declaration_of<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>()
}

// An author is told to derive the schema, and not these traits one by one.
#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + JsonSchema> Model for T {
    const IS_STRUCT: bool = true;

    fn declaration() -> Schema {
        declaration_of::<T>()
    }

    fn from_value(object: &Value) -> Result<Self, ValueError> {
        object.to_struct()
    }

    fn from_partial(object: &Value) -> Result<Self, ValueError> {
        object.to_struct_of_partial()
    }

    fn from_config(config: &Value, planned: &Value) -> Result<Self, ValueError> {
        config.to_struct_completed(planned)
    }

    fn to_value(&self, kind: &Type) -> Result<Value, ValueError> {
        Value::from_struct_of_type(self, kind)
    }

    fn to_partial_value(&self, kind: &Type) -> Value {
        Value::from_struct_as_far_as_possible(self, kind)
    }
}
