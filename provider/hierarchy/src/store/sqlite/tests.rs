//! What can be wrong with a file, and the message for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, StatementStatus};
use tempfile::TempDir;

use super::session::USES_ACCOUNT;
use super::{Sqlite, WhenMissing, lock};
use crate::store::{Store, StoreError};
use crate::tests::fixture::*;
use crate::{Action, ApplyError, Author, Conditions, Hierarchy, Kind, Lookup, Object, Site, SupRole};

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hierarchy.db");
    (folder, path)
}

fn open(path: &Path) -> Result<Sqlite, StoreError> {
    Sqlite::open(path, WhenMissing::Create)
}

fn filled(path: &Path) {
    Hierarchy::on(open(path).unwrap(), clock()).after(contoso());
}

fn tamper(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

/// The message, without the folder of the test.
fn text(error: &StoreError, folder: &TempDir) -> String {
    let text = format!("{error}. {}", error.remedy()).replace(&folder.path().display().to_string(), "FOLDER");
    // Linux names the program.
    regex::Regex::new(r"another process|\S+ \(process \d+\)").unwrap().replace(&text, "PROGRAM").into_owned()
}

#[test]
fn a_first_use_makes_folders_and_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/hierarchy.db");
    drop(open(&path).unwrap());
    assert!(path.exists());
    let left: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["hierarchy.db"], "nothing but the file is left behind");
}

#[test]
fn what_was_written_is_there_when_opened_again() {
    let (_folder, path) = place();
    filled(&path);
    let again = Hierarchy::on(Sqlite::open(&path, WhenMissing::Fail).unwrap(), clock());
    assert_eq!(again.read(|view| view.count(Kind::Site, Lookup::All)).unwrap(), 5);
}

#[test]
fn commits_are_safe_and_readers_do_not_wait() {
    let (_folder, path) = place();
    let store = open(&path).unwrap();
    for connection in [&store.reader, store.writer.as_ref().unwrap()] {
        let connection = lock(connection);
        let pragma =
            |name| connection.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0)).unwrap();
        assert_eq!(pragma("journal_mode"), "wal".to_owned().into());
        assert_eq!(pragma("synchronous"), 2.into(), "full");
    }
}

#[test]
fn every_lookup_uses_an_index() {
    let (_folder, path) = place();
    filled(&path);
    let connection = Connection::open(&path).unwrap();
    let indexes = [
        ("key = 'x'", "sqlite_autoindex_object_1 (kind=? AND key=?)"),
        ("site = 'x'", "object_by_site (kind=? AND site=?)"),
        ("site = 'x' AND first = 1", "object_first_of_site (kind=? AND site=?)"),
        ("parent = 'x'", "object_by_parent (kind=? AND parent=?)"),
        ("parent IS NULL", "object_by_parent (kind=? AND parent=?)"),
        ("server = 'x'", "object_by_server (kind=? AND server=?)"),
        (USES_ACCOUNT, "object_by_account (kind=? AND account=?)"),
        (USES_ACCOUNT, "object_by_other_account (kind=? AND other_account=?)"),
        ("database = 'x'", "object_by_database (kind=? AND database=?)"),
    ];
    for (condition, index) in indexes {
        let sql = format!("EXPLAIN QUERY PLAN SELECT body FROM object WHERE kind = ?1 AND {condition} ORDER BY key");
        let mut statement = connection.prepare(&sql).unwrap();
        let plan: Vec<String> =
            statement.query_map(&[("?1", "site")], |row| row.get(3)).unwrap().map(Result::unwrap).collect();
        assert!(plan.iter().any(|step| step.starts_with("SEARCH") && step.ends_with(index)), "{condition}: {plan:?}");
        assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{condition}: {plan:?}");
    }
}

#[test]
fn a_statement_is_compiled_once_for_all_values() {
    let (_folder, path) = place();
    let store = open(&path).unwrap();
    let conditions = ["site = ?2", "site = ?2 AND first = 1", "parent IS ?2", "server = ?2", USES_ACCOUNT];
    for connection in [&store.reader, store.writer.as_ref().unwrap()] {
        let connection = lock(connection);
        for condition in conditions {
            let sql = format!("SELECT body FROM object WHERE kind = ?1 AND {condition} ORDER BY key");
            let mut statement = connection.prepare(&sql).unwrap();
            for value in ["a", "b", "c"] {
                statement.exists(("site", value)).unwrap();
            }
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{condition}");
        }
    }
}

