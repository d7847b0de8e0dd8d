//! States that an older version of the provider wrote, and states that no version wrote.
//!
//! `states/` has a golden state of each shape that states have had, with its configuration.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod damage;
mod golden;
mod outcomes;
mod provider;
mod shape;
