//! Provider functions: pure computations a configuration can call. The Rust signature is the Terraform signature.
//!
//! ```
//! use tfplugin::framework::function::{Function, FunctionError};
//!
//! let parameters = [("name", "Who to greet."), ("times", "How often; once by default.")];
//! let greet = Function::new("greet", parameters, |name: String, times: Option<u8>| {
//!     match times.unwrap_or(1) {
//!         0 => Err(FunctionError::argument(1, "greet at least once")),
//!         times => Ok(vec![format!("Hello, {name}!"); times.into()]),
//!     }
//! })
//! .summary("Greets somebody")
//! .description("Returns the greetings as a list.");
//! assert_eq!(greet.signature().unwrap().parameters.len(), 2);
//! ```

mod callable;

use std::fmt;
use std::sync::OnceLock;

pub use callable::{Callable, Variadic};

use crate::framework::schema::{Argument, Mistake, SchemaError, mistake_in_name};
use crate::framework::value::{Type, Value};
use crate::protocol::tfplugin6 as wire;

/// A function. Pure: no client, no clock, the same answer for the same arguments.
pub struct Function {
    name: &'static str,
    summary: &'static str,
    description: &'static str,
    parameters: Vec<(&'static str, &'static str)>,
    types: fn() -> Vec<Result<Argument, SchemaError>>,
    is_variadic: bool,
    call: Box<Call>,
    checked: OnceLock<Result<Checked, SchemaError>>,
}

type Call = dyn Fn(Vec<Value>, &Type) -> Result<Value, FunctionError> + Send + Sync;

/// A signature that has no mistake.
struct Checked {
    signature: Signature,
    arguments: Vec<Argument>,
}

impl Function {
    /// A function with its parameters, each a name and what it means, in Markdown, and what it computes.
    ///
    /// Each argument of the closure, at most eight, is a parameter: of a plain type (`String`, `bool`, integers, `f64`,
    /// [`crate::framework::value::Number`], `Vec`, `BTreeSet`, `BTreeMap`, tuples, structs with serde and `JsonSchema`),
    /// `Option<T>` where null may be given, [`crate::framework::value::Attr`] where the function is called with values
    /// that are not known yet, [`crate::framework::value::Dynamic`] for any type, and [`Variadic`] as the last one. The
    /// result has one of these types too. Another number of names than arguments does not compile:
    ///
    /// ```compile_fail
    /// # use tfplugin::framework::function::{Function, FunctionError};
    /// Function::new("twice", [("text", "A text.")], |text: String, separator: String| {
    ///     Ok::<_, FunctionError>(format!("{text}{separator}{text}"))
    /// });
    /// ```
    pub fn new<A, F: Callable<A>>(name: &'static str, parameters: F::Names, function: F) -> Self {
        let call = move |arguments, result: &Type| function.call(arguments, result);
        Self {
            name,
            summary: "",
            description: "",
            parameters: F::parameters(parameters),
            types: F::types,
            is_variadic: F::IS_VARIADIC,
            call: Box::new(call),
            checked: OnceLock::new(),
        }
    }

    /// What it computes, in one line.
    #[must_use]
    pub fn summary(self, summary: &'static str) -> Self {
        Self { summary, ..self }
    }

