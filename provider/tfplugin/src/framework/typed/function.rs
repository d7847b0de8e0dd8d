//! Functions.

use std::sync::OnceLock;

use crate::framework::function::{Function, FunctionError, Signature};
use crate::framework::value::Value;

/// A function, independent of its type.
pub(crate) trait AnyFunction: Send + Sync {
    fn signature(&self) -> &Signature;
    /// Calls the function with encoded arguments; returns the encoded result.
    fn call(&self, arguments: &[&[u8]]) -> Result<Vec<u8>, FunctionError>;
}

/// A function with its signature, which is built on first use.
pub(crate) struct TypedFunction<F> {
    function: F,
    signature: OnceLock<Signature>,
}

impl<F: Function> TypedFunction<F> {
    pub(crate) const fn new(function: F) -> Self {
        Self { function, signature: OnceLock::new() }
    }
}

impl<F: Function> AnyFunction for TypedFunction<F> {
    fn signature(&self) -> &Signature {
        self.signature.get_or_init(|| self.function.signature())
    }

    fn call(&self, arguments: &[&[u8]]) -> Result<Vec<u8>, FunctionError> {
        let signature = self.signature();
        let decode = |(position, bytes): (usize, &&[u8])| {
            let parameter = signature
                .parameter(position)
                .ok_or_else(|| FunctionError::argument(position, "there are more arguments than parameters"))?;
            Value::from_msgpack(bytes, &parameter.kind)
                .map_err(|error| FunctionError::argument(position, error.to_string()))
        };
        let arguments = arguments.iter().enumerate().map(decode).collect::<Result<_, _>>()?;
        let result = self.function.call(arguments)?.conform(&signature.result);
        result.and_then(|result| result.to_msgpack(&signature.result)).map_err(|error| {
            FunctionError::call(format!("Internal provider error: the result does not have its declared type: {error}"))
        })
    }
}
