//! What an author can write wrong, compiled: the compiler shows our message at the line of the word, and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod compiler;

use std::env::consts::DLL_SUFFIX;
use std::path::Path;

use compiler::{errors, marked, metadata, newest, rustc};

#[test]
fn each_mistake_is_told_at_its_word() {
    let of_tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes");
    let of_sdk = rustc("tfplugin", &of_tests.join("sdk.rs"), &[]);
    assert!(of_sdk.is_empty(), "{of_sdk:#?}");
    let crates = [("tfplugin_derive", newest("tfplugin_derive", DLL_SUFFIX)), ("tfplugin", metadata("tfplugin"))];
    let (expected, found) = (marked(&of_tests.join("cases.rs")), errors(&of_tests.join("cases.rs"), &crates));
    let missing: Vec<_> = expected.difference(&found).collect();
    let surplus: Vec<_> = found.difference(&expected).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "missing: {missing:#?}\nnot expected: {surplus:#?}");
}
