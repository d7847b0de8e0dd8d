//! `supctl messages`: what components report.

use crate::support::{Console, TIME_OF_DAY};

/// A hierarchy with failures of each component, and a success.
fn troubled() -> Console {
    let console = Console::contoso();
    console.command(&["sync", "--wait"]).assert().success();
    for [target, kind] in [
        ["BER/sup-ber.contoso.com", "content-out-of-sync"],
        ["CAS/sup-cas.contoso.com", "licence-terms-pending"],
        ["EUR/sup-eur2.contoso.com", "http-503"],
    ] {
        console.command(&["fault", "add", target, kind]).assert().success();
    }
    console.command(&["sync", "--wait"]).assert().code(1);
    console.command(&["clock", "advance", "90m"]).assert().success();
    console
}

#[test]
fn components_report_what_happens() {
    let console = troubled();
    let commands: [&[&str]; 6] = [
        &["messages", "--site", "CAS"],
        &["messages", "--component", "control"],
        &["messages", "--severity", "warning", "--component", "SMS_WSUS_SYNC_MANAGER"],
        &["messages", "--severity", "error", "--component", "configuration", "--site", "eur"],
        &["status", "--failed"],
        &["messages", "--severity", "error", "--site", "USA"],
    ];
    insta::with_settings!({filters => [TIME_OF_DAY]}, { insta::assert_snapshot!("messages", console.told(&commands)) });
    let as_json = ["messages", "--json", "--severity", "error", "--site", "BER", "--component", "sync"];
    insta::with_settings!({filters => [TIME_OF_DAY]}, { insta::assert_snapshot!("messages_json", console.says(&as_json)) });
}

#[test]
fn without_messages_the_reason_is_told() {
    let mut texts = Console::empty().says(&["messages"]);
    let console = Console::contoso();
    texts += &console.told(&[&["messages", "--severity", "error"], &["messages", "--site", "EUX"]]);
    texts += &console.told(&[&["messages", "--component", "exec"], &["messages", "--severity", "fatal"]]);
    insta::assert_snapshot!("messages_none", texts);
}
