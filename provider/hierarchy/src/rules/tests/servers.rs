//! Rows of the rules about a software update point with its server, its site and its settings, whichever is changed.

use std::collections::BTreeSet;

use super::rows::{Row, row};
use crate::clock::Clock;
use crate::tests::fixture::*;
use crate::*;

pub(super) fn rows() -> Vec<Row> {
    [proxies(), wsus(), versions(), databases(), access(), places(), remote()].into_iter().flatten().collect()
}

/// PS1's first role, and a replica on `host`.
fn first() -> SupRole {
    sup("PS1", "wsus-a", Some("CAS/wsus-cas"))
}

fn replica(host: &str) -> SupRole {
    sup("PS1", host, Some("PS1/wsus-a"))
}

/// A server with an unusual WSUS.
fn with_wsus(site_code: &str, host: &str, change: fn(&mut Wsus)) -> SiteSystem {
    let mut system = system(site_code, host);
    change(&mut system.wsus);
    system
}

fn running(site_code: &str, host: &str, operating_system: OperatingSystem) -> SiteSystem {
    SiteSystem { operating_system, wsus: Wsus::of(operating_system), ..system(site_code, host) }
}

fn contoso_and(changes: impl IntoIterator<Item = Change>) -> Vec<Change> {
    contoso().into_iter().chain(changes).collect()
}

fn proxies() -> Vec<Row> {
    fn behind_a_proxy() -> Vec<Change> {
        contoso_and([
            create(SiteSystem { proxy: Some(proxy(None)), ..system("PS1", "wsus-a") }),
            update(SupRole { use_proxy_for_sync: true, ..first() }),
        ])
    }
    let through_proxy = |sup: SupRole| SupRole { use_proxy_for_sync: true, ..sup };
    vec![
        row(
            "V64",
            behind_a_proxy,
            update(SupRole { use_proxy_for_adr: true, ..through_proxy(first()) }),
            update(through_proxy(replica("wsus-b"))),
        ),
        row(
            "V64",
            behind_a_proxy,
            create(replica("wsus-new")),
            create(SupRole { use_proxy_for_adr: true, ..replica("wsus-new") }),
        ),
        row(
            "V64",
            behind_a_proxy,
            update(SiteSystem { proxy: Some(proxy(None)), ..system("PS1", "wsus-a") }),
            update(system("PS1", "wsus-a")),
        ),
    ]
}

fn wsus() -> Vec<Row> {
    fn prepared() -> Vec<Change> {
        contoso_and([
            create(with_wsus("PS1", "wsus-web", |wsus| (wsus.http_port, wsus.https_port) = (80, 443))),
            create(with_wsus("PS1", "wsus-ssl", |wsus| wsus.ssl_configured = true)),
            create(with_wsus("PS1", "wsus-none", |wsus| wsus.installed = false)),
            create(with_wsus("PS1", "wsus-alone", |wsus| wsus.standalone = true)),
            create(with_wsus("PS1", "wsus-copy", |wsus| wsus.replica = true)),
            create(with_wsus("PS2", "wsus-ps2", |wsus| wsus.replica = true)),
            create(SupRole { require_ssl: true, ..replica("wsus-ssl") }),
        ])
    }
    let on = |host, http_port, https_port| SupRole { http_port, https_port, ..replica(host) };
    let with_ssl = |host| create(SupRole { require_ssl: true, ..replica(host) });
    let server = |host, change| update(with_wsus("PS1", host, change));
    let usual = || update(system("PS1", "wsus-a"));
    let remove = |host| delete(Kind::SiteSystem, &sup_id(&format!("PS1/{host}")));
    vec![
        row("V43", prepared, create(replica("wsus-new")), create(replica("wsus-none"))),
        row("V43", prepared, usual(), server("wsus-a", |wsus| wsus.installed = false)),
        row("V48", prepared, create(replica("wsus-new")), create(replica("wsus-alone"))),
        row("V48", prepared, usual(), server("wsus-a", |wsus| wsus.standalone = true)),
        row("V49", prepared, create(replica("wsus-copy")), create(sup("PS2", "wsus-ps2", Some("CAS/wsus-cas")))),
        row(
            "V49",
            prepared,
            server("wsus-b", |wsus| wsus.replica = true),
            server("wsus-a", |wsus| wsus.replica = true),
        ),
        row("V52", prepared, create(on("wsus-web", 80, 443)), create(replica("wsus-web"))),
        row("V52", prepared, create(on("wsus-new", 8530, 8531)), create(on("wsus-new", 80, 443))),
        row("V52", prepared, usual(), server("wsus-a", |wsus| wsus.https_port = 443)),
        row("V53", prepared, with_ssl("wsus-ssl"), with_ssl("wsus-new")),
        row("V53", prepared, usual(), update(system("PS1", "wsus-ssl"))),
        row("V53", prepared, remove("wsus-web"), remove("wsus-ssl")),
    ]
}