    /// What it computes, in Markdown.
    #[must_use]
    pub fn description(self, description: &'static str) -> Self {
        Self { description, ..self }
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its signature, which is made once.
    ///
    /// # Errors
    /// Mistakes in the provider's code: a type that Terraform does not have, or a wrong name.
    pub fn signature(&self) -> Result<&Signature, SchemaError> {
        self.checked().map(|checked| &checked.signature)
    }

    fn checked(&self) -> Result<&Checked, SchemaError> {
        self.checked.get_or_init(|| self.check()).as_ref().map_err(Clone::clone)
    }

    fn check(&self) -> Result<Checked, SchemaError> {
        let mut mistakes = self.wrong_names();
        let mut types = Vec::new();
        for made in (self.types)() {
            match made {
                Ok(argument) => types.push(argument),
                Err(error) => mistakes.extend(error.mistakes().iter().map(|mistake| {
                    Mistake::new(&format!("function {}, {}", self.name, mistake.place), mistake.problem.as_str())
                })),
            }
        }
        let Some(result) = types.pop().filter(|_| mistakes.is_empty()) else { return Err(mistakes.into()) };
        let parameter = |(&(name, description), argument): (&(&str, &str), &Argument)| Parameter {
            name: name.to_owned(),
            kind: argument.kind.clone(),
            description: description.to_owned(),
            allow_null: argument.allows_null,
            allow_unknown: argument.allows_unknown,
        };
        let mut parameters: Vec<Parameter> = self.parameters.iter().zip(&types).map(parameter).collect();
        let variadic = if self.is_variadic { parameters.pop() } else { None };
        let signature = Signature {
            summary: self.summary.to_owned(),
            description: self.description.to_owned(),
            parameters,
            variadic,
            result: result.kind,
        };
        Ok(Checked { signature, arguments: types })
    }

    fn wrong_names(&self) -> Vec<Mistake> {
        let place = format!("function {}", self.name);
        let of_parameter = |(position, (name, _)): (usize, &(&str, &str))| {
            let problem = mistake_in_name(name).or_else(|| {
                let taken = self.parameters.iter().take(position).any(|(other, _)| other == name);
                taken.then_some("two parameters have this name: rename one")
            });
            problem.map(|problem| Mistake::new(&format!("{place}, parameter {name}"), problem))
        };
        let of_parameters = self.parameters.iter().enumerate().filter_map(of_parameter);
        mistake_in_name(self.name)
            .map(|problem| Mistake::new(&place, problem))
            .into_iter()
            .chain(of_parameters)
            .collect()
    }

    /// Calls the function with encoded arguments; returns the encoded result.
    pub(crate) fn call(&self, arguments: &[&[u8]]) -> Result<Vec<u8>, FunctionError> {
        self.encoded_result(arguments).map_err(FunctionError::without_full_stop)
    }

    fn encoded_result(&self, arguments: &[&[u8]]) -> Result<Vec<u8>, FunctionError> {
        let Checked { signature, arguments: declared } =
            self.checked().map_err(|error| FunctionError::call(format!("Internal provider error: {error}")))?;
        let decode = |(position, bytes): (usize, &&[u8])| {
            let argument = declared
                .get(position)
                .or_else(|| declared.last().filter(|_| self.is_variadic))
                .ok_or_else(|| FunctionError::argument(position, "there are more arguments than parameters"))?;
            let value = Value::from_msgpack(bytes, &argument.kind);
            let value = value.map_err(|error| FunctionError::argument(position, error.to_string()))?;
            match argument.constraints.problem_with(&value) {
                Some(problem) => Err(FunctionError::argument(position, problem)),
                None => Ok(value),
            }
        };
        let arguments = arguments.iter().enumerate().map(decode).collect::<Result<Vec<_>, _>>()?;
        let may_be_unknown = !arguments.iter().all(Value::is_wholly_known);
        let result = (self.call)(arguments, &signature.result)?;
        if !may_be_unknown && !result.is_wholly_known() {
            return Err(FunctionError::call(
                "Internal provider error: the result is unknown, although all arguments are known",
            ));
        }
        result.to_msgpack(&signature.result).map_err(|error| unfit(&error))
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Function").field("name", &self.name).finish_non_exhaustive()
    }
}

fn unfit(error: &dyn std::error::Error) -> FunctionError {
    FunctionError::call(format!("Internal provider error: the result does not have its declared type: {error}"))
}

/// The parameters and the result of a function.
#[derive(Clone, Debug)]
#[non_exhaustive]
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
#[non_exhaustive]
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
}

/// Why a call has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionError {
    /// What is wrong, for the user. Terraform ends it with a full stop.
    pub text: String,
    /// The position of the wrong argument, from 0; `None` if the call as a whole is wrong.
    pub argument: Option<usize>,
}

impl FunctionError {
    /// An error about one argument.
    pub fn argument(position: usize, text: impl Into<String>) -> Self {
        Self { text: text.into(), argument: Some(position) }
    }

    /// The text as Terraform ends it: with one full stop.
    fn without_full_stop(self) -> Self {
        match self.text.strip_suffix('.') {
            Some(text) if !text.ends_with('.') => Self { text: text.to_owned(), ..self },
            _ => self,
        }
    }

    /// An error about the call as a whole.
    pub fn call(text: impl Into<String>) -> Self {
        Self { text: text.into(), argument: None }
    }
}

#[cfg(test)]
mod tests {
    use super::{Function, FunctionError};

    #[test]
    fn an_error_has_no_full_stop_of_its_own() {
        for (text, sent) in [("No host.", "No host"), ("no host", "no host"), ("and so on...", "and so on...")] {
            let function = Function::new("fails", [], move || Err::<bool, _>(FunctionError::call(text)));
            assert_eq!(function.call(&[]).unwrap_err().text, sent);
        }
    }
}
