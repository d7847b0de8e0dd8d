//! Closures as functions: their arguments and results as Terraform's types.

use std::ops::Deref;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{FunctionError, unfit};
use crate::framework::schema::{Argument, SchemaError, argument_of};
use crate::framework::value::{Type, Value, Wiped};

/// What a [`super::Function`] is made of: a closure of at most eight arguments that returns a
/// `Result<_, FunctionError>`. `A` is the tuple of its arguments.
#[diagnostic::on_unimplemented(
    message = "this closure is not a Terraform function",
    label = "arguments and result have no Terraform types",
    note = "write the type of each argument: one that implements `Deserialize` and `JsonSchema`, at last a `Variadic`",
    note = "write at most eight arguments, a `Variadic` included",
    note = "return a `Result<T, FunctionError>`, where `T` implements `Serialize` and `JsonSchema`"
)]
pub trait Callable<A>: Send + Sync + 'static {
    /// For each argument its name and what it means.
    type Names;
    /// Whether the last argument is a [`Variadic`].
    const IS_VARIADIC: bool;

    #[doc(hidden)]
    fn parameters(names: Self::Names) -> Vec<(&'static str, &'static str)>;

    /// The types of the arguments and the result.
    #[doc(hidden)]
    fn types() -> Vec<Result<Argument, SchemaError>>;

    #[doc(hidden)]
    fn call(&self, arguments: Vec<Value>, result: &Type) -> Result<Value, FunctionError>;
}

/// Any number of further arguments: the last parameter of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variadic<T>(pub Vec<T>);

impl<T> Deref for Variadic<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> IntoIterator for Variadic<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Arguments in order, and the position of the next one.
struct Arguments(std::iter::Enumerate<std::vec::IntoIter<Value>>);

impl Arguments {
    fn next<T: DeserializeOwned>(&mut self) -> Result<T, FunctionError> {
        let (position, value) = self.0.next().ok_or_else(|| FunctionError::call("an argument is missing"))?;
        read(position, &Wiped(value))
    }

    fn rest<T: DeserializeOwned>(self) -> Result<Variadic<T>, FunctionError> {
        self.0.map(|(position, value)| read(position, &Wiped(value))).collect::<Result<_, _>>().map(Variadic)
    }
}

fn read<T: DeserializeOwned>(position: usize, value: &Value) -> Result<T, FunctionError> {
    value.to_struct().map_err(|error| FunctionError::argument(position, error.to_string()))
}

fn written<R: Serialize>(result: &R, kind: &Type) -> Result<Value, FunctionError> {
    Value::from_struct_of_type(result, kind).map_err(|error| unfit(&error))
}

macro_rules! callable {
    ($count:literal $($argument:ident)*) => {
        impl<F, R, $($argument),*> Callable<($($argument,)*)> for F
        where
            F: Fn($($argument),*) -> Result<R, FunctionError> + Send + Sync + 'static,
            R: Serialize + JsonSchema,
            $($argument: DeserializeOwned + JsonSchema,)*
        {
            type Names = [(&'static str, &'static str); $count];
            const IS_VARIADIC: bool = false;

            fn parameters(names: Self::Names) -> Vec<(&'static str, &'static str)> {
                names.into()
            }

            fn types() -> Vec<Result<Argument, SchemaError>> {
                vec![$(argument_of::<$argument>(),)* argument_of::<R>()]
            }

            #[allow(unused_mut, unused_variables, reason = "a function may have no arguments")]
            fn call(&self, arguments: Vec<Value>, result: &Type) -> Result<Value, FunctionError> {
                let mut arguments = Arguments(arguments.into_iter().enumerate());
                written(&self($(arguments.next::<$argument>()?),*)?, result)
            }
        }
    };
}

macro_rules! variadic {
    ($count:literal $($argument:ident)*) => {
        impl<F, R, V, $($argument),*> Callable<($($argument,)* Variadic<V>,)> for F
        where
            F: Fn($($argument,)* Variadic<V>) -> Result<R, FunctionError> + Send + Sync + 'static,
            R: Serialize + JsonSchema,
            V: DeserializeOwned + JsonSchema,
            $($argument: DeserializeOwned + JsonSchema,)*
        {
            type Names = [(&'static str, &'static str); $count];
            const IS_VARIADIC: bool = true;

            fn parameters(names: Self::Names) -> Vec<(&'static str, &'static str)> {
                names.into()
            }

            fn types() -> Vec<Result<Argument, SchemaError>> {
                vec![$(argument_of::<$argument>(),)* argument_of::<V>(), argument_of::<R>()]
            }

            #[allow(unused_mut, reason = "a function may have no other arguments")]
            fn call(&self, arguments: Vec<Value>, result: &Type) -> Result<Value, FunctionError> {
                let mut arguments = Arguments(arguments.into_iter().enumerate());
                written(&self($(arguments.next::<$argument>()?,)* arguments.rest::<V>()?)?, result)
            }
        }
    };
}

callable!(0);
callable!(1 A1);
callable!(2 A1 A2);
callable!(3 A1 A2 A3);
callable!(4 A1 A2 A3 A4);
callable!(5 A1 A2 A3 A4 A5);
callable!(6 A1 A2 A3 A4 A5 A6);
callable!(7 A1 A2 A3 A4 A5 A6 A7);
callable!(8 A1 A2 A3 A4 A5 A6 A7 A8);
variadic!(1);
variadic!(2 A1);
variadic!(3 A1 A2);
variadic!(4 A1 A2 A3);
variadic!(5 A1 A2 A3 A4);
variadic!(6 A1 A2 A3 A4 A5);
variadic!(7 A1 A2 A3 A4 A5 A6);
variadic!(8 A1 A2 A3 A4 A5 A6 A7);
