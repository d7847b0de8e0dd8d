//! Ephemeral resources.

use super::{Core, configuration, dynamic, unknown_type, wire};
use crate::framework::context::{Attempt, Context, DeferReason, Private};
use crate::framework::diagnostics::Diagnostics;
use crate::framework::provider::Provider;
use crate::framework::typed::AnyEphemeralResource;

fn ephemeral<'a, P: Provider>(
    core: &'a Core<P>,
    type_name: &str,
) -> Result<&'a dyn AnyEphemeralResource<P::Client>, Diagnostics> {
    let resource = core.registry().ephemeral_resources.get(type_name);
    resource.map(AsRef::as_ref).ok_or_else(|| unknown_type("ephemeral resource", type_name))
}

pub(super) fn validate<P: Provider>(
    core: &Core<P>,
    request: &wire::validate_ephemeral_resource_config::Request,
) -> Result<wire::validate_ephemeral_resource_config::Response, Diagnostics> {
    let resource = ephemeral(core, &request.type_name)?;
    let config = configuration(request.config.as_ref(), resource.schema()?.object_type())?;
    let found = resource.validate(&config);
    Ok(wire::validate_ephemeral_resource_config::Response { diagnostics: found.to_protocol() })
}

pub(super) fn open<P: Provider>(
    core: &Core<P>,
    attempt: &Attempt,
    request: &wire::open_ephemeral_resource::Request,
) -> Result<wire::open_ephemeral_resource::Response, Diagnostics> {
    let resource = ephemeral(core, &request.type_name)?;
    let kind = resource.schema()?.object_type();
    let config = configuration(request.config.as_ref(), kind)?;
    let client = core.client()?;
    let mut context = Context::new(client.as_ref(), &core.cancellation, attempt);
    context.deferral_allowed = request.client_capabilities.is_some_and(|client| client.deferral_allowed);
    let opened = resource.open(&mut context, &config)?;
    Ok(wire::open_ephemeral_resource::Response {
        diagnostics: context.warnings.to_protocol(),
        renew_at: opened.renew_at.map(Into::into),
        result: Some(dynamic(&opened.result, kind)?),
        private: Some(context.private.0),
        deferred: context.deferred.map(DeferReason::to_protocol),
    })
}

pub(super) fn renew<P: Provider>(
    core: &Core<P>,
    attempt: &Attempt,
    request: &wire::renew_ephemeral_resource::Request,
) -> Result<wire::renew_ephemeral_resource::Response, Diagnostics> {
    let client = core.client()?;
    let mut context = Context::new(client.as_ref(), &core.cancellation, attempt);
    context.private = Private(request.private.clone().unwrap_or_default());
    let renew_at = ephemeral(core, &request.type_name)?.renew(&mut context)?;
    Ok(wire::renew_ephemeral_resource::Response {
        diagnostics: context.warnings.to_protocol(),
        renew_at: renew_at.map(Into::into),
        private: Some(context.private.0),
    })
}

pub(super) fn close<P: Provider>(
    core: &Core<P>,
    _: &Attempt,
    request: &wire::close_ephemeral_resource::Request,
) -> Result<wire::close_ephemeral_resource::Response, Diagnostics> {
    let client = core.client()?;
    let private = Private(request.private.clone().unwrap_or_default());
    ephemeral(core, &request.type_name)?.close(client.as_ref(), private)?;
    Ok(wire::close_ephemeral_resource::Response::default())
}