fn versions() -> Vec<Row> {
    use OperatingSystem::{WindowsServer2016, WindowsServer2019, WindowsServer2025};
    fn mixed() -> Vec<Change> {
        contoso_and([
            create(running("PS1", "wsus-2019", WindowsServer2019)),
            create(running("PS2", "cm-ps2", WindowsServer2016)),
            create(running("PS2", "wsus-2016", WindowsServer2016)),
            create(running("PS2", "wsus-2025", WindowsServer2025)),
            create(with_wsus("PS1", "wsus-2012", |wsus| wsus.version = "6.3.9600.18838".to_owned())),
            create(with_wsus("PS1", "wsus-odd", |wsus| wsus.version = "10.0.99999".to_owned())),
            create(with_wsus("PS1", "wsus-patched", |wsus| wsus.version = "10.0.20348.2529".to_owned())),
        ])
    }
    let below_cas = |host| create(sup("PS2", host, Some("CAS/wsus-cas")));
    let patched = || create(replica("wsus-patched"));
    let usual = || update(system("PS1", "wsus-b"));
    vec![
        row("V44", mixed, patched(), create(replica("wsus-2012"))),
        row("V44", mixed, patched(), create(replica("wsus-odd"))),
        row("V44", mixed, usual(), update(with_wsus("PS1", "wsus-b", |wsus| wsus.version = "4.0".to_owned()))),
        row("V45", mixed, patched(), create(replica("wsus-2019"))),
        row("V45", mixed, usual(), update(running("PS1", "wsus-b", WindowsServer2019))),
        row("V46", mixed, below_cas("wsus-2016"), below_cas("wsus-new")),
        row("V46", mixed, below_cas("cm-ps2"), below_cas("wsus-2025")),
        row("V47", mixed, below_cas("wsus-2016"), below_cas("wsus-2025")),
        row("V47", mixed, update(system("PS1", "wsus-a")), update(running("PS1", "wsus-a", WindowsServer2025))),
    ]
}

const SQL: Option<&str> = Some("sql.contoso.com");

/// The servers of the top-level site share a database, and one cannot reach the internet.
fn top_shares() -> Vec<Change> {
    let mut offline = sharing("CAS", "wsus-off", SQL, None);
    offline.wsus.internet_access = false;
    contoso_and([
        create(sharing("CAS", "wsus-cas", SQL, None)),
        create(sharing("CAS", "wsus-on", SQL, None)),
        create(offline),
    ])
}

/// Statement 35 of "Install and configure a software update point".
#[test]
fn what_is_imported_needs_no_way_to_microsoft_update() {
    let world = empty().after(top_shares());
    let offline = create(sup("CAS", "wsus-off", Some("CAS/wsus-cas")));
    let rules = || world.check(&offline).unwrap().into_iter().map(|finding| finding.rule.0).collect::<Vec<_>>();
    assert_eq!(rules(), ["V71"]);
    let imported = SyncSettings { source: Some(SyncSource::None), ..settings("CAS/wsus-cas") };
    world.make(create(imported)).unwrap();
    assert_eq!(rules(), [""; 0]);
}

