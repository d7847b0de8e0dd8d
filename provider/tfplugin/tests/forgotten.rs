//! What an author can forget, compiled: our message is among those of the compiler.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(dead_code, reason = "the tests of the macro use more of the compiler")]

#[path = "../derive/tests/compiler/mod.rs"]
mod compiler;

use std::path::Path;

use compiler::{errors, marked, newest};

#[test]
fn what_is_forgotten_is_told_as_what_to_write() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forgotten/cases.rs");
    let (expected, found) = (marked(&cases), errors(&cases, &[("tfplugin", newest("tfplugin", ".rlib"))]));
    let missing: Vec<_> = expected.difference(&found).collect();
    assert!(!expected.is_empty() && missing.is_empty(), "missing: {missing:#?}\namong: {found:#?}");
}
