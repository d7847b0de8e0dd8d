//! The variables by which a client starts the plugin, one a line: `NAME=VALUE`.
//!
//! The value of a certificate has its lines separated by `\`.
#![no_main]

use std::collections::BTreeMap;
use std::ffi::OsString;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    let variables: BTreeMap<&str, String> = pairs.map(|(name, value)| (name, value.replace('\\', "\n"))).collect();
    let Some(line) = tfplugin::runtime::fuzzing::handshake(|name| variables.get(name).map(OsString::from)) else {
        return;
    };
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(line.starts_with("1|6|tcp|127.0.0.1:"), "{line}");
});
