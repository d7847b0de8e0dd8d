//! `supctl fault`: injecting and clearing faults.

use hierarchy::sync::{FaultKind, Scope};

use crate::support::Console;

#[test]
fn faults_come_and_go() {
    let console = Console::contoso();
    let commands: [&[&str]; 14] = [
        &["fault", "list"],
        &["fault", "add", "http-503", "--server", "SUP-EUR1.contoso.com"],
        &["fault", "add", "http-503", "--server", "sup-eur1.contoso.com"],
        &["fault", "add", "replication-degraded", "--site", "eur", "--actor", "ci/bad-day"],
        &["fault", "add", "replication-failed", "--site", "CAS"],
        &["fault", "add", "no-internet", "--server", "sup-ber.contoso.com"],
        &["fault", "add", "replica-misconfigured", "--server", "sup-eur2.contoso.com"],
        &["fault", "add", "maintenance-fails", "--server", "sup-cas.contoso.com"],
        &["fault", "list"],
        &["fault", "list", "--json"],
        &["fault", "clear", "no-internet"],
        &["fault", "clear", "--server", "sup-eur1.contoso.com"],
        &["fault", "clear", "http-403", "--server", "sup-eur1.contoso.com"],
        &["fault", "clear", "--all", "--json"],
    ];
    insta::assert_snapshot!("fault", console.told(&commands));
}

#[test]
fn every_kind_can_be_added_where_it_belongs() {
    let console = Console::contoso();
    for kind in FaultKind::ALL {
        let target = match kind.scope() {
            Scope::Server => ["--server", "sup-cas.contoso.com"],
            Scope::Site => ["--site", "EUR"],
        };
        console.command(&["fault", "add", kind.as_str()]).args(target).assert().success();
    }
    assert_eq!(console.hierarchy().faults().unwrap().len(), FaultKind::ALL.len());
}

#[test]
fn a_target_is_named_as_an_object_is() {
    let console = Console::contoso();
    for (object, kind) in [
        ("EUR/sup-eur1.contoso.com", "http-503"),
        ("sup_role/eur/SUP-EUR1.contoso.com", "timeout"),
        ("configmgr_site.EUR", "download-fails"),
        ("EUR", "replication-failed"),
    ] {
        console.command(&["fault", "add", object, kind]).assert().success();
    }
    let faults = console.hierarchy().faults().unwrap();
    let told: Vec<String> =
        faults.iter().map(|injected| format!("{} {}", injected.fault.kind, injected.fault.target)).collect();
    let expected = [
        "download-fails EUR",
        "http-503 sup-eur1.contoso.com",
        "replication-failed EUR",
        "timeout sup-eur1.contoso.com",
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_is_cleared_is_named_as_an_object_is() {
    let everything = || {
        let console = Console::contoso();
        for (object, kind) in [
            ("EUR/sup-eur1.contoso.com", "http-503"),
            ("EUR/sup-eur1.contoso.com", "timeout"),
            ("EUR/sup-eur2.contoso.com", "timeout"),
            ("EUR", "console-missing"),
        ] {
            console.command(&["fault", "add", object, kind]).assert().success();
        }
        console
    };
    let cases: [(&[&str], &[&str]); 5] = [
        (&["eur/SUP-EUR1.contoso.com"], &["console-missing EUR", "timeout sup-eur2.contoso.com"]),
        (
            &["EUR/sup-eur1.contoso.com", "timeout"],
            &["console-missing EUR", "http-503 sup-eur1.contoso.com", "timeout sup-eur2.contoso.com"],
        ),
        (&["timeout"], &["console-missing EUR", "http-503 sup-eur1.contoso.com"]),
        (&["EUR"], &["http-503 sup-eur1.contoso.com", "timeout sup-eur1.contoso.com", "timeout sup-eur2.contoso.com"]),
        (
            &["timeout", "--server", "sup-eur2.contoso.com"],
            &["console-missing EUR", "http-503 sup-eur1.contoso.com", "timeout sup-eur1.contoso.com"],
        ),
    ];
    for (words, left) in cases {
        let console = everything();
        console.command(&["fault", "clear"]).args(words).assert().success();
        let faults = console.hierarchy().faults().unwrap();
        let found: Vec<String> =
            faults.iter().map(|injected| format!("{} {}", injected.fault.kind, injected.fault.target)).collect();
        assert_eq!(found, left, "{words:?}");
    }
}

#[test]
fn mistakes_are_told_with_the_way_out() {
    let console = Console::contoso();
    let commands: [&[&str]; 15] = [
        &["fault", "clear", "EUR/sup-eur3.contoso.com"],
        &["fault", "clear", "htp-503"],
        &["fault", "clear", "EUR", "http-503"],
        &["fault", "clear", "EUR/sup-eur1.contoso.com", "--server", "sup-eur1.contoso.com"],
        &["fault", "add", "EUR", "http-503"],
        &["fault", "add", "EUR/sup-eur2.contoso.com", "replication-failed"],
        &["fault", "add", "EUR/sup-eur3.contoso.com", "http-503"],
        &["fault", "add", "EUR/sup-eur2.contoso.com", "http-503", "--server", "sup-eur2.contoso.com"],
        &["fault", "add", "http-503", "--site", "EUR"],
        &["fault", "add", "replication-failed", "--server", "sup-eur1.contoso.com"],
        &["fault", "add", "http-503"],
        &["fault", "add", "http-503", "--server", "sup-eur3.contoso.com"],
        &["fault", "add", "download-fails", "--site", "E"],
        &["fault", "clear"],
        &["fault", "add", "http-504", "--server", "sup-eur1.contoso.com"],
    ];
    insta::assert_snapshot!("fault_mistakes", console.told(&commands));
}
