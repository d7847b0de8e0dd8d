//! The provider and the console as users have them: real binaries, driven by the real Terraform.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod attributes;
mod bad_input;
mod check;
mod data_sources;
mod demo;
mod drift;
mod examples;
mod expansion;
mod export;
mod functions;
mod import;
mod initial_sync;
mod lifecycle;
mod logs;
mod measure;
mod parallel;
mod passwords;
mod rehearsal;
mod replacing_a_site;
mod resources;
mod scenarios;
mod stale_plan;
mod subscription;
mod support;