#[test]
fn a_version_nobody_wrote_is_not_judged() {
    let world = empty().after([create(Site { version: None, ..site("PS1", Primary, None) })]);
    let yielding = create(SupRole { ledbat: true, ..sup("PS1", "wsus-a", None) });
    assert_eq!(world.check(&yielding).unwrap(), []);
}

fn databases() -> Vec<Row> {
    fn crowded() -> Vec<Change> {
        let hosts = ["one", "two", "three", "four", "five"];
        let servers = hosts.map(|host| create(sharing("PS1", host, SQL, None)));
        let roles = ["one", "two", "three"].map(|host| create(replica(host)));
        let elsewhere = create(sharing("PS2", "wsus-ps2", SQL, Some("SUSDB")));
        let mut private = sharing("PS1", "private", SQL, None);
        private.wsus.content_path = Some(r"D:\WSUS".to_owned());
        contoso_and(servers.into_iter().chain(roles).chain([elsewhere, create(private)]))
    }
    fn full() -> Vec<Change> {
        crowded().into_iter().chain([create(replica("four"))]).collect()
    }
    fn both_share() -> Vec<Change> {
        top_shares().into_iter().chain([create(sup("CAS", "wsus-on", Some("CAS/wsus-cas")))]).collect()
    }
    let placed = |server: Option<&str>, name: Option<&str>, kind| {
        let mut system = sharing("PS1", "wsus-new", server, name);
        system.wsus.database.kind = kind;
        create(system)
    };
    let (wid, sql) = (DatabaseKind::Wid, DatabaseKind::Sql);
    let at_top = |host| create(sup("CAS", host, Some("CAS/wsus-cas")));
    let alike = |host, change: fn(&mut Wsus)| {
        let mut server = sharing("PS1", host, SQL, None);
        change(&mut server.wsus);
        server
    };
    let newer = SiteSystem { operating_system: OperatingSystem::WindowsServer2025, ..alike("one", |_| ()) };
    let from = |source| create(SyncSettings { source: Some(source), ..settings("CAS/wsus-cas") });
    fn offline_shares() -> Vec<Change> {
        top_shares().into_iter().chain([create(sup("CAS", "wsus-off", Some("CAS/wsus-cas")))]).collect()
    }
    let mut unreachable = sharing("CAS", "wsus-cas", SQL, None);
    unreachable.wsus.internet_access = false;
    vec![
        row("V70", crowded, create(replica("four")), create(sup("PS2", "wsus-ps2", Some("CAS/wsus-cas")))),
        row("V70", full, create(replica("wsus-new")), create(replica("five"))),
        row(
            "V70",
            full,
            update(sharing("PS1", "wsus-b", Some("wsus-b.contoso.com"), None)),
            update(sharing("PS1", "wsus-b", Some("SQL.contoso.com"), Some("susdb"))),
        ),
        row(
            "V70",
            crowded,
            update(sharing("CAS", "wsus-cas", Some("sql02"), None)),
            update(sharing("CAS", "wsus-cas", Some("SQL,1433"), None)),
        ),
        row(
            "V138",
            full,
            update(system("PS1", "wsus-a")),
            update(SiteSystem { server_fqdn: server("wsus-a"), ..sharing("PS1", "wsus-a", None, None) }),
        ),
        row("H23", nothing_but_ps1, placed(SQL, Some("susdb"), sql), placed(SQL, Some("SUSDB_PS1"), sql)),
        row(
            "H23",
            nothing_but_ps1,
            placed(Some("sql\\WSUS"), None, sql),
            placed(Some("sql,1433"), Some("SUSDB 2"), sql),
        ),
        row("V129", crowded, create(replica("four")), create(replica("private"))),
        row("V129", full, update(alike("one", |_| ())), update(alike("one", |wsus| wsus.ssl_configured = true))),
        row("V129", full, update(alike("one", |_| ())), update(newer)),
        row("H17", nothing_but_ps1, placed(SQL, Some("SUSDB"), sql), placed(SQL, Some("SUSDB"), wid)),
        row("H17", nothing_but_ps1, placed(None, None, wid), placed(None, Some("SUSDB"), wid)),
        row("V71", top_shares, at_top("wsus-on"), at_top("wsus-off")),
        row("V71", both_share, update(sharing("CAS", "wsus-cas", SQL, None)), update(unreachable)),
        row("V71", offline_shares, from(SyncSource::None), from(SyncSource::MicrosoftUpdate)),
    ]
}

