//! Actions.

use serde_json::Value as Json;
use tfplugin::protocol::tfplugin6 as wire;
use tokio_stream::StreamExt as _;
use tonic::Request;
use wire::invoke_action::event::Type as Event;
use wire::provider_server::Provider as Service;

use super::Violations;
use super::client::{Client, Outcome, encoded, said};
use super::sketch::{configuration, type_of};
use crate::server::message::without_errors;

const RULE: &str = "action";

pub(super) fn check<S: Service>(client: &Client<S>, name: &str, written: &Json, found: &mut Violations) {
    if let Err(problem) = invoke(client, name, written) {
        found.add(RULE, name, problem);
    }
}

fn invoke<S: Service>(client: &Client<S>, name: &str, written: &Json) -> Outcome<()> {
    let schema = client.schemas.action_schemas.get(name).and_then(|action| action.schema.as_ref());
    let block = schema.and_then(|schema| schema.block.as_ref()).ok_or("the provider has no such action")?;
    let config = Some(encoded(&configuration(block, written)?, &type_of(block)?)?);
    let (service, action_type) = (&client.service, name.to_owned());
    let request = wire::validate_action_config::Request { type_name: action_type.clone(), config: config.clone() };
    let valid = client.answer(service.validate_action_config(Request::new(request)))?;
    without_errors(valid.diagnostics).map_err(said)?;
    client.begin_walk()?;
    let request = wire::plan_action::Request {
        action_type: action_type.clone(),
        config: config.clone(),
        client_capabilities: None,
    };
    let planned = client.answer(service.plan_action(Request::new(request)))?;
    without_errors(planned.diagnostics).map_err(said)?;
    if planned.deferred.is_some() {
        return Err("the action is deferred, and the client did not allow that".to_owned());
    }
    client.begin_walk()?;
    let request = wire::invoke_action::Request { action_type, config, client_capabilities: None };
    let mut events = client.answer(service.invoke_action(Request::new(request)))?;
    let mut completed = None;
    while let Some(event) = client.block_on(events.next()) {
        match event.map_err(|status| format!("the call broke off: {status}"))?.r#type {
            _ if completed.is_some() => return Err("an event follows the one that completes the action".to_owned()),
            Some(Event::Progress(_)) => {}
            Some(Event::Completed(last)) => completed = Some(last.diagnostics),
            None => return Err("an event has nothing in it, which Terraform does not survive".to_owned()),
        }
    }
    let completed = completed.ok_or("no event completes the action, which Terraform takes as a success")?;
    without_errors(completed).map_err(said).map(drop)
}