#[test]
fn a_file_of_the_first_format_is_brought_to_the_current_one() {
    let (_folder, path) = place();
    filled(&path);
    Hierarchy::on(open(&path).unwrap(), clock()).after([
        create(sharing("PS1", "wsus-a", Some("SQL.contoso.com"), None)),
        create(sharing("PS2", "sql", None, None)),
    ]);
    tamper(
        &path,
        "DROP TABLE owner;
         DROP TABLE fact;
         ALTER TABLE history DROP COLUMN database_user;
         DROP INDEX object_by_database;
         DROP INDEX object_by_other_account;
         ALTER TABLE object DROP COLUMN database;
         ALTER TABLE object DROP COLUMN other_account;
         UPDATE object SET body = json_remove(body, '$.untrusted_forest', '$.installation_account');
         PRAGMA user_version = 1",
    );
    let hierarchy = Hierarchy::on(Sqlite::open(&path, WhenMissing::Fail).unwrap(), clock());
    let found = hierarchy.read(|view| view.find(Kind::SiteSystem, Lookup::Database("sql.contoso.com/susdb"))).unwrap();
    let servers: Vec<String> = found.into_iter().map(|stored| stored.object.id().id).collect();
    assert_eq!(servers, ["PS1/wsus-a.contoso.com", "PS2/sql.contoso.com"]);
    let systems = hierarchy.read(|view| view.count(Kind::SiteSystem, Lookup::All)).unwrap();
    assert_eq!(systems, 5, "all can be read");
}

