//! Data sources.

use serde_json::Value as Json;
use tfplugin::framework::value::Value;
use tfplugin::protocol::tfplugin6 as wire;
use tonic::Request;
use wire::provider_server::Provider as Service;

use super::Violations;
use super::client::{Client, Outcome, decoded, encoded, said};
use super::sketch::{configuration, type_of};
use crate::server::message::without_errors;

const RULE: &str = "data-source";

pub(super) fn check<S: Service>(client: &Client<S>, name: &str, written: &Json, found: &mut Violations) {
    let read = || -> Outcome<(Value, Value)> {
        let schema = client.schemas.data_source_schemas.get(name).and_then(|schema| schema.block.as_ref());
        let block = schema.ok_or("the provider has no such data source")?;
        let (config, kind) = (configuration(block, written)?, type_of(block)?);
        let (type_name, sent) = (name.to_owned(), Some(encoded(&config, &kind)?));
        let request =
            wire::validate_data_resource_config::Request { type_name: type_name.clone(), config: sent.clone() };
        let valid = client.answer(client.service.validate_data_resource_config(Request::new(request)))?;
        without_errors(valid.diagnostics).map_err(said)?;
        let request = wire::read_data_source::Request { type_name, config: sent, ..Default::default() };
        let answer = client.answer(client.service.read_data_source(Request::new(request)))?;
        without_errors(answer.diagnostics).map_err(said)?;
        Ok((config, decoded(answer.state.as_ref(), &kind)?))
    };
    match (read(), read()) {
        (Ok((config, first)), Ok((_, second))) => {
            if first.is_null() {
                found.add(RULE, name, "it reads nothing, and no error");
            }
            found.add_paths(RULE, name, "it is not known after the read", &first.unknown_paths());
            found.add_paths(RULE, name, "it is read as another one the second time", &second.paths_unlike_plan(&first));
            if let Value::Object(arguments) = &config {
                for (argument, value) in arguments.iter().filter(|(_, value)| !value.is_null()) {
                    if first.get(argument) != value {
                        found.add(RULE, format!("{name}: {argument}"), "an argument is not returned as configured");
                    }
                }
            }
        }
        (Err(problem), _) | (_, Err(problem)) => found.add(RULE, name, problem),
    }
}
