//! Managed resources.

use serde_json::Value as Json;

use super::answer::guarded;
use super::subject::Call as _;
use super::{Core, configuration, dynamic, identity, is_null, value, wire};
use crate::framework::context::{Attempt, Context, DeferReason, Private, log_id};
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::path::Path;
use crate::framework::provider::Provider;
use crate::framework::resource::MoveSource;
use crate::framework::schema::WriteOnlySupport;
use crate::framework::typed::Handler;
use crate::framework::value::Value;

pub(super) fn validate<P: Provider>(
    core: &Core<P>,
    request: &wire::validate_resource_config::Request,
) -> Result<wire::validate_resource_config::Response, Diagnostics> {
    let resource = core.resource(&request.type_name)?;
    let config = configuration(request.config.as_ref(), resource.schema()?.object_type())?;
    let can_write_only = request.client_capabilities.is_some_and(|client| client.write_only_attributes_allowed);
    let write_only = if can_write_only { WriteOnlySupport::Available } else { WriteOnlySupport::Missing };
    let found = resource.validate(&config, write_only);
    Ok(wire::validate_resource_config::Response { diagnostics: found.to_protocol() })
}

pub(super) fn upgrade<P: Provider>(
    core: &Core<P>,
    request: &wire::upgrade_resource_state::Request,
) -> Result<wire::upgrade_resource_state::Response, Diagnostics> {
    let resource = core.resource(&request.type_name)?;
    let upgraded = resource.upgrade(request.version, state_json(request.raw_state.as_ref())?)?;
    log_id_of(&upgraded);
    if let (Some(id), Ok(client)) = (upgraded.get("id").as_str(), core.client()) {
        resource.found_in_state(&client, id);
    }
    Ok(wire::upgrade_resource_state::Response {
        upgraded_state: Some(dynamic(&upgraded, resource.schema()?.object_type())?),
        ..Default::default()
    })
}

/// Names the object on the lines that are logged from here on, if its id is known.
fn log_id_of(object: &Value) {
    if let Some(id) = object.get("id").as_str() {
        log_id(id);
    }
}

fn state_json(raw: Option<&wire::RawState>) -> Result<&[u8], Diagnostics> {
    match raw {
        Some(raw) if !raw.json.is_empty() => Ok(&raw.json),
        _ => Err(Diagnostic::error(
            "Stored state is too old",
            "Terraform 0.11 or older wrote it. Apply once with Terraform 0.12 or later before you use this provider, or \
             import the object again.",
        )
        .into()),
    }
}

pub(super) fn read<P: Provider>(
    core: &Core<P>,
    attempt: &Attempt,
    request: &wire::read_resource::Request,
) -> Result<wire::read_resource::Response, Diagnostics> {
    let resource = core.resource(&request.type_name)?;
    let kind = resource.schema()?.object_type();
    let state = value(request.current_state.as_ref(), kind)?;
    log_id_of(&state);
    let client = core.client()?;
    let mut context = Context::new(client.as_ref(), &core.cancellation, attempt);
    context.private = Private(request.private.clone());
    context.identity = identity::decoded(resource, request.current_identity.as_ref())?;
    context.deferral_allowed = deferral_allowed(request.client_capabilities);
    let read = resource.read(&mut context, &state)?;
    Ok(wire::read_resource::Response {
        new_state: Some(dynamic(&read, kind)?),
        diagnostics: context.warnings.to_protocol(),
        private: context.private.0,
        deferred: context.deferred.map(DeferReason::to_protocol),
        new_identity: identity::encoded(resource, context.identity.as_ref())?,
    })
}

fn deferral_allowed(client: Option<wire::ClientCapabilities>) -> bool {
    client.is_some_and(|client| client.deferral_allowed)
}

