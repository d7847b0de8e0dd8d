//! `supctl export-updates` and `import-updates`: from one hierarchy to a disconnected one.

use std::fs;

use crate::support::{Console, SECONDS, encodings};

/// A hierarchy without a synchronization source.
fn disconnected() -> Console {
    let console = Console::contoso();
    console.command(&["set", "CAS", "source=none"]).assert().success();
    console
}

#[test]
fn metadata_goes_from_one_hierarchy_to_another() {
    let (connected, inside) = (Console::contoso(), disconnected());
    insta::assert_snapshot!("updates_nothing", connected.says(&["export-updates", "metadata.json"]));
    connected.command(&["sync", "--wait"]).assert().success();
    let mut texts =
        connected.told(&[&["export-updates", "metadata.json"], &["export-updates", "again.json", "--json"]]);
    let file = connected.folder.path().join("metadata.json");
    fs::copy(&file, inside.folder.path().join("metadata.json")).unwrap();
    texts += &inside.told(&[
        &["import-updates", "metadata.json"],
        &["sync", "--wait"],
        &["catalog", "--subscribed", "--kind", "product"],
    ]);
    insta::with_settings!({filters => [SECONDS]}, { insta::assert_snapshot!("updates", texts); });
    let printed = connected.command(&["export-updates", "-"]).output().unwrap().stdout;
    inside.command(&["import-updates", "-"]).write_stdin(printed.clone()).assert().success();
    let is_time = |line: &&str| !line.contains("exported");
    let kept = fs::read_to_string(&file).unwrap();
    let printed = String::from_utf8(printed).unwrap();
    assert!(printed.lines().filter(is_time).eq(kept.lines().filter(is_time)), "standard output gets the same");
}

#[test]
fn a_file_that_is_there_stays() {
    let console = Console::contoso();
    console.command(&["sync", "--wait"]).assert().success();
    let file = console.folder.path().join("metadata.json");
    fs::write(&file, "mine").unwrap();
    insta::assert_snapshot!(
        "updates_overwrite",
        console.told(&[&["export-updates", "metadata.json"], &["export-updates", "no/where.json"]])
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    console.command(&["export-updates", "metadata.json", "--force"]).assert().success();
    assert!(fs::read_to_string(&file).unwrap().contains("configmgr-update-metadata"));
    assert_eq!(fs::read_dir(console.folder.path()).unwrap().count(), 2, "nothing else is left");
}

#[test]
fn what_cannot_be_imported_is_told_and_nothing_changes() {
    let (connected, inside) = (Console::contoso(), disconnected());
    connected.command(&["sync", "--wait"]).assert().success();
    let package = String::from_utf8(connected.command(&["export-updates", "-"]).output().unwrap().stdout).unwrap();
    connected.command(&["sync", "--wait"]).assert().success();
    let newer = connected.command(&["export-updates", "-"]).output().unwrap().stdout;
    let damaged = package.replacen("\"updates\": 1", "\"updates\": 9", 1);
    for (name, text) in [
        ("whole", package.as_bytes()),
        ("cut", &package.as_bytes()[..package.len() / 2]),
        ("empty", b""),
        ("binary", b"\xff\xfe\x00"),
        ("other", br#"{"format":"something-else","format_version":1}"#),
        ("of-the-future", package.replace("\"format_version\": 1", "\"format_version\": 9").as_bytes()),
        ("damaged", damaged.as_bytes()),
        ("newer", newer.as_slice()),
    ] {
        for console in [&connected, &inside] {
            fs::write(console.folder.path().join(name), text).unwrap();
        }
    }
    let mut texts = connected.says(&["import-updates", "whole"]);
    texts += &inside.told(&[
        &["import-updates", "missing"],
        &["import-updates", "."],
        &["import-updates", "cut"],
        &["import-updates", "empty"],
        &["import-updates", "binary"],
        &["import-updates", "other"],
        &["import-updates", "of-the-future"],
        &["import-updates", "damaged"],
    ]);
    inside.command(&["import-updates", "newer"]).assert().success();
    texts += &inside.says(&["import-updates", "whole"]);
    insta::with_settings!({filters => [SECONDS]}, { insta::assert_snapshot!("updates_refused", texts); });
}

#[test]
fn metadata_is_read_in_every_encoding() {
    let (connected, inside) = (Console::contoso(), disconnected());
    connected.command(&["sync", "--wait"]).assert().success();
    let package = String::from_utf8(connected.command(&["export-updates", "-"]).output().unwrap().stdout).unwrap();
    for bytes in encodings(&package) {
        inside.command(&["import-updates", "-"]).write_stdin(bytes).assert().success();
    }
    let mut refusals = encodings(&package[..package.len() / 2]).into_iter().map(|bytes| {
        let output = inside.command(&["import-updates", "-"]).write_stdin(bytes).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    });
    let plain = refusals.next().unwrap();
    assert_eq!(plain.0, Some(1));
    refusals.for_each(|refusal| assert_eq!(refusal, plain));
}

#[test]
fn settings_that_differ_are_told_and_the_import_is_made() {
    let (connected, inside) = (Console::contoso(), disconnected());
    connected.command(&["sync", "--wait"]).assert().success();
    connected.command(&["export-updates", "metadata.json"]).assert().success();
    let from = connected.folder.path().join("metadata.json");
    fs::copy(from, inside.folder.path().join("metadata.json")).unwrap();
    let changes =
        ["products-=Windows 11", "products+=Office 2016", "languages.summary_details+=de", "express_updates=true"];
    inside.command(&[&["set", "CAS"], &changes[..]].concat()).assert().success();
    let texts = inside.told(&[&["import-updates", "metadata.json"], &["import-updates", "metadata.json", "--json"]]);
    insta::with_settings!({filters => [SECONDS]}, { insta::assert_snapshot!("updates_of_other_settings", texts); });
}
