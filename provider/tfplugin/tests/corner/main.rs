//! The corner-case provider, `examples/corner`, served to the real Terraform.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod decoding;
mod failures;
mod functions;
mod lifecycle;
mod reading;
mod schema;
mod taking_over;
mod workspace;