#[test]
fn files_that_cannot_be_used_say_why() {
    type Harm = (&'static str, fn(&Path));
    let cases: &[Harm] = &[
        ("another program's text", |path| fs::write(path, "not a database at all, but a file of some length").unwrap()),
        ("another program's database", |path| tamper(path, "CREATE TABLE customer (name TEXT)")),
        ("a newer release's hierarchy", |path| {
            filled(path);
            tamper(path, "PRAGMA user_version = 99");
        }),
        ("cut in the middle", |path| {
            filled(path);
            let length = fs::metadata(path).unwrap().len();
            fs::OpenOptions::new().write(true).open(path).unwrap().set_len(length / 2).unwrap();
        }),
        ("cut after some bytes", |path| {
            filled(path);
            fs::OpenOptions::new().write(true).open(path).unwrap().set_len(100).unwrap();
        }),
        ("a folder", |path| fs::create_dir(path).unwrap()),
        ("our mark and no tables", |path| {
            tamper(path, "PRAGMA application_id = 0x434d4831; PRAGMA user_version = 6");
        }),
        ("our mark and a table too few", |path| {
            filled(path);
            tamper(path, "DROP TABLE fact; PRAGMA user_version = 2; DROP TABLE object");
        }),
    ];
    let mut texts = String::new();
    for (name, make) in cases {
        let (folder, path) = place();
        make(&path);
        let before = fs::read(&path).ok();
        let error = open(&path).unwrap_err();
        texts.push_str(&format!("{name}: {}\n", text(&error, &folder)));
        assert_eq!(fs::read(&path).ok(), before, "{name}: the file is left alone");
    }
    insta::assert_snapshot!(texts);
}

#[test]
fn what_is_not_a_file_is_not_opened() {
    let (folder, path) = place();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let texts = [path.as_path(), Path::new("/dev/null")].map(|path| text(&open(path).unwrap_err(), &folder));
    insta::assert_snapshot!(texts.join("\n"), @r"
    FOLDER/hierarchy.db cannot be opened: it is a device, a pipe or a socket, not a file. Name another file, or fix the folder and its permissions.
    /dev/null cannot be opened: it is a device, a pipe or a socket, not a file. Name another file, or fix the folder and its permissions.
    ");
}

/// It would run through each day until then.
#[test]
fn a_clock_beyond_the_last_year_is_damage() {
    let (folder, path) = place();
    filled(&path);
    let texts = [r#"{"settled": 32503680000}"#, r#"{"ahead": 6000000000}"#, r#"{"ahead": -1}"#, r#"{"scheduled": -1}"#]
        .map(|fact| {
            tamper(&path, &format!("UPDATE fact SET body = '{fact}' WHERE kind = 'clock'"));
            let hierarchy = Hierarchy::on(open(&path).unwrap(), clock());
            let error = hierarchy.sync_status().unwrap_err();
            for other in [hierarchy.now().map(drop), hierarchy.catch_up(), hierarchy.clock().map(drop)] {
                assert_eq!(other.unwrap_err().to_string(), error.to_string(), "{fact}");
            }
            text(&error, &folder)
        });
    insta::assert_snapshot!(texts.join("\n"), @r"
    the hierarchy is damaged: the clock: settled is out of range: times are from 1970 to 2200. Restore the file from a backup, or move it away to start with an empty hierarchy.
    the hierarchy is damaged: the clock: ahead is out of range: times are from 1970 to 2200. Restore the file from a backup, or move it away to start with an empty hierarchy.
    the hierarchy is damaged: the clock: ahead is out of range: times are from 1970 to 2200. Restore the file from a backup, or move it away to start with an empty hierarchy.
    the hierarchy is damaged: the clock: scheduled is out of range: times are from 1970 to 2200. Restore the file from a backup, or move it away to start with an empty hierarchy.
    ");
}

#[test]
fn what_was_written_is_not_reported_as_a_failure() {
    let (_folder, path) = place();
    filled(&path);
    // The history cannot be read back, and the object can.
    tamper(&path, "UPDATE history SET action = 'wish'");
    let hierarchy = Hierarchy::on(open(&path).unwrap(), clock());
    let other = SupRole { ledbat: true, ..sup("PS1", "wsus-b", Some("PS1/wsus-a")) };
    let applied = hierarchy.make(update(other.clone())).unwrap();
    let changed: Vec<_> = applied.changes.iter().map(|entry| entry.object.clone()).collect();
    assert_eq!(changed, [Object::from(other.clone()).id()]);
    assert_eq!(applied.stored.map(|stored| stored.object), Some(other.into()));
}

#[test]
fn a_folder_that_cannot_be_made_says_so() {
    let (folder, path) = place();
    std::os::unix::fs::symlink("nowhere", folder.path().join("taken")).unwrap();
    let error = open(&folder.path().join("taken/hierarchy.db")).unwrap_err();
    insta::assert_snapshot!(text(&error, &folder), @"the folder of FOLDER/taken/hierarchy.db cannot be created: File exists (os error 17). Name another file, or fix the folder and its permissions.");
    let error = Sqlite::open(&path, WhenMissing::Fail).unwrap_err();
    insta::assert_snapshot!(text(&error, &folder), @"there is no hierarchy at FOLDER/hierarchy.db. Check the path. The first change creates a hierarchy.");
    assert!(!path.exists(), "looking does not create");
}

#[test]
fn a_file_that_cannot_be_looked_for_is_not_missing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    std::os::unix::fs::symlink("loop", folder.path().join("loop")).unwrap();
    let texts = ["file/hierarchy.db", "loop/hierarchy.db", "loop", &"x".repeat(256), "n\0l"].map(|name| {
        let path = folder.path().join(name);
        let error = Hierarchy::open_if_present(&path, clock()).unwrap_err();
        assert!(matches!(error, StoreError::Unreachable { .. }), "{name}: {error:?}");
        assert_eq!(open(&path).unwrap_err().to_string(), error.to_string(), "{name}: nor is it created");
        text(&error, &folder).replace('\0', "NUL")
    });
    insta::assert_snapshot!(texts.join("\n"));
    let absent = Hierarchy::open_if_present(&folder.path().join("absent.db"), clock());
    assert!(absent.unwrap().is_none());
}

#[test]
fn what_others_read_in_another_way_is_not_a_file() {
    let texts = [":memory:", "~", "~/hierarchy.db", "~alice/hierarchy.db"].map(|path| {
        let error = Hierarchy::open_if_present(Path::new(path), clock()).unwrap_err();
        assert_eq!(open(Path::new(path)).unwrap_err().to_string(), error.to_string(), "{path}: nor is it created");
        format!("{error}. {}", error.remedy())
    });
    insta::assert_snapshot!(texts.join("\n"));
    for path in ["./:memory:", "~hierarchy.db", "./~/hierarchy.db"] {
        assert!(Hierarchy::open_if_present(Path::new(path), clock()).unwrap().is_none(), "{path}");
    }
}

#[test]
fn damage_inside_is_named() {
    let (folder, path) = place();
    filled(&path);
    tamper(&path, r#"UPDATE object SET body = '{"site_code": "PS1"}' WHERE kind = 'site' AND key = 'ps1'"#);
    let hierarchy = Hierarchy::on(open(&path).unwrap(), clock());
    let error = hierarchy.read(|view| view.site("PS1")).unwrap_err();
    insta::assert_snapshot!(text(&error, &folder), @"FOLDER/hierarchy.db is damaged: site ps1: missing field `name` at line 1 column 20. Restore the file from a backup, or move it away to start with an empty hierarchy.");
    assert!(hierarchy.read(|view| view.site("CAS")).unwrap().is_some(), "the rest can be read");
}

#[test]
fn a_held_file_is_waited_for_and_then_named() {
    let (folder, path) = place();
    filled(&path);
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let store = Sqlite::open_with_timeout(&path, WhenMissing::Fail, Duration::ZERO).unwrap();
    let hierarchy = Hierarchy::on(store, clock());
    assert!(hierarchy.read(|view| view.site("CAS")).unwrap().is_some(), "readers do not wait");
    let Err(ApplyError::Store(error)) = hierarchy.make(delete(Kind::Site, "S12")) else { panic!() };
    insta::assert_snapshot!(text(&error, &folder), @"FOLDER/hierarchy.db is locked by PROGRAM, which did not finish within 0 s. Find the process that locks the file (another apply, a database tool), let it finish, and try again.");
    let hurried = Conditions { lock_timeout: Some(Duration::ZERO), ..Conditions::default() };
    let patient = Hierarchy::on(open(&path).unwrap(), clock());
    let outcome = patient.apply_if(hurried, delete(Kind::Site, "S12"), &author());
    assert!(
        matches!(outcome, Err(ApplyError::Store(StoreError::Locked { waited_seconds: 0, .. }))),
        "one change may hurry"
    );
    other.execute_batch("ROLLBACK").unwrap();
    hierarchy.make(delete(Kind::Site, "S12")).unwrap();
}

#[test]
fn a_reader_with_something_due_does_not_wait_for_a_writer() {
    let (_folder, path) = place();
    filled(&path);
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let store = Sqlite::open_with_timeout(&path, WhenMissing::Fail, Duration::from_secs(600)).unwrap();
    let later = clock();
    later.set("2026-12-22T18:00:00Z".parse().unwrap());
    let hierarchy = Hierarchy::on(store, later);
    hierarchy.catch_up().unwrap();
    let read = hierarchy.sync_status().unwrap();
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(hierarchy.sync_status().unwrap(), read, "what is stored later is the same");
    // Another thread of this process that writes is not waited for either.
    let transaction = hierarchy.begin().unwrap();
    hierarchy.catch_up().unwrap();
    drop(transaction);
}

#[test]
fn a_full_disk_leaves_the_hierarchy_as_it_was() {
    let (folder, path) = place();
    filled(&path);
    let store = open(&path).unwrap();
    // SQLite treats its page limit like a full disk.
    let limit = |pages: u32| {
        lock(store.writer.as_ref().unwrap()).pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap()
    };
    limit(1);
    let fill = |store: &Sqlite| -> Result<u32, StoreError> {
        for number in 0..10_000 {
            let mut transaction = store.begin(Duration::ZERO)?;
            transaction.retire_site_code(&number.to_string())?;
            transaction.commit()?;
        }
        Ok(10_000)
    };
    let error = fill(&store).unwrap_err();
    insta::assert_snapshot!(text(&error, &folder), @"FOLDER/hierarchy.db cannot grow: the disk is full. Free some space and try again. The hierarchy was not changed.");
    limit(u32::MAX);
    let hierarchy = Hierarchy::on(store, clock());
    assert_eq!(hierarchy.read(|view| view.count(Kind::Site, Lookup::All)).unwrap(), 5);
    hierarchy.make(delete(Kind::Site, "S12")).unwrap();
}

#[test]
fn what_a_run_that_was_cut_off_created_is_taken_over() {
    let (_folder, path) = place();
    filled(&path);
    let later = || Hierarchy::on(open(&path).unwrap(), clock());
    let cas = later().read(|view| view.site("CAS")).unwrap().unwrap();

    let applied = later().make(create(cas.clone())).unwrap();
    assert_eq!(applied.adopted.map(|entry| entry.action), Some(Action::Create), "the same object, the same author");

    let stranger = Author { actor: "somebody-else".into(), ..author() };
    assert!(later().apply(create(cas.clone()), &stranger).is_err(), "another author");
    let other = Site { name: "Other".into(), ..cas.clone() };
    assert!(later().make(create(other)).is_err(), "another object");

    let same_run = later();
    same_run.make(create(account(r"CONTOSO\new"))).unwrap();
    assert!(same_run.make(create(account(r"CONTOSO\new"))).is_err(), "twice in one run");
}
