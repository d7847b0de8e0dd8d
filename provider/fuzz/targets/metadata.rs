//! Packages of update metadata: read, imported, and synchronized.
#![no_main]

use std::sync::{Arc, LazyLock};

use hierarchy::sync::MetadataPackage;
use hierarchy::{
    Author, Change, DEFAULT_INSTALL_DIRECTORY, Hierarchy, Object, Site, SiteType, SupRole, SyncSettings, SyncSource,
    SystemClock,
};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

/// A hierarchy without a synchronization source, and its folder.
static OFFLINE: LazyLock<(Hierarchy, TempDir)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let hierarchy = Hierarchy::open(&folder.path().join("hierarchy.db"), Arc::new(SystemClock)).expect("a hierarchy");
    let author = Author { actor: "fuzz".to_owned(), origin: "fuzz".to_owned() };
    let server = "cm01.contoso.com";
    let site = Site {
        site_code: "PS1".to_owned(),
        name: "Primary".to_owned(),
        r#type: SiteType::Primary,
        parent_site_code: None,
        server_fqdn: server.to_owned(),
        install_directory: DEFAULT_INSTALL_DIRECTORY.to_owned(),
        version: None,
    };
    let offline = SyncSettings {
        source: Some(SyncSource::None),
        ..SyncSettings::top_level_defaults(&format!("PS1/{server}"))
    };
    let objects: [Object; 3] = [site.into(), SupRole::with_defaults("PS1", server, None).into(), offline.into()];
    for object in objects {
        hierarchy.apply(Change::Create(object), &author).expect("an allowed change");
    }
    (hierarchy, folder)
});

fuzz_target!(|text: &str| {
    let Ok(package) = MetadataPackage::read(text) else { return };
    let written = serde_json::to_string(&package).expect("a package is written as JSON");
    assert_eq!(MetadataPackage::read(&written).as_ref().ok(), Some(&package));
    let _ = OFFLINE.0.import_metadata(&package);
});
