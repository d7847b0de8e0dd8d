//! `supctl compare`: hierarchies, exports and moments.

use std::fs;

use crate::support::{Console, contoso, drifted, state};

#[test]
fn two_moments_of_a_hierarchy() {
    let console = drifted();
    insta::assert_snapshot!("compare_at", console.says(&["compare", "--at", "12"]));
    insta::assert_snapshot!("compare_json", console.says(&["compare", "--at", "12", "--at", "13", "--json"]));
    let lines = |arguments: &[&str]| console.says(&[&["compare"], arguments].concat());
    assert!(lines(&["--at", "2126-11-22T18:11:30Z"]).contains("1 changed, 0 added, 3 removed"), "by time");
    assert!(lines(&["--at", "0", "--at", "1"]).contains("0 changed, 1 added, 0 removed"), "from the beginning");
    assert!(lines(&["--at", "14", "--at", "14"]).contains("No difference"), "the same moment");
}

#[test]
fn two_files() {
    let console = drifted();
    let before = Console::contoso();
    let export = before.command(&["export"]).output().unwrap().stdout;
    fs::write(console.folder.path().join("before.json"), &export).unwrap();
    let backup = console.folder.path().join("before.db");
    before.command(&["backup"]).arg(&backup).assert().success();
    insta::assert_snapshot!("compare_export", console.says(&["compare", "before.json", ".configmgr/hierarchy.db"]));
    assert_eq!(
        console.says(&["compare", "before.json"]).lines().skip(1).collect::<Vec<_>>(),
        console.says(&["compare", "before.json", ".configmgr/hierarchy.db"]).lines().skip(1).collect::<Vec<_>>(),
    );
    let same = console.says(&["compare", "before.json", "before.db"]);
    assert!(same.contains("No difference") && same.ends_with("--- exit code 0\n"), "{same}");
}

#[test]
fn bad_input_is_refused() {
    let console = drifted();
    console.write("export.json", &state(&contoso()).to_string());
    console.write(
        "later.json",
        r#"{"format":2,"sites":[],"site_systems":[],"sup_roles":[],"sync_settings":[],"accounts":[]}"#,
    );
    let export = console.command(&["export"]).output().unwrap().stdout;
    fs::write(console.folder.path().join("cut.json"), &export[..export.len() / 2]).unwrap();
    console.write("text.db", "a text");
    let hierarchy = ".configmgr/hierarchy.db";
    let mut said = String::new();
    for arguments in [
        &[][..],
        &["missing.db"],
        &["export.json"],
        &["later.json"],
        &["cut.json"],
        &["text.db"],
        &["export.json", "--at", "1"],
        &["--at", "99"],
        &["--at", "yesterday"],
        &[hierarchy, hierarchy, "--at", "1"],
        &["--at", "1", "--at", "2", "--at", "3"],
    ] {
        said += &console.says(&[&["compare"], arguments].concat());
    }
    insta::assert_snapshot!("compare_bad_input", said);
    assert_eq!(said.matches("--- exit code 1\n").count(), said.matches("$ supctl").count());
}
