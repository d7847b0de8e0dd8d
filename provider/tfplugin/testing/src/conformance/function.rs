//! Functions.

use serde_json::Value as Json;
use tfplugin::framework::value::{Type, Value};
use tfplugin::protocol::tfplugin6 as wire;
use tonic::Request;
use wire::provider_server::Provider as Service;

use super::Violations;
use super::client::{Client, Outcome, decoded, encoded};

const RULE: &str = "function";

pub(super) fn check<S: Service>(client: &Client<S>, name: &str, arguments: &[Json], found: &mut Violations) {
    let Some(signature) = client.schemas.functions.get(name) else {
        return found.add("covered", name, "the provider has no such function");
    };
    let call = |arguments: &[Json]| called(client, name, signature, arguments);
    match (call(arguments), call(arguments)) {
        (Ok(first), Ok(second)) => {
            found.add_paths(RULE, name, "the result is not known", &first.unknown_paths());
            if first != second {
                found.add(RULE, name, "the same call has another result");
            }
        }
        (Err(problem), _) | (_, Err(problem)) => found.add(RULE, name, problem),
    }
    let required = signature.parameters.len();
    if let Some(fewer) = required.checked_sub(1).and_then(|fewer| arguments.get(..fewer))
        && call(fewer).is_ok()
    {
        found.add(RULE, name, "a call without an argument that it needs has a result");
    }
}

fn called<S: Service>(
    client: &Client<S>,
    name: &str,
    signature: &wire::Function,
    arguments: &[Json],
) -> Outcome<Value> {
    let kind = |json: &[u8]| Type::from_json_bytes(json).map_err(|error| error.to_string());
    let parameters = signature.parameters.iter().chain(signature.variadic_parameter.iter().cycle());
    let argument = |(argument, parameter): (&Json, &wire::function::Parameter)| {
        let kind = kind(&parameter.r#type)?;
        let value =
            Value::from_state_json(argument.to_string().as_bytes(), &kind).map_err(|error| error.to_string())?;
        encoded(&value, &kind)
    };
    let request = wire::call_function::Request {
        name: name.to_owned(),
        arguments: arguments.iter().zip(parameters).map(argument).collect::<Outcome<_>>()?,
    };
    let answer = client.answer(client.service.call_function(Request::new(request)))?;
    match (answer.error, &signature.r#return) {
        (Some(error), _) => Err(error.text),
        (None, Some(result)) => decoded(answer.result.as_ref(), &kind(&result.r#type)?),
        (None, None) => Err("its signature has no result".to_owned()),
    }
}
