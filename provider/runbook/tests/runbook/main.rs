//! Runbooks between two states: their steps and their order, what the script says, and what Markdown says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod any;
#[path = "../../examples/pwsh/functions.rs"]
mod functions;
mod hierarchies;
mod order;
mod random;
mod site;
mod written;
