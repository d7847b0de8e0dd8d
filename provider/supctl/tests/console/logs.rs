use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use hierarchy::sync::{Extent, FaultKind};
use jiff::SignedDuration;

use super::*;

/// A console on a hierarchy that has synchronized, except where a fault prevents it.
fn synchronized(fault: Option<(FaultKind, &str)>) -> Console {
    let console = Console::contoso();
    let hierarchy = console.hierarchy();
    if let Some((kind, target)) = fault {
        hierarchy.add_fault(kind, target, "alice").unwrap();
    }
    hierarchy.synchronize(None, Extent::Delta).unwrap();
    hierarchy.wait_until_idle(&mut |_| ()).unwrap();
    console
}

#[test]
fn logs_read_as_the_product_writes_them() {
    let console = synchronized(Some((FaultKind::Http503, "sup-eur1.contoso.com")));
    let mut texts = console.says(&["logs", "wsyncmgr"]);
    texts += &console.says(&["logs", "wcm", "--site", "eur", "--tail", "9"]);
    texts += &console.says(&["logs", "SUPSETUP", "--tail", "3"]);
    texts += &console.says(&["logs", "WSUSCtrl", "--site", "EUR", "--tail", "2"]);
    texts += &console.says(&["logs", "wsyncmgr", "--site", "EUR", "--since", "1m"]);
    insta::assert_snapshot!("logs", texts);
    insta::assert_snapshot!("logs_json", console.says(&["logs", "wsyncmgr", "--tail", "2", "--json"]));
}

#[test]
fn an_empty_log_says_why() {
    let console = Console::contoso();
    let mut texts = String::new();
    for arguments in [&["wsyncmgr", "--site", "EUR"][..], &["WCM", "--site", "USA"], &["wsusctrl"], &["ruleengine"]] {
        texts += &console.says(&[&["logs"], arguments].concat());
    }
    texts += &console.says(&["logs", "WCM", "--since", "2126-12-01"]);
    texts += &console.says(&["logs", "wsyncmgr", "--json"]);
    insta::assert_snapshot!("logs_empty", texts);
}

#[test]
fn logs_that_are_not_there_say_which_are() {
    let console = Console::contoso();
    let mut texts = console.says(&["logs", "wsyncmgr", "--site", "EUX"]);
    texts += &console.says(&["logs", "smsexec"]);
    texts += &console.says(&["logs", "WCM", "--since", "yesterday"]);
    texts += &Console::empty().says(&["logs", "WCM"]);
    insta::assert_snapshot!("logs_refused", texts);
}

#[test]
fn errors_are_red_as_an_addition() {
    let console = synchronized(Some((FaultKind::NoInternet, "sup-cas.contoso.com")));
    let plain = console.command(&["logs", "wsyncmgr"]).output().unwrap().stdout;
    let colored = console.command(&["logs", "wsyncmgr"]).env("CLICOLOR_FORCE", "1").output().unwrap().stdout;
    assert_eq!(anstream::adapter::strip_bytes(&colored).into_vec(), plain);
    let lines = String::from_utf8(colored).unwrap();
    let red: Vec<&str> = lines.lines().filter(|line| line.contains('\u{1b}')).collect();
    assert_eq!(red.len(), 3, "what failed, its status message, and when it is tried again: {red:#?}");
}

fn follow(console: &Console, arguments: &[&str]) -> (Child, impl Iterator<Item = String> + use<>) {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("supctl"))
        .args(["logs", "wsyncmgr", "--follow"])
        .args(arguments)
        .current_dir(console.folder.path())
        .env_remove("CONFIGMGR_PATH")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    (child, lines)
}

#[test]
fn following_shows_what_comes_when_the_clock_is_moved() {
    let console = synchronized(None);
    for (arguments, first) in [(&["--tail", "1"][..], "SQL Replication type"), (&["--tail", "1", "--json"], "{")] {
        let hierarchy = console.hierarchy();
        let before = console.command(&["logs", "wsyncmgr"]).output().unwrap().stdout;
        let (child, mut lines) = follow(&console, arguments);
        assert!(lines.next().unwrap().starts_with(first));
        hierarchy.synchronize(None, Extent::Delta).unwrap();
        hierarchy.advance_clock(SignedDuration::from_secs(1)).unwrap();
        assert!(lines.next().unwrap().contains("Wakeup by inbox drop"));
        hierarchy.wait_until_idle(&mut |_| ()).unwrap();
        let mut rest: Vec<String> = Vec::new();
        while !rest.last().is_some_and(|line| line.contains("SQL Replication type")) {
            rest.push(lines.next().unwrap());
        }
        let after = console.command(&["logs", "wsyncmgr"]).output().unwrap().stdout;
        let count = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().count();
        assert_eq!(rest.len() + 1, count(&after) - count(&before), "each line once: {rest:#?}");
        // A closed output is noticed without new lines.
        drop(lines);
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
    }
}

#[test]
fn a_server_has_lines_of_its_own() {
    let console = synchronized(None);
    console.hierarchy().advance_clock(SignedDuration::from_hours(2)).unwrap();
    let mut texts = console.says(&["logs", "SUPSetup", "--server", "SUP-eur2.contoso.com", "--tail", "1"]);
    texts += &console.says(&["logs", "wsyncmgr", "--server", "cm-eur.contoso.com", "--tail", "1"]);
    texts += &console.says(&["logs", "WCM", "--server", "sup-eur2.contoso.com"]);
    texts += &console.says(&["logs", "WSUSCtrl", "--server", "sup-eur3.contoso.com"]);
    insta::assert_snapshot!("logs_of_a_server", texts);
    for server in ["sup-eur1.contoso.com", "sup-eur2.contoso.com"] {
        let own = console.command(&["logs", "SUPSetup", "--server", server, "--json"]).output().unwrap();
        let lines: Vec<serde_json::Value> = serde_json::from_slice(&own.stdout).unwrap();
        assert!(!lines.is_empty() && lines.iter().all(|line| line["server_fqdn"] == server), "{server}: {lines:?}");
    }
}
