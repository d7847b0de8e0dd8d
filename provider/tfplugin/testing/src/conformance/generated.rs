//! The configuration that Terraform has generated for an object.

use tfplugin::framework::value::Value;
use tfplugin::protocol::tfplugin6 as wire;
use tonic::Request;
use wire::provider_server::Provider as Service;

use super::Violations;
use super::client::{Outcome, decoded, encoded, said};
use super::lifecycle::{Life, State};
use super::sketch::each_attribute;
use crate::server::message::without_errors;

const RULE: &str = "generated-configuration";

pub(super) fn check<S: Service>(life: &Life<'_, S>, state: &State, found: &mut Violations) {
    let capabilities = life.client.schemas.server_capabilities.unwrap_or_default();
    if !capabilities.generate_resource_config {
        return;
    }
    let type_name = &life.object.type_name;
    let planned = life
        .client
        .begin_walk()
        .and_then(|()| generated(life, &state.value))
        .and_then(|config| life.changes(state, &config));
    match planned {
        Ok(mut changed) => {
            // What is deprecated is left out of what is generated, so it may plan a change.
            let mut deprecated = Vec::new();
            each_attribute(life.block, &state.value, &mut |attribute, _, place| {
                if attribute.deprecated {
                    deprecated.push(place.clone());
                }
            });
            changed.retain(|place| !life.is_not_read(place) && !deprecated.contains(place));
            found.add_paths(RULE, type_name, "the generated configuration plans a change", &changed);
        }
        Err(problem) => found.add(RULE, type_name, problem),
    }
    // Terraform asks so for an object that a list returned without its values.
    if let Err(problem) = generated(life, &Value::Null) {
        found.add(RULE, type_name, format!("without a state: {problem}"));
    }
}

fn generated<S: Service>(life: &Life<'_, S>, state: &Value) -> Outcome<Value> {
    let request = wire::generate_resource_config::Request {
        type_name: life.object.type_name.clone(),
        state: Some(encoded(state, &life.kind)?),
    };
    let answer = life.client.answer(life.client.service.generate_resource_config(Request::new(request)))?;
    without_errors(answer.diagnostics).map_err(said)?;
    decoded(answer.config.as_ref(), &life.kind)
}
