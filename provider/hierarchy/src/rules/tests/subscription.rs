//! Rows of the rules about classifications and products, and about changes of them.

use std::collections::BTreeSet;

use super::rows::{Row, nothing, row};
use crate::clock::Clock;
use crate::tests::fixture::*;
use crate::{
    CertificateManagement, Change, Interval, Kind, MaxRunTime, Object, Order, PlannedAction, Rehearsal, Schedule, Site,
    Supersedence, SupersedenceRule, SyncSettings, SyncSource, ThirdPartyUpdates, Weekday, Weekly, WsusMaintenance,
};

pub(super) fn rows() -> Vec<Row> {
    [classifications(), products(), versions(), changes(), upstreams()].into_iter().flatten().collect()
}

fn standalone(rule: &'static str, keeps: SyncSettings, breaks: SyncSettings) -> Row {
    row(rule, nothing, create(keeps), create(breaks))
}

fn set(members: &[&str]) -> Option<BTreeSet<String>> {
    Some(members.iter().map(|member| (*member).to_owned()).collect())
}

fn top() -> SyncSettings {
    settings("CAS/wsus-cas")
}

const SECURITY: &str = "0fa1201d-4330-4fa8-8ae9-b877473b6441";
const WINDOWS_11: &str = "72e7624a-5b00-45d2-b92f-e561c0a6a160";
const LATER: &str = "b3c75dc1-155f-4be4-b015-3f1a91758e52";
const NOBODYS: &str = "00000000-0000-4000-8000-000000000000";

fn classifications() -> Vec<Row> {
    let of = |members: &[&str]| SyncSettings { classifications: set(members), ..top() };
    let for_products = |products: &[&str]| SyncSettings { products: set(products), ..of(&["Upgrades"]) };
    let every = |interval| Schedule { interval: Some(interval), ..Schedule::default() };
    let days = |days| every(Interval { days: Some(days), ..Interval::default() });
    let weekly = || Schedule { weekly: Some(Weekly { day: Weekday::Monday, every_weeks: 1 }), ..Schedule::default() };
    let on = |members: &[&str], schedule| SyncSettings { schedule: Some(schedule), ..of(members) };
    let hours = every(Interval { hours: Some(8), ..Interval::default() });
    vec![
        standalone("V95", on(&["Definition Updates"], days(1)), on(&["Definition Updates"], days(7))),
        standalone("V95", on(&["Definition Updates"], hours), on(&["definition updates"], weekly())),
        standalone("V95", on(&["Updates"], weekly()), on(&["e0789628-ce08-4437-be74-2495b842f43b"], weekly())),
        standalone("V95", of(&["Updates"]), of(&["Definition Updates"])),
        standalone("V96", of(&["Security Updates"]), of(&["Security Update", "Hotfixes"])),
        standalone("V96", of(&[SECURITY, "updates"]), of(&[NOBODYS])),
        standalone("V97", of(&["Tools"]), of(&["Drivers", "driver sets"])),
        standalone("V105", for_products(&["Windows 11"]), for_products(&["Office 2016"])),
        standalone("V105", for_products(&["Microsoft"]), for_products(&["Office", "Silverlight"])),
        standalone("V105", for_products(&[NOBODYS]), for_products(&["Office 2016"])),
        standalone("V105", for_products(&[]), for_products(&["Office 2016"])),
    ]
}

