//! What the provider offers as data, for whoever writes documentation and schemas from them.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema as JsonSchemaDocument};
use tfplugin::framework::function::Signature;
use tfplugin::framework::schema::{Schema, SchemaError};

use crate::managed::Managed;
use crate::provider::ProviderConfig;
use crate::resources::{Account, Site, SiteSystem, SupRole, SyncSettings};
use crate::{data_sources, functions};

/// What the schema of one resource or data source is made of.
#[derive(Debug)]
pub struct Description {
    /// Its type, such as `configmgr_site`.
    pub type_name: &'static str,
    /// The schema Terraform is given.
    pub schema: Schema,
    /// The JSON Schema of the struct that declares it, with its `x-terraform` annotations.
    pub json_schema: JsonSchemaDocument,
}

impl Description {
    fn of<M: Managed>() -> Result<Self, SchemaError> {
        Self::of_struct::<M>(M::TYPE_NAME)
    }

    pub(crate) fn of_struct<T: JsonSchema>(type_name: &'static str) -> Result<Self, SchemaError> {
        Ok(Self { type_name, schema: Schema::of::<T>(0)?, json_schema: json_schema::<T>() })
    }
}

/// The schema of the provider block.
pub fn provider() -> Result<Schema, SchemaError> {
    Schema::of::<ProviderConfig>(0)
}

/// Every resource, in the order they are best read in.
pub fn resources() -> Result<Vec<Description>, SchemaError> {
    Ok(vec![
        Description::of::<Site>()?,
        Description::of::<SiteSystem>()?,
        Description::of::<SupRole>()?,
        Description::of::<SyncSettings>()?,
        Description::of::<Account>()?,
    ])
}

/// Every data source, in the order they are best read in.
pub fn data_sources() -> Result<Vec<Description>, SchemaError> {
    data_sources::descriptions()
}

/// Every function: its name, and what it takes and gives. In the order they are best read in.
#[must_use]
pub fn functions() -> Vec<(&'static str, Signature)> {
    functions::signatures()
}

fn json_schema<T: JsonSchema>() -> JsonSchemaDocument {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>()
}
