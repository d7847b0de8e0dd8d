//! When a [`crate::Schedule`] starts synchronisation, and the form the product keeps it in.
//!
//! A [`Recurrence`] is compiled once and asked often: each answer takes the same few steps, however long ago the schedule
//! started. What the product's documentation leaves open is decided here, and said where it is decided.

mod calendar;
pub(crate) mod checks;
mod recurrence;
mod start;
#[cfg(test)]
mod tests;
mod token;

pub use calendar::patch_tuesday;
pub use checks::{InvalidSchedule, check};
pub use recurrence::Recurrence;
pub use start::{Contradiction, Start, StartError};
pub use token::{TokenError, parse_token, token};
