//! What an operator sees: stdout, stderr and exit code of the binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod backup;
mod catalog;
mod check;
mod clock;
mod compare;
mod completions;
mod database;
#[cfg(target_os = "linux")]
mod doctor;
mod drift;
mod export;
mod fault;
mod import_site;
mod init;
mod install_mirror;
mod logs;
mod messages;
mod owners;
mod pages;
mod report;
mod runbook;
mod schemas;
mod set;
mod status;
mod support;
mod sync;
#[cfg(unix)]
mod terminal;
mod updates;
mod world;

use std::fs;

use hierarchy::*;

use support::{Console, drifted, site};

#[test]
fn tree() {
    insta::assert_snapshot!("tree", drifted().says(&["tree"]));
    insta::assert_snapshot!("tree_empty", Console::empty().says(&["tree"]));
}

#[test]
fn tree_as_json() {
    let stand_alone = Console::empty();
    let objects: [Object; 2] = [
        site("PS1", SiteType::Primary, None).into(),
        SupRole::with_defaults("PS1", "sup-ps1.contoso.com", None).into(),
    ];
    for object in objects {
        stand_alone.change("alice", "terraform", Change::Create(object));
    }
    insta::assert_snapshot!("tree_json", stand_alone.says(&["tree", "--json"]));
    insta::assert_snapshot!("tree_json_empty", Console::empty().says(&["--json", "tree"]));
}

#[test]
fn history() {
    insta::assert_snapshot!("history", drifted().says(&["history"]));
    insta::assert_snapshot!("history_json", drifted().says(&["history", "--json", "--actor", "bob"]));
    insta::assert_snapshot!("history_empty", Console::empty().says(&["history"]));
}

#[test]
fn history_is_filtered() {
    let console = drifted();
    let told = |filter: &[&str]| {
        let output = console.command(&["history"]).args(filter).output().unwrap();
        assert!(output.status.success(), "{filter:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with([' ', 'R'])).map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            format!("{} {} {}", words[5], words[6], words[7])
        });
        lines.collect::<Vec<_>>()
    };
    let last = ["delete sup_role BER/sup-ber.contoso.com", "delete site_system BER/sup-ber.contoso.com"];
    let settings = "update sync_settings CAS";
    assert_eq!(told(&["--actor", "bob"]), [settings]);
    assert_eq!(told(&["--limit", "1"]), ["delete sync_settings BER"]);
    assert_eq!(told(&["--since", "2126-11-22T18:13:00Z", "--limit", "3"])[..2], last);
    assert_eq!(told(&["--object", "cas", "--since", "2126-11-22T18:12:00Z"]), [settings]);
    assert_eq!(told(&["--since", "1m"]), [last[0], last[1], "delete sync_settings BER"], "by the hierarchy's clock");
    assert_eq!(told(&["--site", "USA"]), ["create site USA", "create site_system USA/dp-usa.contoso.com"]);
    insta::assert_snapshot!(console.says(&["history", "--site", "XYZ"]), @r"
    $ supctl history --site XYZ
    No change matches. Remove a filter to see more.
    --- stderr
    --- exit code 0
    ");
}

#[test]
fn help_teaches() {
    let console = Console::empty();
    insta::assert_snapshot!("help_help", console.says(&["--help"]));
    for command in [
        "tree",
        "history",
        "init",
        "install-mirror",
        "logs",
        "messages",
        "set",
        "check",
        "compare",
        "drift",
        "report",
        "export",
        "completions",
        "status",
        "sync",
        "catalog",
        "export-updates",
        "import-updates",
        "backup",
        "restore",
        "doctor",
    ] {
        insta::assert_snapshot!(format!("help_{command}"), console.says(&[command, "--help"]));
    }
    for [command, sub] in [["clock", "advance"], ["fault", "add"], ["fault", "clear"]] {
        insta::assert_snapshot!(format!("help_{command}"), console.says(&[command, "--help"]));
        insta::assert_snapshot!(format!("help_{command}_{sub}"), console.says(&[command, sub, "--help"]));
    }
}

#[test]
fn failures_say_what_why_and_the_way_out() {
    let console = Console::empty();
    let mut texts = console.says(&["--path", "elsewhere.db", "tree"]);
    assert!(!console.folder.path().join("elsewhere.db").exists(), "looking does not create");
    fs::write(console.path(), "something else, of some length, that is no database at all").unwrap();
    texts += &console.says(&["history"]);
    texts += &console.says(&["tree", "--jsno"]);
    texts += &console.says(&["history", "--since", "yesterday"]);
    texts += &console.says(&["history", "--limit", "0"]);
    texts += &console.says(&["tree", "--path", ""]);
    texts += &console.says(&["tree", "--path", ":memory:"]);
    texts += &console.says(&["tree", "--path", "~/hierarchy.db"]);
    insta::assert_snapshot!("failures", texts);
}

#[test]
fn the_path_comes_from_argument_or_environment() {
    let console = Console::contoso();
    let elsewhere = tempfile::tempdir().unwrap();
    let path = console.path();
    let mut by_argument = console.command(&["tree", "--path"]);
    by_argument.arg(&path).current_dir(elsewhere.path()).assert().success();
    let mut by_environment = console.command(&["tree"]);
    by_environment.env("CONFIGMGR_PATH", &path).current_dir(elsewhere.path()).assert().success();
    console.command(&["tree"]).current_dir(elsewhere.path()).assert().code(1);
    let drawn = console.command(&["tree"]).output().unwrap().stdout;
    console.command(&["tree"]).env("CONFIGMGR_PATH", "").assert().success().stdout(drawn);
}

#[test]
fn color_is_an_addition() {
    let console = drifted();
    console.command(&["fault", "add", "http-503", "--server", "sup-eur1.contoso.com"]).assert().success();
    console.command(&["sync", "--wait"]).assert().code(1);
    for arguments in [["tree"], ["history"], ["status"], ["catalog"]] {
        let plain = console.command(&arguments).output().unwrap().stdout;
        let colored = console.command(&arguments).env("CLICOLOR_FORCE", "1").output().unwrap().stdout;
        assert!(!plain.contains(&0x1b), "a pipe gets none");
        assert!(colored.contains(&0x1b));
        assert_eq!(anstream::adapter::strip_bytes(&colored).into_vec(), plain);
        let declined = console.command(&arguments).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").output().unwrap();
        assert_eq!(declined.stdout, plain);
    }
}

#[cfg(unix)]
#[test]
fn a_reader_may_leave_early() {
    let console = drifted();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("supctl"))
        .args(["history", "--json"])
        .current_dir(console.folder.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}