pub(super) fn plan<P: Provider>(
    core: &Core<P>,
    attempt: &Attempt,
    request: &wire::plan_resource_change::Request,
) -> Result<wire::plan_resource_change::Response, Diagnostics> {
    let resource = core.resource(&request.type_name)?;
    let kind = resource.schema()?.object_type();
    let prior = value(request.prior_state.as_ref(), kind)?;
    log_id_of(&prior);
    let config = configuration(request.config.as_ref(), kind)?;
    let client = core.client()?;
    let mut context = Context::new(client.as_ref(), &core.cancellation, attempt);
    context.private = Private(request.prior_private.clone());
    context.identity = identity::decoded(resource, request.prior_identity.as_ref())?;
    context.planned_private = Some(&request.planned_private).filter(|bytes| !bytes.is_empty()).cloned().map(Private);
    context.deferral_allowed = deferral_allowed(request.client_capabilities);
    let mut response = wire::plan_resource_change::Response::default();
    if is_null(request.proposed_new_state.as_ref()) {
        resource.plan_removal(&mut context, &prior)?;
        response.planned_state = Some(dynamic(&Value::Null, kind)?);
    } else {
        let planned = resource.plan(&mut context, &prior, &config)?;
        response.planned_state = Some(dynamic(&planned.state, kind)?);
        response.requires_replace = planned.replace.iter().map(Path::to_protocol).collect();
        response.deferred = context.deferred.map(DeferReason::to_protocol);
    }
    response.planned_private = context.private.0;
    response.diagnostics = context.warnings.to_protocol();
    response.planned_identity = identity::encoded(resource, context.identity.as_ref())?;
    Ok(response)
}

/// If anything fails, the response has the prior state, so that no object is lost from the state.
pub(super) fn apply<P: Provider>(
    core: &Core<P>,
    attempt: &Attempt,
    request: &wire::apply_resource_change::Request,
) -> Result<wire::apply_resource_change::Response, Diagnostics> {
    let applied = guarded(|| place_of(core, request), || apply_guarded(core, attempt, request));
    if applied.is_ok() && attempt.again().is_some() {
        // The next attempt answers.
        return Err(Diagnostics::new());
    }
    Ok(applied.unwrap_or_else(|errors| wire::apply_resource_change::Response {
        new_state: request.prior_state.clone(),
        private: request.planned_private.clone(),
        diagnostics: errors.to_protocol(),
        new_identity: request.planned_identity.clone().filter(|_| has_identity(core, &request.type_name)),
        ..Default::default()
    }))
}

/// The handler, and the object if it exists: while it is deleted, Terraform adds no address.
fn place_of<P: Provider>(core: &Core<P>, request: &wire::apply_resource_change::Request) -> String {
    let name = match (is_null(request.prior_state.as_ref()), is_null(request.planned_state.as_ref())) {
        (_, true) => "delete",
        (true, false) => "create",
        (false, false) => "update",
    };
    let handler = Handler { name, type_name: &request.type_name };
    let prior = core
        .resource(&request.type_name)
        .and_then(|resource| value(request.prior_state.as_ref(), resource.schema()?.object_type()));
    match prior.as_ref().ok().and_then(|prior| prior.get("id").as_str()) {
        Some(id) => format!("{handler} (id {id:?})"),
        None => handler.to_string(),
    }
}

fn has_identity<P: Provider>(core: &Core<P>, type_name: &str) -> bool {
    core.resource(type_name).is_ok_and(|resource| resource.identity_schema().is_some())
}

fn apply_guarded<P: Provider>(
    core: &Core<P>,
    attempt: &Attempt,
    request: &wire::apply_resource_change::Request,
) -> Result<wire::apply_resource_change::Response, Diagnostics> {
    let resource = core.resource(&request.type_name)?;
    let kind = resource.schema()?.object_type();
    let prior = value(request.prior_state.as_ref(), kind)?;
    let planned = value(request.planned_state.as_ref(), kind)?;
    log_id_of(if planned.is_null() { &prior } else { &planned });
    let config = configuration(request.config.as_ref(), kind)?;
    let client = core.client()?;
    let mut context = Context::new(client.as_ref(), &core.cancellation, attempt);
    context.private = Private(request.planned_private.clone());
    context.identity = identity::decoded(resource, request.planned_identity.as_ref())?;
    let applied = resource.apply(&mut context, &prior, &planned, &config);
    let mut diagnostics = context.warnings;
    diagnostics.extend(applied.errors);
    Ok(wire::apply_resource_change::Response {
        new_state: Some(dynamic(&applied.state, kind)?),
        private: context.private.0,
        diagnostics: diagnostics.to_protocol(),
        new_identity: identity::encoded(resource, context.identity.as_ref())?,
        ..Default::default()
    })
}

