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
