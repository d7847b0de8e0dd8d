//! The provider plugin.
fn main() {}
