//! Many at once on one file, and one that is killed: a hierarchy is whole at any moment.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;

use hierarchy::*;

const PATH: &str = "HIERARCHY_TEST_PATH";
const NAME: &str = "HIERARCHY_TEST_NAME";

/// What the processes of these tests do: register accounts, and say after each that it is there.
#[test]
#[ignore = "run by the other tests, as a process of its own"]
fn register_accounts() {
    let hierarchy = open(Path::new(&std::env::var(PATH).unwrap()));
    let name = std::env::var(NAME).unwrap();
    for number in 0..ACCOUNTS {
        hierarchy.apply(Change::Create(account(&name, number)), &author(&name)).unwrap();
        println!("registered {number}");
    }
}

const ACCOUNTS: usize = 40;

fn open(path: &Path) -> Hierarchy {
    Hierarchy::open(path, Arc::new(SystemClock)).unwrap()
}

fn author(name: &str) -> Author {
    Author { actor: name.to_owned(), origin: "test".to_owned() }
}

fn account(name: &str, number: usize) -> Object {
    Account { user_name: format!("{name}\\svc{number}"), password_version: None }.into()
}

/// A process that registers accounts of a domain.
fn process(path: &Path, name: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "register_accounts", "--ignored", "--nocapture"])
        .env(PATH, path)
        .env(NAME, name)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn everything(path: &Path) -> Vec<HistoryEntry> {
    open(path).history(&HistoryFilter::default()).unwrap()
}

/// The objects that the history leads to are those that are there; each change made the next revision.
fn assert_whole(path: &Path) {
    let hierarchy = open(path);
    let mut replayed = BTreeMap::new();
    for (expected, entry) in (1..).zip(everything(path)) {
        assert_eq!(entry.revision, expected, "every change has a revision of its own");
        replayed.insert(entry.object.id, (entry.revision, entry.after.unwrap()));
    }
    let stored = hierarchy.read(|view| view.find(Kind::Account, Lookup::All)).unwrap();
    let stored =
        stored.into_iter().map(|stored| (stored.object.id().id, (stored.revision, stored.object.attributes())));
    assert_eq!(stored.collect::<BTreeMap<_, _>>(), replayed);
    let checked: String =
        rusqlite::Connection::open(path).unwrap().query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(checked, "ok");
}

#[test]
fn ten_threads_write_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hierarchy.db");
    let hierarchy = open(&path);
    thread::scope(|scope| {
        for name in ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"] {
            let hierarchy = &hierarchy;
            scope.spawn(move || {
                for number in 0..10 {
                    let id = account(name, number).id();
                    hierarchy.apply(Change::Create(account(name, number)), &author(name)).unwrap();
                    assert!(hierarchy.get(&id).unwrap().is_some(), "what was applied is there to be read");
                }
            });
        }
    });
    drop(hierarchy);
    assert_eq!(everything(&path).len(), 100);
    assert_whole(&path);
}

#[test]
fn several_processes_write_at_once_from_the_first_moment() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/hierarchy.db");
    let names = ["A", "B", "C", "D", "E", "F"];
    let processes = names.map(|name| process(&path, name));
    for process in processes {
        let output = process.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    assert_eq!(everything(&path).len(), names.len() * ACCOUNTS);
    assert_whole(&path);
}

#[test]
fn a_killed_process_leaves_a_whole_hierarchy() {
    for after in [0, 1, 7, 20] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hierarchy.db");
        let mut killed = process(&path, "A");
        let said = BufReader::new(killed.stdout.take().unwrap()).lines().map_while(Result::ok);
        let last = format!("registered {after}");
        assert!(said.into_iter().any(|line| line.ends_with(&last)), "it came that far");
        killed.kill().unwrap();
        killed.wait().unwrap();
        assert_whole(&path);
        let survived = everything(&path).len();
        assert!(survived > after, "what it had said was registered is there");
        // The next one needs nobody to clear up.
        open(&path).apply(Change::Create(account("B", 0)), &author("B")).unwrap();
        assert_whole(&path);
    }
}

#[cfg(unix)]
mod permissions {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    use super::*;

    /// Reads, then writes, and prints what it is told.
    #[test]
    #[ignore = "run by the other tests, as a process of its own"]
    fn read_and_write() {
        let path = std::env::var(PATH).unwrap();
        let outcome = match Hierarchy::open(Path::new(&path), Arc::new(SystemClock)) {
            Ok(hierarchy) => {
                println!("found {}", hierarchy.get(&account("A", 0).id()).unwrap().is_some());
                hierarchy.apply(Change::Create(account("B", 0)), &author("B")).map(|_| ()).map_err(|e| match e {
                    ApplyError::Store(error) => error,
                    refused => panic!("{refused}"),
                })
            }
            Err(error) => Err(error),
        };
        println!(
            "told {}",
            outcome.map_or_else(|error| format!("{error}. {}", error.remedy()), |()| "nothing".to_owned())
        );
    }

