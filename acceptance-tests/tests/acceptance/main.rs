//! Tests of the provider and the console as users run them: real binaries and the real Terraform.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod actions;
mod attributes;
mod bad_input;
mod blocks;
mod check;
#[cfg(target_os = "linux")]
mod corner_cases;
mod corner_identity;
mod corner_list;
mod crash;
mod data_sources;
mod database;
mod demo;
mod doctor;
mod drift;
mod drift_exit_codes;
mod examples;
mod expansion;
mod export;
mod functions;
mod generated_config;
#[cfg(target_os = "linux")]
mod gitops;
mod golden_states;
#[cfg(unix)]
mod guides;
mod identity;
mod import;
mod initial_sync;
mod install_mirror;
mod installing;
mod lifecycle;
mod lines;
mod list;
mod logs;
mod measure;
mod missing_hierarchy;
mod odd_sites;
mod other_systems;
mod ownership;
mod parallel;
mod passwords;
#[cfg(unix)]
mod paths;
#[cfg(unix)]
mod permissions;
mod policies;
mod real_site;
mod rehearsal;
mod release;
mod replacing_a_site;
mod resources;
mod run_files;
mod scenarios;
mod serial_order;
mod stale_plan;
mod subscription;
mod support;
mod threats;
mod unknown_path;
mod waiting;
mod written_out;
