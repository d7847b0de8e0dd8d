//! `#[derive(Schema)]` of the Terraform plugin SDK `tfplugin`, which re-exports it.
//!
//! A struct declares the schema of a resource, a data source, an ephemeral resource, a block or the provider: each field is
//! an attribute, its doc comment is the description, its type is the type, and the words in `#[tf(…)]` say how Terraform
//! treats it. [`Schema`] lists the words.

mod beside;
mod bounds;
mod choices;
mod contradictions;
mod default;
mod field;
mod identity;
mod kind;
mod literal;
mod mistakes;
mod shape;
mod stub;
mod words;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Derives the schema of a struct, or the choices of an enum.
///
/// It implements `Serialize`, `Deserialize` and `JsonSchema` for the type, so a provider needs no dependency on `serde` and
/// `schemars` for it. Their attributes, such as `#[serde(rename = "…")]`, work beside `#[tf(…)]`, but for those that part the
/// fields of the struct from the attributes of the schema (`skip`, `flatten`).
///
/// # The words of an attribute
///
/// | word | meaning |
/// | --- | --- |
/// | `required` | The user sets it. |
/// | `optional` | The user may set it. |
/// | `computed` | The provider sets it. With `optional`: if the user does not. |
/// | `default = 8530` | Its value if the user sets none: a literal, a constant, `[…]`, or `{}` for an object with the defaults of its attributes. |
/// | `replace` | A change of it replaces the object. |
/// | `stable` | Its computed value stays when other attributes change. |
/// | `sensitive` | Terraform hides its value in output. |
/// | `write_only` | Its value reaches the provider, and is never stored in plan or state. |
/// | `ignore_case` | Two strings that differ in letter case only are the same value. |
/// | `duration` | A string such as `90s` or `1h30m`. |
/// | `range(min = 1, max = 9)` | The bounds of a number. |
/// | `length(min = 1, max = 9)` | The bounds of the characters of a string, or of the elements of a collection. |
/// | `deprecated = "Use …"` | Terraform warns where the user sets it. |
///
/// # The words of a block
///
/// | word | meaning |
/// | --- | --- |
/// | `block` | Written `name { … }`. Its type is a struct, or a `Vec`, `BTreeSet` or `BTreeMap` of structs. |
/// | `block, required` | One block that must be there. |
/// | `block, length(min = 1, max = 3)` | How many blocks a list or set has. |
/// | `group` | One block whose object always exists. |
///
/// # The words of the type
///
/// `#[tf(object)]` on the struct makes it an object that a function takes or returns: its fields need no words.
/// `#[tf(deprecated = "Use …")]` makes the whole object deprecated. `#[tf(crate = "path")]` names the SDK where
/// the dependency has another name than `tfplugin`.
///
/// # Choices
///
/// An enum without fields is a string with these values: each variant in `snake_case`, or as `#[tf(value = "…")]` on the
/// variant says. The doc comment of a variant is the meaning of its value.
#[proc_macro_derive(Schema, attributes(tf, serde, schemars))]
pub fn schema(input: TokenStream) -> TokenStream {
    shape::expand(parse_macro_input!(input as DeriveInput)).into()
}

/// Derives the identity of a resource's objects: a struct whose fields are its attributes.
///
/// A field is a `String`, a `bool`, a number, an enum of choices, a `Vec` of these, or an `Option` of any of them. Its doc
/// comment is the description.
///
/// | word | meaning |
/// | --- | --- |
/// | `required_for_import` | The user sets it in an `import` block. |
/// | `optional_for_import` | The user may set it in an `import` block. |
/// | `ignore_case` | Two strings that differ in letter case only are the same value. |
///
/// `#[tf(crate = "path")]` on the struct names the SDK where the dependency has another name than `tfplugin`.
#[proc_macro_derive(Identity, attributes(tf, serde, schemars))]
pub fn identity(input: TokenStream) -> TokenStream {
    identity::expand(parse_macro_input!(input as DeriveInput)).into()
}
