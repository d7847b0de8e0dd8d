//! Packages of update metadata: read, imported, and synchronized.
#![no_main]

use std::sync::{Arc, LazyLock};

use hierarchy::sync::MetadataPackage;
use hierarchy::{Author, Change, Hierarchy, Kind, Object, SystemClock};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A hierarchy without a synchronization source, and its folder.
static OFFLINE: LazyLock<(Hierarchy, TempDir)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let hierarchy = Hierarchy::open(&folder.path().join("hierarchy.db"), Arc::new(SystemClock)).expect("a hierarchy");
    let author = Author { actor: "fuzz".to_owned(), origin: "fuzz".to_owned() };
    let create = |kind: Kind, attributes: Value| {
        let object = Object::read(kind, attributes).expect("an object");
        hierarchy.apply(Change::Create(object), &author).expect("an allowed change");
    };
    let server = "cm01.contoso.com";
    create(Kind::Site, json!({ "site_code": "PS1", "name": "Primary", "type": "primary", "server_fqdn": server }));
    create(Kind::SupRole, json!({ "site_code": "PS1", "server_fqdn": server }));
    create(Kind::SyncSettings, json!({ "sup_role_id": format!("PS1/{server}"), "source": "none" }));
    (hierarchy, folder)
});

fuzz_target!(|text: &str| {
    let Ok(package) = MetadataPackage::read(text) else { return };
    let written = serde_json::to_string(&package).expect("a package is written as JSON");
    assert_eq!(MetadataPackage::read(&written).as_ref().ok(), Some(&package));
    let _ = OFFLINE.0.import_metadata(&package);
});
