//! The parts of a function's page: its signature and its arguments.

use tfplugin::framework::function::{Parameter, Signature};
use tfplugin::framework::value::Type;

use crate::schema_section::type_name;

/// `next_sync(schedule dynamic, after string) string`.
pub(crate) fn signature(name: &str, signature: &Signature) -> String {
    let parameter = |parameter: &Parameter| format!("{} {}", parameter.name, short_type(&parameter.kind));
    let mut parameters: Vec<String> = signature.parameters.iter().map(parameter).collect();
    parameters.extend(signature.variadic.iter().map(|variadic| format!("{}...", parameter(variadic))));
    format!("{name}({}) {}", parameters.join(", "), short_type(&signature.result))
}

/// A numbered list.
pub(crate) fn arguments(signature: &Signature) -> String {
    let lines = signature.parameters.iter().enumerate();
    lines.map(|(position, parameter)| format!("{}. {}", position + 1, line(parameter))).collect::<Vec<_>>().join("\n")
}

/// The parameter that takes any number of arguments.
pub(crate) fn variadic(signature: &Signature) -> Option<String> {
    signature.variadic.as_ref().map(|parameter| format!("- {}", line(parameter)))
}

fn line(parameter: &Parameter) -> String {
    let nullable = if parameter.allow_null { ", Nullable" } else { "" };
    format!("`{}` ({}{nullable}) {}", parameter.name, type_name(&parameter.kind), parameter.description)
}

/// The name of a type in a signature.
fn short_type(kind: &Type) -> String {
    type_name(kind).to_lowercase()
}
