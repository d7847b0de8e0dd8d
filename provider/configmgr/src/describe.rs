//! The schemas and signatures of the provider, to generate documentation from.

use schemars::Schema as JsonSchema;
use tfplugin::framework::action::Action;
use tfplugin::framework::data_source::DataSource;
use tfplugin::framework::function::Signature;
use tfplugin::framework::model::Model;
use tfplugin::framework::schema::{IdentitySchema, Schema, SchemaError};

use crate::actions::Synchronize;
use crate::data_sources::{ReadChangeHistory, ReadHierarchy, ReadSyncStatus, ReadUpdateCatalog};
use crate::functions;
use crate::provider::ProviderConfig;
use crate::resource::{ResourceModel, Values};
use crate::resources::{Account, Site, SiteSystem, SupRole, SyncSettings};

/// The schema of one resource, data source or action.
#[derive(Debug)]
pub struct Description {
    /// Its type, such as `configmgr_site`.
    pub type_name: &'static str,
    /// The schema that Terraform gets.
    pub schema: Schema,
    /// The schema of the identity that objects of a resource have.
    pub identity: Option<IdentitySchema>,
    /// The JSON Schema of the struct that declares it, with its `x-terraform` annotations.
    pub json_schema: JsonSchema,
}

impl Description {
    fn of_resource<M: ResourceModel>() -> Result<Self, SchemaError> {
        let identity = Some(IdentitySchema::of::<M::Identity>(0)?);
        Ok(Self { identity, ..Self::of::<Values<M>>(M::TYPE_NAME)? })
    }

    fn of_list<M: ResourceModel>() -> Result<Self, SchemaError> {
        Self::of::<M::Filter>(M::TYPE_NAME)
    }

    fn of_data_source<D: DataSource>() -> Result<Self, SchemaError> {
        Self::of::<D::Model>(D::TYPE_NAME)
    }

    fn of_action<A: Action>() -> Result<Self, SchemaError> {
        Self::of::<A::Config>(A::TYPE_NAME)
    }

    fn of<M: Model>(type_name: &'static str) -> Result<Self, SchemaError> {
        Ok(Self { type_name, schema: Schema::of::<M>(0)?, identity: None, json_schema: M::declaration() })
    }
}

/// The schema of the provider block.
pub fn provider() -> Result<Schema, SchemaError> {
    Schema::of::<ProviderConfig>(0)
}

/// Every resource, in the order of the documentation.
pub fn resources() -> Result<Vec<Description>, SchemaError> {
    Ok(vec![
        Description::of_resource::<Site>()?,
        Description::of_resource::<SiteSystem>()?,
        Description::of_resource::<SupRole>()?,
        Description::of_resource::<SyncSettings>()?,
        Description::of_resource::<Account>()?,
    ])
}

/// The filters of the list of every resource, in the order of the documentation.
pub fn lists() -> Result<Vec<Description>, SchemaError> {
    Ok(vec![
        Description::of_list::<Site>()?,
        Description::of_list::<SiteSystem>()?,
        Description::of_list::<SupRole>()?,
        Description::of_list::<SyncSettings>()?,
        Description::of_list::<Account>()?,
    ])
}

/// Every data source, in the order of the documentation.
pub fn data_sources() -> Result<Vec<Description>, SchemaError> {
    Ok(vec![
        Description::of_data_source::<ReadHierarchy>()?,
        Description::of_data_source::<ReadSyncStatus>()?,
        Description::of_data_source::<ReadUpdateCatalog>()?,
        Description::of_data_source::<ReadChangeHistory>()?,
    ])
}

/// Every action, in the order of the documentation.
pub fn actions() -> Result<Vec<Description>, SchemaError> {
    Ok(vec![Description::of_action::<Synchronize>()?])
}

/// Every function's name and signature, in the order of the documentation.
pub fn functions() -> Result<Vec<(&'static str, Signature)>, SchemaError> {
    functions::all().iter().map(|function| Ok((function.name(), function.signature()?.clone()))).collect()
}
