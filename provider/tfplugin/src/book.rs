//! How to write a provider, in seven short pages:
//!
//! 1. [A first provider](first_provider)
//! 2. [The schema language](schema_language)
//! 3. [The life of an object, and what Terraform enforces](lifecycle)
//! 4. [Errors and private state](errors_and_private_state)
//! 5. [Actions](actions)
//! 6. [Testing](testing)
//! 7. [Debugging and releasing](debugging_and_releasing)

#[doc = include_str!("book/first_provider.md")]
pub mod first_provider {}

#[doc = include_str!("book/schema_language.md")]
pub mod schema_language {}

#[doc = include_str!("book/lifecycle.md")]
pub mod lifecycle {}

#[doc = include_str!("book/errors_and_private_state.md")]
pub mod errors_and_private_state {}

#[doc = include_str!("book/actions.md")]
pub mod actions {}

#[doc = include_str!("book/testing.md")]
pub mod testing {}

#[doc = include_str!("book/debugging_and_releasing.md")]
pub mod debugging_and_releasing {}