fn nothing_but_ps1() -> Vec<Change> {
    vec![create(site("PS1", Primary, None))]
}

fn access() -> Vec<Row> {
    let account = || Some("CONTOSO\\svc-wsus".to_owned());
    fn prepared() -> Vec<Change> {
        let ssl = |host| with_wsus("PS1", host, |wsus| wsus.ssl_configured = true);
        let account = Some("CONTOSO\\svc-wsus".to_owned());
        contoso_and([
            create(SiteSystem { internet_fqdn: Some(server("updates")), ..ssl("wsus-known") }),
            create(ssl("wsus-unknown")),
            create(SiteSystem { untrusted_forest: true, installation_account: account, ..system("PS1", "distant") }),
            create(SiteSystem { untrusted_forest: true, ..system("PS1", "stranger") }),
        ])
    }
    fn serving() -> Vec<Change> {
        let known = SupRole {
            client_connection_type: ClientConnectionType::Internet,
            require_ssl: true,
            ..replica("wsus-known")
        };
        prepared().into_iter().chain([create(known)]).collect()
    }
    let serving_internet = |host| {
        let client_connection_type = ClientConnectionType::InternetAndIntranet;
        create(SupRole { client_connection_type, require_ssl: true, ..replica(host) })
    };
    let connected = |host| create(SupRole { wsus_connection_account: account(), ..replica(host) });
    let named = || SiteSystem {
        internet_fqdn: Some(server("www")),
        ..with_wsus("PS1", "wsus-known", |wsus| wsus.ssl_configured = true)
    };
    vec![
        row("V55", prepared, serving_internet("wsus-known"), serving_internet("wsus-unknown")),
        row("V55", serving, update(named()), update(SiteSystem { internet_fqdn: None, ..named() })),
        row("V63", prepared, connected("distant"), create(replica("distant"))),
        row("V63", prepared, connected("distant"), connected("stranger")),
        row(
            "V63",
            prepared,
            update(SiteSystem { installation_account: account(), ..system("PS1", "wsus-b") }),
            update(SiteSystem { untrusted_forest: true, ..system("PS1", "wsus-b") }),
        ),
    ]
}

fn places() -> Vec<Row> {
    fn with_ssl() -> Vec<Change> {
        contoso_and([
            create(with_wsus("CAS", "wsus-cas", |wsus| wsus.ssl_configured = true)),
            create(with_wsus("PS2", "wsus-ps2", |wsus| wsus.ssl_configured = true)),
            update(SupRole { require_ssl: true, ..sup("CAS", "wsus-cas", None) }),
        ])
    }
    fn of_old_version() -> Vec<Change> {
        let version = Some("2111".to_owned());
        vec![create(Site { version, ..site("PS1", Primary, None) }), create(sup("PS1", "wsus-a", None))]
    }
    let gateway = |sup: SupRole| {
        let client_connection_type = ClientConnectionType::InternetAndIntranet;
        update(SupRole { client_connection_type, allow_cmg_traffic: true, require_ssl: true, ..sup })
    };
    let internet = |sup: SupRole| {
        update(SupRole { client_connection_type: ClientConnectionType::Internet, require_ssl: true, ..sup })
    };
    let s11 = || sup("S11", "wsus-s11", Some("PS1/wsus-a"));
    let ps2 = |require_ssl| create(SupRole { require_ssl, ..sup("PS2", "wsus-ps2", Some("CAS/wsus-cas")) });
    let proxied = |sup: SupRole| update(SupRole { use_proxy_for_sync: true, use_proxy_for_adr: true, ..sup });
    let ledbat = |ledbat| create(SupRole { ledbat, ..replica("wsus-b") });
    let on = |operating_system| create(running("PS1", "wsus-b", operating_system));
    fn of_1806() -> Vec<Change> {
        vec![create(Site { version: Some("1806".to_owned()), ..site("PS1", Primary, None) })]
    }
    fn of_2303() -> Vec<Change> {
        vec![create(Site { version: Some("2303".to_owned()), ..site("PS1", Primary, None) })]
    }
    use OperatingSystem::{WindowsServer2016, WindowsServer2019, WindowsServer2022, WindowsServer2025};
    vec![
        row("V132", of_1806, on(WindowsServer2016), on(WindowsServer2019)),
        row("V132", of_2303, on(WindowsServer2022), on(WindowsServer2025)),
        row("V58", contoso, gateway(first()), gateway(sup("CAS", "wsus-cas", None))),
        row("V58", contoso, internet(first()), internet(s11())),
        row("V59", with_ssl, ps2(true), ps2(false)),
        row("V66", contoso, proxied(first()), proxied(s11())),
        row("V68", of_old_version, ledbat(false), ledbat(true)),
    ]
}

