//! Where the hierarchy is, by option and by environment.

use crate::support::Console;

#[test]
fn a_database_that_cannot_be_used_is_named() {
    let console = Console::empty();
    insta::assert_snapshot!(console.told(&[
        &["--path", "a.db", "--database-url", "postgres://alice@db1/contoso", "tree"],
        &["--database-url", "alice:secret@db1/contoso", "tree"],
        &["--database-url", "postgres://alice:sec/ret@db1/contoso", "tree"],
        &["--database-url", "postgres://alice@127.0.0.1:1/contoso", "tree"],
        &["--database-url", "postgres://alice@127.0.0.1:1/contoso", "init"],
    ]));
}

#[test]
fn a_password_on_the_command_line_gets_one_warning() {
    let text = Console::empty().says(&["--database-url", "postgres://alice:hunter2@127.0.0.1:1/contoso", "tree"]);
    let (_, told) = text.split_once('\n').unwrap();
    assert!(!told.contains("hunter2"), "{told}");
    insta::assert_snapshot!(told);
}

#[test]
fn an_option_comes_before_the_environment() {
    let console = Console::contoso();
    let output = |arguments: &[&str]| {
        let mut command = console.command(arguments);
        command
            .env("CONFIGMGR_PATH", "absent.db")
            .env("CONFIGMGR_DATABASE_URL", "postgres://alice@127.0.0.1:1/contoso");
        command.output().unwrap()
    };
    let path = console.path();
    assert!(output(&["--path", &path.to_string_lossy(), "tree"]).status.success());
    let refused = output(&["tree"]);
    insta::assert_snapshot!(String::from_utf8(refused.stderr).unwrap());
}

/// The names of programs, and what the server and the clock say.
const VARYING: [(&str, &str); 6] = [
    (r"postgres:\S+hierarchy=[\w-]+", "URL"),
    (r"\d{8}T\d{6}Z", "[time]"),
    (r"test-\d+", "NAME"),
    (r"PostgreSQL [^)]+\)?\)", "PostgreSQL VERSION)"),
    (r"(?m)^\w+: plugin: .*$", "PLUGIN"),
    (r"(also connected to the database:).*", "$1 OTHERS"),
];

#[test]
fn a_database_is_examined_copied_and_restored() {
    let console = Console::contoso();
    let name = test_postgres::new_name();
    let url = test_postgres::Server::shared().url(&format!("hierarchy={name}"));
    let mut texts = console.told(&[&["copy", "--to", &url], &["copy", "--to", &url], &["copy"]]);
    for shown in [&["tree", "--json"], &["status", "--json"], &["history", "--json"], &["owners", "--json"]] {
        let of = |place: [&str; 2]| console.command(&[&place, shown.as_slice()].concat()).output().unwrap().stdout;
        let path = console.path();
        assert_eq!(of(["--database-url", &url]), of(["--path", &path.to_string_lossy()]), "{shown:?}");
    }
    let at = |arguments: &[&str]| console.says(&[&["--database-url", &url], arguments].concat());
    texts += &at(&["backup", "monday.db"]);
    texts += &at(&["set", "CAS", "alert_on_sync_failure=true"]);
    texts += &at(&["history", "--limit", "1"]).replace("test_user", "USER");
    texts += &at(&["restore", "monday.db"]);
    texts += &at(&["doctor"]);
    texts += &console.says(&["copy", "--from", &url, "--to", "copy.db", "--json"]);
    texts += &console.says(&["copy", "--from", "postgres://alice:hunter2@127.0.0.1:1/contoso", "--to", "other.db"]);
    assert!(!texts.split("--- stderr").nth(1).unwrap().contains("hunter2"));
    insta::with_settings!({filters => VARYING.to_vec()}, { insta::assert_snapshot!(texts) });
}