pub(super) fn import<P: Provider>(
    core: &Core<P>,
    attempt: &Attempt,
    request: &wire::import_resource_state::Request,
) -> Result<wire::import_resource_state::Response, Diagnostics> {
    let resource = core.resource(&request.type_name)?;
    let client = core.client()?;
    let mut context = Context::new(client.as_ref(), &core.cancellation, attempt);
    context.deferral_allowed = deferral_allowed(request.client_capabilities);
    log_id(&request.id);
    let state = match identity::decoded(resource, request.identity.as_ref())? {
        Some(identity) => resource.import_by_identity(&mut context, &identity)?,
        None => guarded(
            || format!("{} (id {:?})", request.handler(), request.id),
            || resource.import(&mut context, &request.id),
        )?,
    };
    let imported = wire::import_resource_state::ImportedResource {
        type_name: request.type_name.clone(),
        state: Some(dynamic(&state, resource.schema()?.object_type())?),
        private: context.private.0,
        identity: identity::encoded(resource, context.identity.as_ref())?,
    };
    Ok(wire::import_resource_state::Response {
        imported_resources: vec![imported],
        diagnostics: context.warnings.to_protocol(),
        deferred: context.deferred.map(DeferReason::to_protocol),
    })
}

pub(super) fn generate_config<P: Provider>(
    core: &Core<P>,
    attempt: &Attempt,
    request: &wire::generate_resource_config::Request,
) -> Result<wire::generate_resource_config::Response, Diagnostics> {
    let resource = core.resource(&request.type_name)?;
    let kind = resource.schema()?.object_type();
    let state = value(request.state.as_ref(), kind)?;
    log_id_of(&state);
    let client = core.client()?;
    let mut context = Context::new(client.as_ref(), &core.cancellation, attempt);
    let config = resource.generate_config(&mut context, &state)?;
    Ok(wire::generate_resource_config::Response {
        config: Some(dynamic(&config, kind)?),
        diagnostics: context.warnings.to_protocol(),
    })
}

pub(super) fn move_state<P: Provider>(
    core: &Core<P>,
    request: &wire::move_resource_state::Request,
) -> Result<wire::move_resource_state::Response, Diagnostics> {
    let resource = core.resource(&request.target_type_name)?;
    let source = MoveSource {
        provider_address: request.source_provider_address.clone(),
        type_name: request.source_type_name.clone(),
        schema_version: request.source_schema_version,
        state: serde_json::from_slice(state_json(request.source_state.as_ref())?)
            .map_err(|error| Diagnostic::error("The stored state cannot be read", format!("{error}.")))?,
        identity_version: request.source_identity_schema_version,
        identity: source_identity(request.source_identity.as_ref())?,
    };
    let moved = resource.move_from(&source)?.ok_or_else(|| unknown_move(&request.target_type_name, &source))?;
    Ok(wire::move_resource_state::Response {
        target_state: Some(dynamic(&moved, resource.schema()?.object_type())?),
        target_identity: identity::encoded(resource, resource.identity_of(&moved).as_ref())?,
        ..Default::default()
    })
}

/// Null if the source has none.
fn source_identity(raw: Option<&wire::RawState>) -> Result<Json, Diagnostics> {
    match raw {
        Some(raw) if !raw.json.is_empty() => serde_json::from_slice(&raw.json)
            .map_err(|error| Diagnostic::error("The stored identity cannot be read", format!("{error}.")).into()),
        _ => Ok(Json::Null),
    }
}

fn unknown_move(target: &str, source: &MoveSource) -> Diagnostic {
    Diagnostic::error(
        format!("A {} cannot be moved to a {target}", source.type_name),
        format!(
            "{target} knows no state of {} (provider {}). Remove the moved block; take the object in with an import \
             block, and drop the old one from the state with a removed block.",
            source.type_name, source.provider_address
        ),
    )
}
