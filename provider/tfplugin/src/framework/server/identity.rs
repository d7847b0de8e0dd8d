//! Identities of managed resources. None is answered for a type without: Terraform 1.15 would crash.

use super::{Core, dynamic, value, wire};
use crate::framework::diagnostics::Diagnostics;
use crate::framework::provider::Provider;
use crate::framework::typed::AnyResource;
use crate::framework::value::Value;

pub(super) fn schemas<P: Provider>(
    core: &Core<P>,
    _: &wire::get_resource_identity_schemas::Request,
) -> Result<wire::get_resource_identity_schemas::Response, Diagnostics> {
    let mut response = wire::get_resource_identity_schemas::Response::default();
    for (name, resource) in &core.registry().resources {
        if let Some(schema) = resource.identity_schema() {
            response.identity_schemas.insert((*name).to_owned(), schema?.to_protocol());
        }
    }
    Ok(response)
}

/// The identity of a state from before the type had one is empty: it stays so until the next read.
pub(super) fn upgrade<P: Provider>(
    core: &Core<P>,
    request: &wire::upgrade_resource_identity::Request,
) -> Result<wire::upgrade_resource_identity::Response, Diagnostics> {
    let resource = core.resource(&request.type_name)?;
    let stored = request.raw_identity.as_ref().map(|raw| raw.json.as_slice()).unwrap_or_default();
    let upgraded = match stored {
        b"" | b"null" => None,
        stored => resource.upgrade_identity(request.version, stored)?,
    };
    let upgraded_identity = encoded(resource, upgraded.as_ref())?;
    Ok(wire::upgrade_resource_identity::Response { upgraded_identity, ..Default::default() })
}

/// What the client sent as the identity of an object.
pub(super) fn decoded<C>(
    resource: &dyn AnyResource<C>,
    identity: Option<&wire::ResourceIdentityData>,
) -> Result<Option<Value>, Diagnostics> {
    let (Some(schema), Some(identity)) = (resource.identity_schema(), identity) else { return Ok(None) };
    let identity = value(identity.identity_data.as_ref(), schema?.object_type())?;
    Ok(Some(identity).filter(|identity| !identity.is_null()))
}

pub(super) fn encoded<C>(
    resource: &dyn AnyResource<C>,
    identity: Option<&Value>,
) -> Result<Option<wire::ResourceIdentityData>, Diagnostics> {
    let (Some(schema), Some(identity)) = (resource.identity_schema(), identity) else { return Ok(None) };
    Ok(Some(wire::ResourceIdentityData { identity_data: Some(dynamic(identity, schema?.object_type())?) }))
}
