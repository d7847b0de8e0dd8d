//! Actions.

use super::stream::Show;
use super::{Core, configuration, unknown_type, wire};
use crate::framework::action::Progress;
use crate::framework::context::{Attempt, Cancellation, Context, DeferReason};
use crate::framework::diagnostics::Diagnostics;
use crate::framework::provider::Provider;
use crate::framework::typed::{AnyAction, provider_bug};
use wire::invoke_action::Event;
use wire::invoke_action::event::{self, Completed};

impl From<event::Type> for Event {
    fn from(what: event::Type) -> Self {
        Self { r#type: Some(what) }
    }
}

impl From<Completed> for Option<Event> {
    fn from(completed: Completed) -> Self {
        Some(event::Type::Completed(completed).into())
    }
}

fn action<'a, P: Provider>(core: &'a Core<P>, type_name: &str) -> Result<&'a dyn AnyAction<P::Client>, Diagnostics> {
    let action = core.registry().actions.get(type_name);
    action.map(AsRef::as_ref).ok_or_else(|| unknown_type("action", type_name))
}

pub(super) fn validate<P: Provider>(
    core: &Core<P>,
    request: &wire::validate_action_config::Request,
) -> Result<wire::validate_action_config::Response, Diagnostics> {
    let action = action(core, &request.type_name)?;
    let config = configuration(request.config.as_ref(), action.schema()?.object_type())?;
    Ok(wire::validate_action_config::Response { diagnostics: action.validate(&config).to_protocol() })
}

pub(super) fn plan<P: Provider>(
    core: &Core<P>,
    attempt: &Attempt,
    request: &wire::plan_action::Request,
) -> Result<wire::plan_action::Response, Diagnostics> {
    let action = action(core, &request.action_type)?;
    let config = configuration(request.config.as_ref(), action.schema()?.object_type())?;
    let client = core.client()?;
    let mut context = Context::new(client.as_ref(), &core.cancellation, attempt);
    context.deferral_allowed = request.client_capabilities.is_some_and(|client| client.deferral_allowed);
    action.plan(&mut context, &config)?;
    if let Some(reason) = context.deferred.filter(|reason| *reason != DeferReason::ProviderConfigUnknown) {
        let problem = format!(
            "`plan` of {} deferred the action with the reason {reason:?}. Terraform accepts ProviderConfigUnknown only",
            request.action_type
        );
        return Err(provider_bug(&problem).into());
    }
    Ok(wire::plan_action::Response {
        diagnostics: context.warnings.to_protocol(),
        deferred: context.deferred.map(DeferReason::to_protocol),
    })
}

/// Terraform allows a deferral here as well, and fails on one.
pub(super) fn invoke<P: Provider>(
    core: &Core<P>,
    cancellation: &Cancellation,
    attempt: &Attempt,
    request: &wire::invoke_action::Request,
    show: Show<Event>,
) -> Result<Completed, Diagnostics> {
    let action = action(core, &request.action_type)?;
    let config = configuration(request.config.as_ref(), action.schema()?.object_type())?;
    let client = core.client()?;
    let mut context = Context::new(client.as_ref(), cancellation, attempt);
    let progress = Progress::new(move |message| show(event::Type::Progress(event::Progress { message }).into()));
    action.invoke(&mut context, &config, &progress)?;
    Ok(Completed { diagnostics: context.warnings.to_protocol() })
}
