//! The layers of this crate, and that its modules keep to them.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use layers::Modules;

/// From the bottom up: a module uses its own layer and those before it. `lib.rs` names the public items, and is above all.
const LAYERS: [&str; 20] = [
    "clock",
    "environment",
    "model",
    "wording",
    "catalog",
    "judgement",
    "schedule",
    "history",
    "store",
    "facts",
    "verification",
    "backup",
    "readiness",
    "change",
    "rules",
    "rehearsal",
    "sync",
    "messages",
    "write",
    "hierarchy",
];

#[test]
fn modules_use_only_what_is_below_them() {
    let modules = Modules::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    assert_eq!(modules.breaches(&LAYERS), [""; 0]);
}
