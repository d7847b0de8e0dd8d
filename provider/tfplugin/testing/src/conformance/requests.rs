//! Requests that make no sense. They are answered in words, as a broken call tells a user nothing.

use tfplugin::protocol::tfplugin6 as wire;
use tonic::Request;
use wire::provider_server::Provider as Service;

use super::Violations;
use super::client::{Client, Outcome};
use crate::server::message::without_errors;

const RULE: &str = "bad-request";
/// No value of any type.
const NO_VALUE: [u8; 1] = [0xc1];

pub(super) fn check<S: Service>(client: &Client<S>, found: &mut Violations) {
    let broken = || Some(wire::DynamicValue { msgpack: NO_VALUE.to_vec(), json: Vec::new() });
    let mut expect_words = |place: String, answered: Outcome<Vec<wire::Diagnostic>>| match answered.map(without_errors)
    {
        Ok(Err(_)) => {}
        Ok(Ok(_)) => found.add(RULE, place, "there is no error"),
        Err(problem) => found.add(RULE, place, problem),
    };
    let known = client.schemas.resource_schemas.keys().map(String::as_str);
    for type_name in known.chain(["no_such_type"]) {
        let request = wire::validate_resource_config::Request {
            type_name: type_name.to_owned(),
            config: broken(),
            ..Default::default()
        };
        let answer = client.answer(client.service.validate_resource_config(Request::new(request)));
        expect_words(format!("resource {type_name}"), answer.map(|answer| answer.diagnostics));
        let request = wire::upgrade_resource_state::Request {
            type_name: type_name.to_owned(),
            raw_state: Some(wire::RawState { json: b"[".to_vec(), ..Default::default() }),
            ..Default::default()
        };
        let answer = client.answer(client.service.upgrade_resource_state(Request::new(request)));
        expect_words(format!("state of {type_name}"), answer.map(|answer| answer.diagnostics));
    }
    let known = client.schemas.data_source_schemas.keys().map(String::as_str);
    for type_name in known.chain(["no_such_type"]) {
        let request =
            wire::validate_data_resource_config::Request { type_name: type_name.to_owned(), config: broken() };
        let answer = client.answer(client.service.validate_data_resource_config(Request::new(request)));
        expect_words(format!("data source {type_name}"), answer.map(|answer| answer.diagnostics));
    }
    let request = wire::call_function::Request { name: "no_such_function".to_owned(), arguments: Vec::new() };
    match client.answer(client.service.call_function(Request::new(request))) {
        Ok(answer) if answer.error.is_some() => {}
        Ok(_) => found.add(RULE, "no_such_function", "there is no error"),
        Err(problem) => found.add(RULE, "no_such_function", problem),
    }
}
