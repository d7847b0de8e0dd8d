//! What the provider offers: names, schemas, capabilities.

use std::collections::BTreeMap;

use super::{Core, wire};
use crate::framework::diagnostics::Diagnostics;
use crate::framework::function::Function;
use crate::framework::provider::Provider;
use crate::framework::schema::SchemaError;
use wire::get_metadata::{
    ActionMetadata, DataSourceMetadata, EphemeralMetadata, FunctionMetadata, ListResourceMetadata, ResourceMetadata,
};

const CAPABILITIES: wire::ServerCapabilities = wire::ServerCapabilities {
    plan_destroy: true,
    get_provider_schema_optional: true,
    move_resource_state: true,
    generate_resource_config: true,
};

pub(super) fn metadata<P: Provider>(
    core: &Core<P>,
    _: &wire::get_metadata::Request,
) -> Result<wire::get_metadata::Response, Diagnostics> {
    let registry = core.registry();
    let type_name = |name: &&str| (*name).to_owned();
    Ok(wire::get_metadata::Response {
        server_capabilities: Some(CAPABILITIES),
        resources: registry.resources.keys().map(type_name).map(|type_name| ResourceMetadata { type_name }).collect(),
        data_sources: registry
            .data_sources
            .keys()
            .map(type_name)
            .map(|type_name| DataSourceMetadata { type_name })
            .collect(),
        ephemeral_resources: registry
            .ephemeral_resources
            .keys()
            .map(type_name)
            .map(|type_name| EphemeralMetadata { type_name })
            .collect(),
        list_resources: registry
            .resources
            .iter()
            .filter(|(_, resource)| resource.list_schema().is_some())
            .map(|(name, _)| ListResourceMetadata { type_name: type_name(name) })
            .collect(),
        actions: registry.actions.keys().map(type_name).map(|type_name| ActionMetadata { type_name }).collect(),
        functions: registry.functions.keys().map(type_name).map(|name| FunctionMetadata { name }).collect(),
        ..Default::default()
    })
}

pub(super) fn schemas<P: Provider>(
    core: &Core<P>,
    _: &wire::get_provider_schema::Request,
) -> Result<wire::get_provider_schema::Response, Diagnostics> {
    let mistakes = core.mistakes(core.name.get().copied());
    if !mistakes.is_empty() {
        return Err((&SchemaError::from(mistakes)).into());
    }
    let registry = core.registry();
    let mut response = wire::get_provider_schema::Response {
        provider: Some(core.schema.get::<P::Config>()?.to_protocol()),
        server_capabilities: Some(CAPABILITIES),
        functions: signatures(core)?,
        ..Default::default()
    };
    for (name, resource) in &registry.resources {
        response.resource_schemas.insert((*name).to_owned(), resource.schema()?.to_protocol());
        if let Some(schema) = resource.list_schema() {
            response.list_resource_schemas.insert((*name).to_owned(), schema?.to_protocol());
        }
    }
    for (name, source) in &registry.data_sources {
        response.data_source_schemas.insert((*name).to_owned(), source.schema()?.to_protocol());
    }
    for (name, resource) in &registry.ephemeral_resources {
        response.ephemeral_resource_schemas.insert((*name).to_owned(), resource.schema()?.to_protocol());
    }
    for (name, action) in &registry.actions {
        let schema = Some(action.schema()?.to_protocol());
        response.action_schemas.insert((*name).to_owned(), wire::ActionSchema { schema });
    }
    Ok(response)
}

pub(super) fn functions<P: Provider>(
    core: &Core<P>,
    _: &wire::get_functions::Request,
) -> Result<wire::get_functions::Response, Diagnostics> {
    Ok(wire::get_functions::Response { functions: signatures(core)?, ..Default::default() })
}

fn signatures<P: Provider>(core: &Core<P>) -> Result<BTreeMap<String, wire::Function>, Diagnostics> {
    let functions = core.registry().functions.iter();
    let signature = |(name, function): (&&str, &Function)| match function.signature() {
        Ok(signature) => Ok(((*name).to_owned(), signature.to_protocol())),
        Err(error) => Err((&error).into()),
    };
    functions.map(signature).collect()
}