fn remote() -> Vec<Row> {
    fn prepared() -> Vec<Change> {
        contoso_and([
            create(with_wsus("CAS", "wsus-ssl", |wsus| wsus.ssl_configured = true)),
            create(sharing("PS2", "wsus-sql", None, None)),
        ])
    }
    fn demanding() -> Vec<Change> {
        let third_party_updates = Some(ThirdPartyUpdates { enabled: true, certificate_management: Default::default() });
        let wsus_maintenance = Some(WsusMaintenance { add_indexes: true, ..Default::default() });
        // Settings with subscriptions synchronize when they are created, and third-party updates require that (V115).
        let classifications = Some(["Tools".to_owned()].into());
        let demanding =
            SyncSettings { third_party_updates, wsus_maintenance, classifications, ..settings("CAS/wsus-cas") };
        prepared().into_iter().chain([create(demanding)]).collect()
    }
    let third_party = |enabled| {
        let updates = ThirdPartyUpdates { enabled, certificate_management: Default::default() };
        create(SyncSettings { third_party_updates: Some(updates), ..settings("CAS/wsus-cas") })
    };
    let updates = ThirdPartyUpdates { enabled: true, ..ThirdPartyUpdates::default() };
    let third_party_at_a_child = create(SyncSettings { third_party_updates: Some(updates), ..settings("PS1/wsus-a") });
    let maintained = |decline_expired, remove_obsolete| {
        let tasks = WsusMaintenance { decline_expired, remove_obsolete, ..Default::default() };
        create(SyncSettings { wsus_maintenance: Some(tasks), ..settings("CAS/wsus-cas") })
    };
    let at_top = |host| sup("CAS", host, Some("CAS/wsus-cas"));
    let at_child = |host| sup("PS2", host, Some("CAS/wsus-cas"));
    let on_site_server = || create(at_top("cm-cas"));
    vec![
        row("V117", prepared, third_party(false), third_party(true)),
        row("V117", prepared, third_party_at_a_child, third_party(true)),
        row("V117", demanding, create(SupRole { require_ssl: true, ..at_top("wsus-ssl") }), create(at_top("wsus-new"))),
        row("V117", demanding, on_site_server(), create(at_top("wsus-new"))),
        row("V118", prepared, maintained(true, false), maintained(false, true)),
        row("V118", demanding, create(at_child("wsus-sql")), create(at_child("wsus-new"))),
        row("V118", demanding, create(at_child("cm-ps2")), create(at_child("wsus-new"))),
        row("V118", demanding, create(at_top("wsus-new")), create(at_child("wsus-new"))),
    ]
}

/// The findings of a run of creations, planned in this order on an empty store.
fn planned(objects: impl IntoIterator<Item = Object>) -> Vec<String> {
    let mut rehearsal = Rehearsal::new(clock().now(), Order::Strict);
    let mut put = |object: Object| {
        let findings = rehearsal.judge(&PlannedAction::Create, &object, &BTreeSet::new(), None).unwrap();
        rehearsal.put(&PlannedAction::Create, &object, &BTreeSet::new());
        findings
    };
    let findings = objects.into_iter().flat_map(&mut put);
    findings.map(|finding| format!("{:?} {} {}", finding.severity, finding.rule, finding.object.id)).collect()
}

