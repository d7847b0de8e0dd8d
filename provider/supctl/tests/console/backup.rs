//! `supctl backup` and `supctl restore`, and what a damaged hierarchy is told.

use rusqlite::Connection;

use crate::support::Console;

/// Leaves out the time in the name of a file.
const NAME_WITH_TIME: (&str, &str) = (r"\d{8}T\d{6}Z", "[time]");

fn told(console: &Console, commands: &[&[&str]]) -> String {
    console.told(commands)
}

#[test]
fn a_backup_is_written_and_restored() {
    let console = Console::contoso();
    let mut texts =
        told(&console, &[&["backup", "monday.db"], &["backup", "monday.db"], &["backup", "b.db", "--json"]]);
    let before = console.says(&["tree", "--json"]);
    console.command(&["set", "CAS", "alert_on_sync_failure=true"]).assert().success();
    texts += &told(&console, &[&["restore", "monday.db"], &["restore", "b.db", "--path", "new.db", "--json"]]);
    assert_eq!(console.says(&["tree", "--json"]), before);
    assert_eq!(console.says(&["tree", "--json", "--path", "new.db"]).replace(" --path new.db", ""), before);
    std::fs::write(console.folder.path().join("notes.txt"), "not a hierarchy, and long enough to be looked at")
        .unwrap();
    texts += &told(&console, &[&["restore", "absent.db"], &["restore", "notes.txt"], &["backup", "absent/b.db"]]);
    insta::with_settings!({filters => [NAME_WITH_TIME]}, { insta::assert_snapshot!("backup", texts) });
}

#[test]
fn damage_that_every_other_command_reads_over_is_found() {
    let console = Console::contoso();
    console.command(&["backup", "monday.db"]).assert().success();
    let damaged = Connection::open(console.path()).unwrap();
    damaged.execute("UPDATE object SET body = json_set(body, '$.name', 'Other') WHERE key = 'eur'", []).unwrap();
    drop(damaged);
    console.command(&["tree"]).assert().success();
    let commands: [&[&str]; 5] =
        [&["check"], &["check", "--json"], &["backup", "tuesday.db"], &["restore", "monday.db"], &["check"]];
    insta::with_settings!({filters => [NAME_WITH_TIME]}, { insta::assert_snapshot!("damaged", console.told(&commands)) });
}

/// The history is read before the commit, so a change that is reported as failed is not made.
#[test]
fn a_change_to_a_damaged_hierarchy_is_made_and_reported_or_neither() {
    let console = Console::contoso();
    let damaged = Connection::open(console.path()).unwrap();
    damaged.execute("UPDATE history SET action = 'wish'", []).unwrap();
    drop(damaged);
    console.command(&["set", "CAS", "alert_on_sync_failure=true"]).assert().success();
    console
        .command(&["set", "CAS", "alert_on_sync_failure=true"])
        .assert()
        .success()
        .stdout("Nothing to change: CAS already has these values.\n");
}