fn products() -> Vec<Row> {
    let of = |members: &[&str]| SyncSettings { products: set(members), ..top() };
    let third_party = |members: &[&str], enabled| {
        let certificate_management = CertificateManagement::default();
        SyncSettings { third_party_updates: Some(ThirdPartyUpdates { enabled, certificate_management }), ..of(members) }
    };
    let insider = |classifications: &[&str]| SyncSettings {
        classifications: set(classifications),
        ..of(&["Windows Insider Pre-Release", LATER])
    };
    let whole = || insider(&["Upgrades", "Security Updates"]);
    vec![
        standalone("V98", of(&["Windows 11"]), of(&["Windows 1l", "Windows Server 2022", "Offize 2016"])),
        standalone("V98", of(&["windows 11", WINDOWS_11]), of(&[NOBODYS])),
        standalone("V98", of(&["Office", "Microsoft"]), third_party(&["Adobe Reader"], true)),
        standalone("V98", third_party(&["Silverlight"], false), third_party(&["Adobe Reader"], false)),
        standalone("V99", of(&["f702a48c-919b-45d6-9aef-ca4248d50397"]), of(&["Windows Server 2019"])),
        standalone("V99", of(&["Windows", "Silverlight"]), of(&["Windows Live", "windows server 2016"])),
        standalone(
            "V100",
            of(&["Windows 11"]),
            of(&["Windows 11 Dynamic Update", "05eebf61-148b-43cf-80da-1c99ab0b8699"]),
        ),
        standalone("V102", of(&["Windows", "Office 2016"]), of(&["Windows", "Windows 11", "Windows 10 LTSB"])),
        standalone("V102", of(&["Windows 11", "Windows 10 LTSB"]), of(&[WINDOWS_11, "Windows 11"])),
        standalone("V102", of(&[LATER, "8a3cbc4a-5334-40d4-a06e-6da96022ae3b"]), of(&["Microsoft", "Office"])),
        standalone("V135", of(&["Microsoft Defender Antivirus"]), of(&["Windows Defender", "office 365 client"])),
        standalone("V135", of(&["Microsoft Corporation"]), of(&["Microsoft"])),
        standalone("V103", of(&["Windows 10", LATER]), of(&["Windows 10"])),
        standalone("V103", of(&["Windows 10", "Windows"]), of(&["a3c2375d-0c8a-42f9-bce0-28333e198407"])),
        standalone("V104", whole(), insider(&["Upgrades"])),
        standalone("V104", whole(), of(&["Windows Insider Pre-Release"])),
    ]
}

fn versions() -> Vec<Row> {
    fn of_version(version: &str) -> Vec<Change> {
        let cas = Site { version: Some(version.to_owned()), ..site("CAS", Central, None) };
        vec![create(cas), create(sup("CAS", "wsus-cas", None))]
    }
    fn old() -> Vec<Change> {
        of_version("1806")
    }
    fn older_than_2203() -> Vec<Change> {
        of_version("2111")
    }
    fn older_than_2103() -> Vec<Change> {
        of_version("2010")
    }
    fn older_than_1802() -> Vec<Change> {
        of_version("1710")
    }
    let third_party = |enabled| {
        let updates = ThirdPartyUpdates { enabled, ..ThirdPartyUpdates::default() };
        create(SyncSettings { third_party_updates: Some(updates), ..top() })
    };
    let rule = |wait_months| SupersedenceRule { wait_months, ..SupersedenceRule::default() };
    let waiting = |feature, other| {
        let both = Supersedence { feature_updates: rule(feature), non_feature_updates: rule(other) };
        create(SyncSettings { supersedence: Some(both), ..top() })
    };
    let tasks = |decline_expired, add_indexes, remove_obsolete| {
        let tasks = WsusMaintenance { decline_expired, add_indexes, remove_obsolete };
        create(SyncSettings { wsus_maintenance: Some(tasks), ..top() })
    };
    let taking = |feature_updates, other| {
        let times = MaxRunTime { feature_updates, other, ..MaxRunTime::default() };
        create(SyncSettings { max_run_time_minutes: Some(times), ..top() })
    };
    vec![
        row("V110", old, waiting(3, 6), waiting(6, 3)),
        row("V119", old, tasks(true, false, false), tasks(true, true, true)),
        row("H19", older_than_2203, taking(180, 60), taking(180, 90)),
        row("V133", older_than_2103, taking(180, 90), create(top())),
        row("V136", older_than_1802, third_party(false), third_party(true)),
    ]
}

