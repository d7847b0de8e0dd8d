//! `supctl sync`: started, awaited, refused, failed, and interrupted.

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use hierarchy::*;

use crate::support::{Console, SECONDS, site};

#[test]
fn a_synchronization_is_started_and_awaited() {
    let console = Console::contoso();
    let commands: [&[&str]; 5] = [
        &["sync"],
        &["sync", "--site", "CAS"],
        &["sync", "--wait"],
        &["sync", "--full", "--wait"],
        &["sync", "--wait"],
    ];
    insta::assert_snapshot!("sync", console.told(&commands));
}

#[test]
fn a_synchronization_as_json() {
    let console = Console::empty();
    console.change("alice", "terraform", Change::Create(site("PS1", SiteType::Primary, None).into()));
    let role = SupRole::with_defaults("PS1", "sup-ps1.contoso.com", None);
    console.change("alice", "terraform", Change::Create(role.into()));
    insta::with_settings!({filters => [SECONDS]}, {
        insta::assert_snapshot!("sync_json", console.told(&[&["sync", "--json"], &["sync", "--json", "--wait"]]));
    });
}

#[test]
fn who_cannot_begin_is_told_why() {
    let mut texts = Console::empty().says(&["sync"]);
    let console = Console::contoso();
    texts += &console.told(&[&["sync", "--site", "EUR"], &["sync", "--site", "CAT"], &["sync"], &["sync"]]);
    insta::assert_snapshot!("sync_refused", texts);
}

#[test]
fn failures_are_told_with_the_way_out() {
    let console = Console::contoso();
    let commands: [&[&str]; 6] = [
        &["fault", "add", "no-internet", "--server", "sup-cas.contoso.com"],
        &["sync", "--wait"],
        &["fault", "clear", "--all"],
        &["fault", "add", "http-503", "--server", "sup-eur1.contoso.com"],
        &["sync", "--wait"],
        &["sync", "--wait", "--json"],
    ];
    insta::with_settings!({filters => [SECONDS]}, {
        insta::assert_snapshot!("sync_failed", console.told(&commands));
    });
}

#[cfg(unix)]
/// A reader that pauses, such as a pager, keeps nobody from the hierarchy.
#[test]
fn nothing_waits_for_a_reader_that_pauses() {
    const CAPACITY_OF_A_PIPE: usize = 65536;
    const FIRST_LINE: usize = 60;
    let console = Console::contoso();
    let (reader, mut messages) = std::io::pipe().unwrap();
    messages.write_all(&[b' '; CAPACITY_OF_A_PIPE - FIRST_LINE]).unwrap();
    let mut paused = std::process::Command::new(assert_cmd::cargo::cargo_bin("supctl"))
        .args(["sync", "--wait"])
        .current_dir(console.folder.path())
        .stdout(Stdio::null())
        .stderr(messages)
        .spawn()
        .unwrap();
    let is_done = || console.hierarchy().sync_status().unwrap().software_update_points[0].last_success.is_some();
    let mut looks = 0;
    while !is_done() {
        looks += 1;
        assert!(looks < 3000, "the synchronization waits for its reader");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(paused.try_wait().unwrap(), None, "its lines do not fit into the pipe");
    console.command(&["set", "CAS", "alert_on_sync_failure=true"]).assert().success();
    drop(reader);
    assert!(paused.wait().unwrap().success());
}

#[cfg(unix)]
#[test]
fn nothing_is_lost_when_the_console_is_killed() {
    let console = Console::contoso();
    console.command(&["sync"]).assert().success();
    for delay in [0, 1, 2, 4, 8, 16, 32] {
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("supctl"))
            .args(["sync", "--wait"])
            .current_dir(console.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let until = std::time::Instant::now() + Duration::from_millis(delay);
        while std::time::Instant::now() < until && child.try_wait().unwrap().is_none() {}
        child.kill().unwrap();
        child.wait().unwrap();
        console.command(&["status"]).assert().success();
    }
    console.command(&["sync", "--wait"]).assert().success();
    console.command(&["status", "--check"]).assert().success();
}
