//! `supctl init`: an empty hierarchy, created on purpose, and never in place of another one.

use crate::support::Console;

#[test]
fn an_empty_hierarchy_is_created_once() {
    let console = Console::empty();
    let commands: [&[&str]; 4] = [
        &["init", "--path", "new folder/hierarchy.db"],
        &["init", "--path", "new folder/hierarchy.db"],
        &["init", "--path", "other.db", "--json"],
        &["tree", "--path", "other.db"],
    ];
    insta::assert_snapshot!("init", console.told(&commands));
}

#[test]
fn what_exists_is_refused() {
    let console = Console::contoso();
    std::fs::write(console.folder.path().join("notes.txt"), "not a hierarchy, and long enough to be looked at")
        .unwrap();
    let before = console.says(&["tree", "--json"]);
    insta::assert_snapshot!("init_refused", console.told(&[&["init"], &["init", "--path", "notes.txt"]]));
    assert_eq!(console.says(&["tree", "--json"]), before);
}
