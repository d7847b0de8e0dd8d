//! Provider functions: pure computations a configuration can call.

use crate::framework::value::{Type, Value};
use crate::protocol::tfplugin6 as wire;

/// A function. Pure: no client, no clock, the same answer for the same arguments.
pub trait Function: Send + Sync + 'static {
    /// The name, such as `patch_tuesday`.
    const NAME: &'static str;

    /// Parameters, result and documentation. Made once for the life of the process.
    fn signature(&self) -> Signature;

    /// Computes the result. Arguments have the types of the signature; those of a variadic parameter follow the others.
    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError>;
}

/// The parameters and the result of a function.
#[derive(Clone, Debug)]
pub struct Signature {
    /// What the function computes, in one line.
    pub summary: String,
    /// What the function computes, in Markdown.
    pub description: String,
    /// Its parameters in order.
    pub parameters: Vec<Parameter>,
    /// The parameter that takes any number of further arguments.
    pub variadic: Option<Parameter>,
    /// The type of its result.
    pub result: Type,
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name, as errors show it.
    pub name: String,
    /// The type of its argument.
    pub kind: Type,
    /// What it means, in Markdown.
    pub description: String,
    /// Whether null may be given.
    pub allow_null: bool,
    /// Whether the function is called with values that are not known yet.
    pub allow_unknown: bool,
}

impl Parameter {
    /// A parameter that takes known values only.
    pub fn new(name: &str, kind: Type, description: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            description: description.to_owned(),
            allow_null: false,
            allow_unknown: false,
        }
    }

    fn to_protocol(&self) -> wire::function::Parameter {
        wire::function::Parameter {
            name: self.name.clone(),
            r#type: self.kind.to_json_bytes(),
            allow_null_value: self.allow_null,
            allow_unknown_values: self.allow_unknown,
            description: self.description.clone(),
            description_kind: wire::StringKind::Markdown.into(),
        }
    }
}

impl Signature {
    pub(crate) fn to_protocol(&self) -> wire::Function {
        wire::Function {
            parameters: self.parameters.iter().map(Parameter::to_protocol).collect(),
            variadic_parameter: self.variadic.as_ref().map(Parameter::to_protocol),
            r#return: Some(wire::function::Return { r#type: self.result.to_json_bytes() }),
            summary: self.summary.clone(),
            description: self.description.clone(),
            description_kind: wire::StringKind::Markdown.into(),
            deprecation_message: String::new(),
        }
    }

    /// The parameter an argument is for.
    pub(crate) fn parameter(&self, position: usize) -> Option<&Parameter> {
        self.parameters.get(position).or(self.variadic.as_ref())
    }
}

/// Why a call has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionError {
    /// What is wrong, for the user.
    pub text: String,
    /// The position of the wrong argument, from 0; `None` if the call as a whole is wrong.
    pub argument: Option<usize>,
}

impl FunctionError {
    /// An error about one argument.
    pub fn argument(position: usize, text: impl Into<String>) -> Self {
        Self { text: text.into(), argument: Some(position) }
    }

    /// An error about the call as a whole.
    pub fn call(text: impl Into<String>) -> Self {
        Self { text: text.into(), argument: None }
    }
}
