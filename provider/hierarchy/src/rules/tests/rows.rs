use std::collections::BTreeSet;

use super::{servers, standalone, subscription, synchronization};
use crate::tests::fixture::*;
use crate::{Change, Hierarchy, Kind, Site, SiteSystem, SupRole, SyncSettings, SyncSource};

/// A change that complies with a rule and one that breaks it, in the same hierarchy.
pub(super) struct Row {
    pub(super) rule: &'static str,
    pub(super) world: fn() -> Vec<Change>,
    /// What happens in it before the change.
    pub(super) then: fn(&Hierarchy),
    pub(super) keeps: Change,
    pub(super) breaks: Change,
}

pub(super) fn row(rule: &'static str, world: fn() -> Vec<Change>, keeps: Change, breaks: Change) -> Row {
    Row { rule, world, then: |_| (), keeps, breaks }
}

pub(super) fn rows() -> Vec<Row> {
    [
        sites(),
        standalone::rows(),
        subscription::rows(),
        synchronization::rows(),
        tree(),
        order(),
        removals(),
        settings_and_accounts(),
        servers::rows(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) fn nothing() -> Vec<Change> {
    Vec::new()
}

fn stand_alone() -> Vec<Change> {
    vec![create(site("PS1", Primary, None))]
}

fn full_house() -> Vec<Change> {
    let mut changes = vec![create(site("CAS", Central, None))];
    changes.extend((0..25).map(|n| create(site(&format!("P{n:02}"), Primary, Some("CAS")))));
    changes.extend((0..250).map(|n| create(site(&format!("{n:03}"), Secondary, Some("P00")))));
    changes
}

fn after_removal() -> Vec<Change> {
    let mut changes = contoso();
    changes.push(delete(Kind::Site, "PS2"));
    changes
}

fn sites() -> Vec<Row> {
    let named = |name: &str| create(Site { name: name.to_owned(), ..site("PS1", Primary, None) });
    let into = |folder: &str| create(Site { install_directory: folder.to_owned(), ..site("PS1", Primary, None) });
    let version = |version: &str| create(Site { version: Some(version.to_owned()), ..site("PS1", Primary, None) });
    let versioned =
        |code, r#type, parent| Site { version: Some("2503".to_owned()), ..site(code, r#type, Some(parent)) };
    let good = || create(site("PS1", Primary, None));
    let child = |code, r#type| create(site(code, r#type, Some("PS1")));
    vec![
        row("V01", nothing, good(), create(site("ps1", Primary, None))),
        row("V01", nothing, good(), create(site("PS10", Primary, None))),
        row("V01", nothing, good(), create(sup("P-1", "wsus-a", None))),
        row("V01", nothing, child("S11", Secondary), create(site("S11", Secondary, Some("ps1")))),
        row("V01", nothing, child("S11", Secondary), create(site("S11", Secondary, Some("Primary")))),
        row("V02", nothing, good(), create(site("AUX", Primary, None))),
        row("V05", nothing, good(), named("Contoso_PS1")),
        row("V05", nothing, good(), named("Contoso PS1")),
        row("V06", nothing, good(), named(" ")),
        row("V09", nothing, create(site("CAS", Central, None)), child("CAS", Central)),
        row("V10", nothing, child("S11", Secondary), create(site("S11", Secondary, None))),
        row("V14", nothing, child("S11", Secondary), child("PS1", Primary)),
        row("V14", nothing, child("S11", Secondary), create(site("PS1", Primary, Some("ps1")))),
        row("V25", nothing, good(), into("C:\\Müller")),
        row("V25", nothing, good(), into("C:\\CM ")),
        row("V25", nothing, good(), into("")),
        row("V25", nothing, into("D:/ConfigMgr/"), into(" D:\\ConfigMgr")),
        row("V25", nothing, into("D:\\Config Mgr"), into("D:\\Config\nMgr")),
        row("V25", nothing, into("d:\\"), into("ConfigMgr")),
        row("V25", nothing, good(), into("\\\\files.contoso.com\\ConfigMgr")),
        row("V25", nothing, good(), into("D:\\ConfigMgr|2")),
        row("H06", nothing, good(), create(versioned("PS1", Primary, "CAS"))),
        row("H06", nothing, good(), create(versioned("S11", Secondary, "PS1"))),
        row("H08", nothing, version("2509"), version("2513")),
        row("H08", nothing, good(), version("25.09")),
        row("V20", nothing, version("2509"), version("2603")),
        row("V20", nothing, version("1606"), version("1602")),
        row("V21", nothing, version("2509"), version("2512")),
        row("V21", nothing, version("2509"), version("2503")),
    ]
}

fn tree() -> Vec<Row> {
    let ps1 = || site("PS1", Primary, Some("CAS"));
    let child = |code, r#type, parent| create(site(code, r#type, Some(parent)));
    let central = |version: &str| create(Site { version: Some(version.to_owned()), ..site("CAS", Central, None) });
    let on = |fqdn: String| Site { server_fqdn: fqdn, ..site("PS3", Primary, Some("CAS")) };
    let cas =
        |version: Option<&str>| update(Site { version: version.map(str::to_owned), ..site("CAS", Central, None) });
    vec![
        row("V03", contoso, child("PS3", Primary, "CAS"), create(ps1())),
        row("V04", after_removal, child("PS3", Primary, "CAS"), child("PS2", Primary, "CAS")),
        row("V07", contoso, update(ps1()), update(Site { name: "Fabrikam".into(), ..ps1() })),
        row(
            "V07",
            contoso,
            update(Site { server_fqdn: "CM-PS1.contoso.com".into(), ..ps1() }),
            update(Site { server_fqdn: server("cm-new"), r#type: Secondary, ..ps1() }),
        ),
        row(
            "V07",
            contoso,
            update(Site { install_directory: "c:/program files/Microsoft Configuration Manager/".into(), ..ps1() }),
            update(Site { install_directory: "D:\\ConfigMgr".into(), ..ps1() }),
        ),
        row("V11", contoso, child("PS3", Primary, "CAS"), child("PS3", Primary, "CAZ")),
        row("V12", contoso, child("PS3", Primary, "CAS"), child("PS3", Primary, "PS1")),
        row("V13", contoso, child("S13", Secondary, "PS1"), child("S13", Secondary, "CAS")),
        row("V13", contoso, child("S13", Secondary, "PS1"), child("S13", Secondary, "S11")),
        row("V15", contoso, update(ps1()), update(site("S11", Secondary, Some("PS2")))),
        row("V15", stand_alone, update(site("PS1", Primary, None)), update(ps1())),
        row("V16", full_house, child("S99", Secondary, "P01"), child("P25", Primary, "CAS")),
        row("V17", full_house, child("S99", Secondary, "P01"), child("S99", Secondary, "P00")),
        row("V18", contoso, child("PS3", Primary, "CAS"), create(site("PS3", Primary, None))),
        row("V18", stand_alone, child("S11", Secondary, "PS1"), create(site("PS3", Primary, None))),
        row("V18", contoso, child("PS3", Primary, "CAS"), create(site("TOP", Central, None))),
        row("V19", stand_alone, create(site("CAS", Central, None)), central("2603")),
        row("V28", contoso, update(ps1()), update(site("PS1", Primary, None))),
        row("V29", stand_alone, child("S11", Secondary, "PS1"), create(site("CAS", Central, None))),
        row("V24", contoso, create(on(server("cm-ps3"))), create(on("WSUS-A.contoso.com".to_owned()))),
        row("V24", contoso, create(system("PS1", "cm-ps1")), create(system("PS1", "cm-ps2"))),
        row("V24", contoso, create(system("PS1", "wsus-new")), create(sup("PS1", "wsus-cas", Some("PS1/wsus-a")))),
        row("V26", contoso, delete(Kind::Site, "PS2"), delete(Kind::Site, "PS1")),
        row("V27", contoso, delete(Kind::Site, "S11"), delete(Kind::Site, "CAS")),
        row("H05", contoso, create(system("PS1", "wsus-new")), create(system("PS9", "wsus-new"))),
        row("H05", contoso, create(settings("PS1/wsus-a")), create(settings("PS9/wsus-a"))),
        row("H05", nothing, create(site("PS1", Primary, None)), create(settings("PS1/wsus-a"))),
        row("H07", contoso, cas(Some("2603")), cas(Some("2409"))),
        row("H07", contoso, cas(Some("2509")), cas(None)),
        row("H09", contoso, update(ps1()), update(site("PS7", Primary, Some("CAS")))),
        row("H10", contoso, create(account("CONTOSO\\other")), create(account("contoso\\SVC-wsus"))),
    ]
}

fn order() -> Vec<Row> {
    let at = |site, host, upstream| create(sup(site, host, upstream));
    let replica = || at("PS1", "wsus-c", Some("PS1/wsus-a"));
    let to = |site, host, upstream| update(sup(site, host, upstream));
    fn without_sups() -> Vec<Change> {
        contoso().into_iter().filter(|change| change.id().kind == Kind::Site).collect()
    }
    let promoted = || to("PS1", "wsus-b", Some("CAS/wsus-cas"));
    vec![
        row("V40", without_sups, at("CAS", "wsus-cas", None), at("PS1", "wsus-a", Some("CAS/wsus-cas"))),
        row("V41", without_sups, at("CAS", "wsus-cas", None), at("S11", "wsus-s11", Some("PS1/wsus-a"))),
        row("V42", contoso, at("S12", "wsus-s12", Some("PS1/wsus-a")), at("S11", "wsus-new", Some("PS1/wsus-a"))),
        row("V75", contoso, replica(), at("PS1", "WSUS-A", Some("CAS/wsus-cas"))),
        row("H01", contoso, replica(), at("PS1", "wsus-c", Some("PS1/wsus-q"))),
        row("H01", contoso, replica(), at("PS2", "wsus-ps2", Some("CAS/wsus-csa"))),
        row("H16", contoso, replica(), at("PS1", "wsus-c", Some("PS1/wsus-b"))),
        row("H16", contoso, replica(), to("PS1", "wsus-a", Some("PS1/wsus-b"))),
        row("H02", contoso, replica(), to("PS1", "wsus-b", Some("PS1/wsus-b"))),
        row("H02", contoso, replica(), at("PS2", "wsus-ps2", None)),
        row("H02", contoso, replica(), at("S12", "wsus-s12", Some("CAS/wsus-cas"))),
        row(
            "H02",
            stand_alone_with_sup,
            at("PS1", "wsus-b", Some("PS1/wsus-a")),
            to("PS1", "wsus-a", Some("PS1/wsus-a")),
        ),
        row("H02", contoso, replica(), at("PS1", "wsus-c", Some("S11/wsus-s11"))),
        row("H03", contoso, replica(), at("PS1", "wsus-c", Some("CAS/wsus-cas"))),
        row("H03", contoso, at("CAS", "wsus-new", Some("CAS/wsus-cas")), at("CAS", "wsus-new", None)),
        row(
            "H03",
            handover_with_third,
            to("PS1", "wsus-a", Some("PS1/wsus-b")),
            to("PS1", "wsus-c", Some("CAS/wsus-cas")),
        ),
        row("H04", contoso, replica(), promoted()),
        row("H04", handover, promoted(), to("PS1", "wsus-a", Some("PS1/wsus-b"))),
    ]
}

fn stand_alone_with_sup() -> Vec<Change> {
    vec![create(site("PS1", Primary, None)), create(sup("PS1", "wsus-a", None))]
}

fn handover_with_third() -> Vec<Change> {
    let mut changes = contoso();
    changes.push(create(sup("PS1", "wsus-c", Some("PS1/wsus-a"))));
    changes.push(update(sup("PS1", "wsus-b", Some("CAS/wsus-cas"))));
    changes
}

fn removals() -> Vec<Row> {
    let remove = |short: &str| delete(Kind::SupRole, &sup_id(short));
    fn without_replica() -> Vec<Change> {
        let mut changes = contoso();
        changes.push(delete(Kind::SupRole, &sup_id("PS1/wsus-b")));
        changes
    }
    vec![
        row("V72", contoso, remove("PS1/wsus-b"), remove("PS1/wsus-a")),
        row("V73", contoso, remove("PS1/wsus-b"), remove("S11/wsus-s11")),
        row("V74", without_replica, remove("S11/wsus-s11"), remove("PS1/wsus-a")),
        row("H13", contoso, remove("PS1/wsus-b"), remove("PS1/wsus-a")),
        row("H13", handover_with_third, remove("PS1/wsus-c"), remove("PS1/wsus-a")),
    ]
}

fn settings_and_accounts() -> Vec<Row> {
    fn declared() -> Vec<Change> {
        let mut changes = contoso();
        changes.push(create(settings("CAS/wsus-cas")));
        changes.push(create(SupRole {
            wsus_connection_account: Some("CONTOSO\\svc-wsus".to_owned()),
            ..sup("CAS", "wsus-new", Some("CAS/wsus-cas"))
        }));
        changes.push(create(account("CONTOSO\\idle")));
        changes
    }
    fn installing() -> Vec<Change> {
        let mut changes = contoso();
        changes.push(create(account("CONTOSO\\idle")));
        changes.push(create(SiteSystem {
            installation_account: Some("CONTOSO\\svc-wsus".to_owned()),
            ..system("PS1", "wsus-new")
        }));
        changes
    }
    let ps1 = || settings("PS1/wsus-a");
    let products = || Some(BTreeSet::from(["Windows 11".to_owned()]));
    let sourced = SyncSettings { source: Some(SyncSource::MicrosoftUpdate), ..ps1() };
    let inheriting = SyncSettings { products: products(), express_updates: Some(true), ..ps1() };
    let at_top = SyncSettings { products: products(), ..settings("CAS/wsus-cas") };
    let naming = |id: &str| SyncSettings { sup_role_id: id.to_owned(), ..ps1() };
    let through = |account| create(SiteSystem { proxy: Some(proxy(Some(account))), ..system("PS1", "wsus-new") });
    let installed_by = |account: &str| {
        create(SiteSystem { installation_account: Some(account.to_owned()), ..system("PS1", "wsus-new") })
    };
    let connecting = |account: &str| {
        create(SupRole {
            wsus_connection_account: Some(account.to_owned()),
            ..sup("PS1", "wsus-new", Some("PS1/wsus-a"))
        })
    };
    vec![
        row("V76", contoso, create(ps1()), create(settings("PS2/wsus-ps2"))),
        row("V77", declared, create(ps1()), create(settings("CAS/wsus-cas"))),
        row("V80", contoso, create(settings("CAS/wsus-cas")), create(sourced)),
        row("V86", declared, update(at_top), create(inheriting)),
        row("H11", contoso, create(ps1()), create(naming("PS1"))),
        row("H11", contoso, create(ps1()), create(naming("ps1/wsus-a.contoso.com"))),
        row("H12", contoso, create(ps1()), create(settings("PS1/wsus-b"))),
        row("V120", contoso, create(ps1()), create(settings("PS1/wsus-aa"))),
        row("V61", contoso, create(account("CONTOSO\\other")), create(account("svc@contoso.com"))),
        row("V61", contoso, through("CONTOSO\\svc-wsus"), through("svc")),
        row("V62", contoso, through("contoso\\svc-wsus"), through("CONTOSO\\svc-wsu")),
        row("V61", contoso, installed_by("CONTOSO\\svc-wsus"), installed_by("svc@contoso.com")),
        row("V62", contoso, installed_by("CONTOSO\\svc-wsus"), installed_by("CONTOSO\\svc-wsu")),
        row("V62", contoso, connecting("CONTOSO\\svc-wsus"), connecting("FABRIKAM\\nobody")),
        row("H15", installing, delete(Kind::Account, "CONTOSO\\idle"), delete(Kind::Account, "CONTOSO\\svc-wsus")),
        row("H15", declared, delete(Kind::Account, "CONTOSO\\idle"), delete(Kind::Account, "CONTOSO\\svc-wsus")),
    ]
}
