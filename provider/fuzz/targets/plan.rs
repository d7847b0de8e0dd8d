//! The JSON of a plan, as `supctl check --plan` reads and judges it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| supctl::fuzzing::check_plan(text));
