//! Provider functions. They run in processes that are never configured.

use super::{Core, unknown_type, wire};
use crate::framework::diagnostics::Diagnostics;
use crate::framework::provider::Provider;

pub(super) fn call<P: Provider>(
    core: &Core<P>,
    request: &wire::call_function::Request,
) -> Result<wire::call_function::Response, Diagnostics> {
    let function = core.registry().functions.get(request.name.as_str());
    let function = function.ok_or_else(|| unknown_type("function", &request.name))?;
    let arguments: Vec<&[u8]> = request.arguments.iter().map(|argument| argument.msgpack.as_slice()).collect();
    Ok(match function.call(&arguments) {
        Ok(msgpack) => wire::call_function::Response {
            result: Some(wire::DynamicValue { msgpack, json: Vec::new() }),
            error: None,
        },
        Err(error) => {
            let function_argument = error.argument.and_then(|position| i64::try_from(position).ok());
            wire::call_function::Response {
                result: None,
                error: Some(wire::FunctionError { text: error.text, function_argument }),
            }
        }
    })
}
