//! `supctl status`: every state, failures with fixes, and exit codes.

use crate::support::{Console, SECONDS};

#[test]
fn status_in_every_state() {
    let console = Console::contoso();
    let mut texts = Console::empty().says(&["status"]);
    texts += &console.told(&[&["status"], &["status", "--failed"], &["sync"], &["status", "--site", "cas"]]);
    insta::assert_snapshot!("status_at_first", texts);
    console.command(&["sync", "--wait"]).assert().success();
    console.command(&["fault", "add", "http-503", "--server", "sup-eur2.contoso.com"]).assert().success();
    console.command(&["fault", "add", "http-503", "--server", "sup-ber.contoso.com"]).assert().success();
    console.command(&["fault", "add", "licence-terms-pending", "--server", "sup-cas.contoso.com"]).assert().success();
    console.command(&["fault", "add", "replication-failed", "--site", "EUR"]).assert().success();
    console.command(&["set", "CAS", "alert_on_sync_failure=true", "schedule.weekly.day=tuesday"]).assert().success();
    console.command(&["sync", "--wait"]).assert().code(1);
    insta::with_settings!({filters => [SECONDS]}, {
        insta::assert_snapshot!("status", console.told(&[&["status"], &["status", "--failed", "--site", "BER"]]));
        insta::assert_snapshot!("status_json", console.says(&["status", "--json", "--failed"]));
    });
    console.command(&["fault", "clear", "licence-terms-pending"]).assert().success();
    console.command(&["fault", "add", "no-internet", "--server", "sup-cas.contoso.com"]).assert().success();
    console.command(&["clock", "advance", "1d"]).assert().success();
    insta::assert_snapshot!("status_alert", console.says(&["status", "--site", "CAS"]));
    insta::assert_snapshot!("tree_in_every_state", console.says(&["tree"]));
}

#[test]
fn check_exits_with_2_on_failures_and_what_never_synchronized() {
    let console = Console::contoso();
    let code = |arguments: &[&str]| console.command(arguments).output().unwrap().status.code().unwrap();
    assert_eq!(code(&["status"]), 0);
    assert_eq!(code(&["status", "--check"]), 2);
    assert_eq!(code(&["sync", "--wait"]), 0);
    assert_eq!(code(&["status", "--check"]), 0);
    assert_eq!(code(&["fault", "add", "timeout", "--server", "sup-ber.contoso.com"]), 0);
    assert_eq!(code(&["sync", "--wait"]), 1);
    assert_eq!(code(&["status", "--check", "--json"]), 2);
    assert_eq!(code(&["status", "--check", "--site", "CAS"]), 0, "as far as the site goes");
}

#[test]
fn an_unknown_site_is_refused() {
    let console = Console::contoso();
    insta::assert_snapshot!(
        "status_unknown_site",
        console.told(&[&["status", "--site", "EUU"], &["status", "--site", "XYZ"], &["catalog", "--site", "EUU"]])
    );
}

#[test]
fn failed_downloads_name_their_cure() {
    let console = Console::contoso();
    console.synchronize();
    let commands: [&[&str]; 3] = [
        &["fault", "add", "download-fails", "--site", "EUR"],
        &["status", "--site", "EUR"],
        &["status", "--site", "USA"],
    ];
    insta::with_settings!({filters => [SECONDS]}, { insta::assert_snapshot!(console.told(&commands)) });
}