    /// What a user without rights sees: as root, the process becomes nobody, whom permissions bind.
    fn told(path: &Path) -> String {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "permissions::read_and_write", "--ignored", "--nocapture"]).env(PATH, path);
        if fs::metadata("/proc/self").is_ok_and(|process| std::os::unix::fs::MetadataExt::uid(&process) == 0) {
            command.uid(65534).gid(65534);
        }
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let folder = path.parent().unwrap().display().to_string();
        let lines = said.lines().filter_map(|line| {
            let start = line.find("found ").or_else(|| line.find("told "))?;
            Some(line[start..].replace(&folder, "FOLDER"))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn place(folder_mode: u32, file_mode: u32) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hierarchy.db");
        open(&path).apply(Change::Create(account("A", 0)), &author("A")).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(file_mode)).unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(folder_mode)).unwrap();
        (folder, path)
    }

    #[test]
    fn a_file_that_may_only_be_read_can_be_read() {
        let (_folder, path) = place(0o777, 0o444);
        insta::assert_snapshot!(told(&path), @r"
        found true
        told FOLDER/hierarchy.db is read-only. Make the file and its folder writable for this user, or name another file.
        ");
    }

    #[test]
    fn a_file_in_a_folder_that_may_only_be_read_says_so() {
        let (_folder, path) = place(0o555, 0o444);
        insta::assert_snapshot!(told(&path), @r"
        found true
        told FOLDER/hierarchy.db is read-only. Make the file and its folder writable for this user, or name another file.
        ");
        let left: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert_eq!(left, ["hierarchy.db"]);
    }

    #[test]
    fn a_file_with_an_odd_name_can_be_read_in_such_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("100% of what?#1 \u{e4}.db");
        open(&path).apply(Change::Create(account("A", 0)), &author("A")).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o444)).unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o555)).unwrap();
        assert!(told(&path).starts_with("found true"), "{}", told(&path));
    }

    /// A process that was killed leaves its last changes in the write-ahead log.
    #[test]
    fn what_a_killed_process_wrote_can_be_read_in_such_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hierarchy.db");
        let mut killed = process(&path, "A");
        let said = BufReader::new(killed.stdout.take().unwrap()).lines().map_while(Result::ok);
        assert!(said.into_iter().any(|line| line.ends_with("registered 7")));
        killed.kill().unwrap();
        killed.wait().unwrap();
        let [log, index] = ["hierarchy.db-wal", "hierarchy.db-shm"].map(|name| folder.path().join(name));
        assert!(fs::metadata(&log).unwrap().len() > 0, "not in the file itself");
        fs::remove_file(index).unwrap();
        for file in [&path, &log] {
            fs::set_permissions(file, Permissions::from_mode(0o444)).unwrap();
        }
        fs::set_permissions(folder.path(), Permissions::from_mode(0o555)).unwrap();
        assert!(told(&path).starts_with("found true\ntold FOLDER/hierarchy.db is read-only"), "{}", told(&path));
    }

    /// Whatever the umask: the usual one would let everybody read, and another one would keep the group out.
    #[test]
    fn only_its_user_and_a_group_that_shares_the_folder_read_a_hierarchy() {
        for (folder_mode, umask, mode, new_folder_mode) in [
            (0o755, "022", 0o600, 0o755),
            (0o777, "000", 0o600, 0o777),
            (0o2770, "022", 0o660, 0o2770),
            (0o2775, "077", 0o660, 0o2770),
            (0o2755, "022", 0o600, 0o2755),
        ] {
            let folder = tempfile::tempdir().unwrap();
            fs::set_permissions(folder.path(), Permissions::from_mode(folder_mode)).unwrap();
            let path = folder.path().join("new/hierarchy.db");
            let script = r#"umask "$1"; exec "$2" --exact permissions::register_accounts_slowly --ignored --nocapture"#;
            let mut running = Command::new("sh")
                .args(["-c", script, "sh", umask])
                .arg(std::env::current_exe().unwrap())
                .env(PATH, &path)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut said = BufReader::new(running.stdout.take().unwrap()).lines().map_while(Result::ok);
            assert!(said.any(|line| line.ends_with("registered")));
            let mode_of = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
            for suffix in ["", "-wal", "-shm"] {
                let file = path.with_file_name(format!("hierarchy.db{suffix}"));
                assert_eq!(mode_of(&file), mode, "{suffix} in a folder of mode {folder_mode:o}, umask {umask}");
            }
            assert_eq!(mode_of(path.parent().unwrap()), new_folder_mode, "in a folder of mode {folder_mode:o}");
            drop(running.stdin.take());
            assert!(running.wait().unwrap().success());
        }
    }

    /// Keeps the hierarchy open until its input ends.
    #[test]
    #[ignore = "run by the other tests, as a process of its own"]
    fn register_accounts_slowly() {
        let hierarchy = open(Path::new(&std::env::var(PATH).unwrap()));
        hierarchy.apply(Change::Create(account("A", 0)), &author("A")).unwrap();
        println!("registered");
        std::io::stdin().lines().for_each(drop);
    }

    #[test]
    fn a_file_that_may_not_be_read_says_so() {
        let (_folder, path) = place(0o755, 0o000);
        insta::assert_snapshot!(told(&path), @"told FOLDER/hierarchy.db cannot be opened: Permission denied (os error 13). Name another file, or fix the folder and its permissions.");
    }
}
