//! Data sources.

use super::{Core, configuration, dynamic, unknown_type, wire};
use crate::framework::context::{Attempt, Context, DeferReason};
use crate::framework::diagnostics::Diagnostics;
use crate::framework::provider::Provider;
use crate::framework::typed::AnyDataSource;

fn data_source<'a, P: Provider>(
    core: &'a Core<P>,
    type_name: &str,
) -> Result<&'a dyn AnyDataSource<P::Client>, Diagnostics> {
    let source = core.registry().data_sources.get(type_name);
    source.map(AsRef::as_ref).ok_or_else(|| unknown_type("data source", type_name))
}

pub(super) fn validate<P: Provider>(
    core: &Core<P>,
    request: &wire::validate_data_resource_config::Request,
) -> Result<wire::validate_data_resource_config::Response, Diagnostics> {
    let source = data_source(core, &request.type_name)?;
    let config = configuration(request.config.as_ref(), source.schema()?.object_type())?;
    let found = source.validate(&config);
    Ok(wire::validate_data_resource_config::Response { diagnostics: found.to_protocol() })
}

pub(super) fn read<P: Provider>(
    core: &Core<P>,
    attempt: &Attempt,
    request: &wire::read_data_source::Request,
) -> Result<wire::read_data_source::Response, Diagnostics> {
    let source = data_source(core, &request.type_name)?;
    let kind = source.schema()?.object_type();
    let config = configuration(request.config.as_ref(), kind)?;
    let client = core.client()?;
    let mut context = Context::new(client.as_ref(), &core.cancellation, attempt);
    context.deferral_allowed = request.client_capabilities.is_some_and(|client| client.deferral_allowed);
    let read = source.read(&mut context, &config)?;
    Ok(wire::read_data_source::Response {
        state: Some(dynamic(&read, kind)?),
        diagnostics: context.warnings.to_protocol(),
        deferred: context.deferred.map(DeferReason::to_protocol),
    })
}
