//! The layers of this crate, and that its modules keep to them.

use std::collections::BTreeSet;
use std::path::Path;

use layers::Modules;

/// From the bottom up: a module uses its own layer and those before it.
const LAYERS: [&str; 8] =
    ["client", "resource", "resources", "data_sources", "actions", "functions", "provider", "describe"];

#[test]
fn modules_use_only_what_is_below_them() {
    let modules = Modules::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    assert_eq!(modules.breaches(&LAYERS), [""; 0]);
    assert_eq!(modules.circles(), BTreeSet::new());
}