#[test]
fn a_plan_on_an_empty_store_is_judged_with_its_servers() {
    use OperatingSystem::WindowsServer2019;
    let ps1: [Object; 2] = [site("PS1", Primary, None).into(), sup("PS1", "wsus-a", None).into()];
    let on = |host: &str| Object::from(sup("PS1", host, Some("PS1/wsus-a")));
    let ssl = |host: &str| Object::from(SupRole { require_ssl: true, ..sup("PS1", host, Some("PS1/wsus-a")) });
    let web = SupRole { http_port: 80, https_port: 443, ..replica("wsus-web") };
    let shared = |host: &str| [sharing("PS1", host, SQL, None).into(), on(host)];
    let hosts = ["one", "two", "three", "four", "five"];
    let cases: Vec<(&str, Vec<Object>, &[&str])> = vec![
        ("nothing special", vec![on("wsus-b")], &[]),
        ("ports of another WSUS", vec![web.clone().into()], &["Error V52 PS1/wsus-web.contoso.com"]),
        (
            "ports of this WSUS",
            vec![with_wsus("PS1", "wsus-web", |wsus| (wsus.http_port, wsus.https_port) = (80, 443)).into(), web.into()],
            &[],
        ),
        ("SSL on a server nobody declared", vec![ssl("wsus-b")], &["Error V53 PS1/wsus-b.contoso.com"]),
        (
            "mixed versions",
            vec![running("PS1", "wsus-b", WindowsServer2019).into(), on("wsus-b")],
            &["Error V45 PS1/wsus-b.contoso.com"],
        ),
        ("four on a database", hosts[..4].iter().flat_map(|host| shared(host)).collect(), &[]),
        (
            "five on a database",
            hosts.iter().flat_map(|host| shared(host)).collect(),
            &["Error V70 PS1/five.contoso.com"],
        ),
        (
            "the server after its role",
            vec![on("wsus-b"), with_wsus("PS1", "wsus-b", |wsus| wsus.installed = false).into()],
            &["Error V43 PS1/wsus-b.contoso.com"],
        ),
    ];
    for (name, objects, expected) in cases {
        assert_eq!(planned(ps1.clone().into_iter().chain(objects)), expected, "{name}");
    }
}

#[test]
fn what_is_only_stored_may_still_change() {
    let world = empty().after(contoso_and([create(sharing("PS2", "wsus-ps2", SQL, None))]));
    let mut rehearsal = Rehearsal::new(clock().now(), Order::Strict);
    let mut put = |part: PlannedAction, object: Object| {
        let findings = world.read(|view| rehearsal.judge(&part, &object, &BTreeSet::new(), Some(view))).unwrap();
        rehearsal.put(&part, &object, &BTreeSet::new());
        findings.into_iter().map(|finding| finding.rule.0).collect::<Vec<_>>()
    };
    // The server of PS2 is stored, and the same run may give it another database. The server of PS1 has another version
    // than its site, which may be updated as a whole.
    let old = running("PS1", "wsus-new", OperatingSystem::WindowsServer2019);
    assert_eq!(put(PlannedAction::Create, old.into()), [""; 0]);
    assert_eq!(put(PlannedAction::Create, replica("wsus-new").into()), [""; 0]);
    assert_eq!(put(PlannedAction::Create, sup("PS2", "wsus-ps2", Some("CAS/wsus-cas")).into()), [""; 0]);
    // Now the first one of the site is planned, too, with its old version.
    let before = Box::new(Object::from(system("PS1", "wsus-a")));
    assert_eq!(put(PlannedAction::Write { before: before.clone() }, *before), [""; 0]);
    let before = Box::new(Object::from(first()));
    assert_eq!(put(PlannedAction::Write { before: before.clone() }, *before), ["V45"]);
}
