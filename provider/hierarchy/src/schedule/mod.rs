//! When a [`crate::Schedule`] starts synchronization, and the token in which the product stores it.
//!
//! A [`Recurrence`] is compiled once and asked often: each answer takes the same few steps, however long ago the
//! schedule started. Where the product's documentation leaves something open, the decision is documented here.

mod calendar;
pub(crate) mod checks;
mod recurrence;
mod start;
#[cfg(test)]
mod tests;
mod token;

pub use calendar::{patch_tuesday, patch_tuesday_release};
pub use checks::{InvalidSchedule, check};
pub use recurrence::Recurrence;
pub use start::{OffsetMismatch, Start, StartError};
pub use token::{TokenError, parse_token, token};