fn changes() -> Vec<Row> {
    fn declared() -> Vec<Change> {
        let products = ["Windows 11".to_owned()].into();
        let subscribed = SyncSettings { products: Some(products), ..settings("CAS/wsus-cas") };
        let mut changes = contoso();
        changes.extend([create(subscribed), create(settings("PS1/wsus-a"))]);
        changes
    }
    fn handed_over() -> Vec<Change> {
        let mut changes = declared();
        changes.push(update(sup("PS1", "wsus-b", Some("CAS/wsus-cas"))));
        changes
    }
    let subscribed = || SyncSettings { products: set(&["Windows 11"]), ..top() };
    let expiring = Supersedence {
        feature_updates: SupersedenceRule { wait_months: 6, ..Default::default() },
        ..Default::default()
    };
    let more = SyncSettings { classifications: set(&["Updates"]), supersedence: Some(expiring), ..subscribed() };
    let hurried = SyncSettings { express_updates: Some(true), ..subscribed() };
    vec![
        row("V121", declared, update(hurried), update(more)),
        row("V121", declared, update(subscribed()), update(top())),
        row("V121", handed_over, update(settings("PS1/wsus-a")), update(settings("PS1/wsus-b"))),
        row("V121", contoso, create(subscribed()), update(subscribed())),
        row("V128", declared, delete(Kind::SyncSettings, "PS1"), delete(Kind::SyncSettings, "CAS")),
    ]
}

fn upstreams() -> Vec<Row> {
    fn downstream() -> Vec<Change> {
        let mut changes = contoso();
        changes.push(create(from("https://wsus.fabrikam.com:8531")));
        changes
    }
    fn from(url: &str) -> SyncSettings {
        SyncSettings { source: Some(SyncSource::UpstreamWsus), upstream_url: Some(url.to_owned()), ..top() }
    }
    let on = |host: &str| {
        create(crate::SupRole { server_fqdn: host.to_owned(), ..sup("PS1", "wsus-c", Some("PS1/wsus-a")) })
    };
    vec![
        row(
            "V84",
            contoso,
            create(from("https://wsus.fabrikam.com:8531")),
            create(from("https://WSUS-A.contoso.com:8531")),
        ),
        row("V84", downstream, on("wsus2.fabrikam.com"), on("WSUS.fabrikam.com")),
        row(
            "V139",
            || [contoso(), vec![create(system("CAS", "wsus-out"))]].concat(),
            create(from("http://wsus-out.contoso.com:8530")),
            create(from("https://wsus-out.contoso.com:8531")),
        ),
    ]
}

#[test]
fn a_run_that_removes_settings_only_says_what_becomes_of_them() {
    let settings: fn() -> Object = || SyncSettings { products: set(&["Windows 11"]), ..top() }.into();
    let role: fn() -> Object = || sup("CAS", "wsus-cas", None).into();
    let world = empty().after(contoso()).after([create(settings())]);
    let remove = |rehearsal: &mut Rehearsal, object: Object| {
        world.read(|view| rehearsal.remove(&object.id(), Some(view))).unwrap()
    };
    let keep = |rehearsal: &mut Rehearsal, object: Object| {
        if !rehearsal.keep(&object.id()) {
            return Vec::new();
        }
        let (part, known) = (PlannedAction::Write { before: Box::new(object.clone()) }, BTreeSet::new());
        let found = world.read(|view| rehearsal.judge(&part, &object, &known, Some(view))).unwrap();
        rehearsal.put(&part, &object, &known);
        found
    };
    for (steps, told) in [
        ([(settings, false), (role, true)], vec!["CAS/wsus-cas.contoso.com"]),
        ([(role, true), (settings, false)], vec!["CAS"]),
        ([(settings, false), (role, false)], vec![]),
        ([(role, false), (settings, false)], vec![]),
        ([(role, true), (settings, true)], vec![]),
    ] {
        let mut rehearsal = Rehearsal::new(clock().now(), Order::Strict);
        let mut findings = Vec::new();
        for (object, stays) in steps {
            findings.extend(if stays { keep(&mut rehearsal, object()) } else { remove(&mut rehearsal, object()) });
        }
        let of_rule = findings.iter().filter(|finding| finding.rule.0 == "V128");
        assert_eq!(of_rule.map(|finding| finding.object.id.as_str()).collect::<Vec<_>>(), told);
    }
}
