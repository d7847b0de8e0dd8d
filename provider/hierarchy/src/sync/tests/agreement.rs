//! What the rules say will fail, fails, and nothing else does.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::rules::failures_predicted_by;

const HOSTS: [(&str, &str); 6] = [
    ("CAS", "wsus-cas"),
    ("CAS", "wsus-cas2"),
    ("PS1", "wsus-a"),
    ("PS1", "wsus-b"),
    ("PS2", "wsus-ps2"),
    ("S11", "wsus-s11"),
];

type ServerChange = fn(&mut SiteSystem);

/// Facts of a server that a rule forbids, with what the simulation makes of them at the first software update point of
/// a child primary site.
const FACTS: [(&str, ServerChange, Failure); 11] = [
    ("V43", |server| server.wsus.installed = false, Failure::WsusNotInstalled),
    ("V44", |server| "6.3.9600".clone_into(&mut server.wsus.version), Failure::WsusNotSupported),
    ("V45", |server| "10.0.17763".clone_into(&mut server.wsus.version), Failure::WsusVersionsDiffer),
    ("V47", |server| "10.0.26100".clone_into(&mut server.wsus.version), Failure::WsusVersionsDiffer),
    ("V48", |server| server.wsus.standalone = true, Failure::WsusHasClients),
    ("V49", |server| server.wsus.replica = true, Failure::WsusIsReplica),
    ("V52", |server| (server.wsus.http_port, server.wsus.https_port) = (80, 443), Failure::WrongPort),
    ("V52", |server| server.wsus.https_port = 443, Failure::WrongPort),
    ("V53", |server| server.wsus.ssl_configured = false, Failure::ConnectionClosed),
    ("V63", |server| server.untrusted_forest = true, Failure::Unauthorized),
    ("V64", |server| server.proxy = None, Failure::ProxyMissing),
];

/// A software update point with SSL and a proxy, and its server.
fn demanding() -> [Change; 2] {
    let mut server = system("PS1", "wsus-a");
    server.wsus.ssl_configured = true;
    server.proxy = Some(proxy(None));
    let role = sup("PS1", "wsus-a", Some("CAS/wsus-cas"));
    [create(server), update(SupRole { require_ssl: true, use_proxy_for_sync: true, ..role })]
}

#[test]
fn facts_that_change_after_the_installation_fail_and_heal() {
    for (rule, change, failure) in FACTS {
        let world = subscribed().after(demanding()).synchronized();
        let fine = world.site_system("PS1", "wsus-a");
        let mut broken = fine.clone();
        change(&mut broken);
        world.make(update(broken)).unwrap();
        world.pass(hours(1));
        assert_eq!(world.row_of("wsus-a").configuration, ConfigurationState::Failed, "{rule}: WCM has looked");
        let world = world.synchronized();
        let row = world.row_of("wsus-a");
        assert_eq!((row.state, row.failure), (Some(SyncState::Failed), Some(failure)), "{rule}");
        assert_eq!(row.fault, None, "{rule}: nobody injected it");
        let log = world.log(LogFile::Wcm, Some("PS1")).unwrap();
        assert!(log.iter().any(|line| line.message.ends_with("3 (WSUS_CONFIG_FAILED)")), "{rule}");
        world.make(update(fine)).unwrap();
        world.pass(hours(1));
        assert_eq!(world.row_of("wsus-a").configuration, ConfigurationState::Success, "{rule}: WCM has looked again");
        let world = world.synchronized();
        assert_eq!(world.states(), [Some(6702); 4], "{rule}: healed");
    }
}

#[test]
fn the_check_of_every_hour_finds_what_has_changed() {
    let world = subscribed().synchronized();
    let fine = world.site_system("PS1", "wsus-a");
    let mut broken = fine.clone();
    (broken.wsus.http_port, broken.wsus.https_port) = (80, 443);
    world.make(update(broken)).unwrap();
    assert_eq!(world.row_of("wsus-a").configuration, ConfigurationState::Success, "nobody has looked yet");
    world.pass(hours(3));
    assert_eq!(world.row_of("wsus-a").state, Some(SyncState::Succeeded), "no synchronization was due");
    world.make(update(fine)).unwrap();
    world.pass(hours(2));
    let log = world.log(LogFile::Wcm, Some("PS1")).unwrap().into_iter().map(|line| line.message);
    let told: Vec<String> = log.filter(|text| text.contains("refused it") || text.contains("state to")).collect();
    insta::assert_snapshot!(told.join("\n"));
}

fn a_fact() -> impl Strategy<Value = ServerChange> {
    let others: [ServerChange; 7] = [
        |_| (),
        |server| server.wsus.internet_access = false,
        |server| server.wsus.ssl_configured = true,
        |server| server.proxy = Some(proxy(None)),
        |server| "10.0.26100".clone_into(&mut server.wsus.version),
        |server| server.wsus.database = sharing("PS1", "any", Some("sql"), None).wsus.database,
        |server| server.wsus.database = sharing("PS1", "any", Some("sql2"), None).wsus.database,
    ];
    select(others.into_iter().chain(FACTS.map(|(_, change, _)| change)).collect::<Vec<_>>())
}

/// What is subscribed, at the top-level site.
fn a_subscription() -> impl Strategy<Value = fn(&mut SyncSettings)> {
    let subscriptions: [fn(&mut SyncSettings); 4] = [
        |_| (),
        |settings| settings.products = None,
        |settings| settings.products = Some(["00000000-0000-4000-8000-000000000000".to_owned()].into()),
        |settings| {
            settings.source = Some(SyncSource::UpstreamWsus);
            settings.upstream_url = Some("https://wsus-out.contoso.com:8531".to_owned());
        },
    ];
    select(subscriptions.to_vec())
}

fn a_demand() -> impl Strategy<Value = fn(&mut SupRole)> {
    let demands: [fn(&mut SupRole); 5] = [
        |_| (),
        |role| role.require_ssl = true,
        |role| role.use_proxy_for_sync = true,
        |role| (role.http_port, role.https_port) = (80, 443),
        |role| role.wsus_connection_account = Some(r"CONTOSO\svc-wsus".to_owned()),
    ];
    select(demands.to_vec())
}

/// A hierarchy in faithful order: some software update points are missing, and servers are not as the roles need them.
fn a_hierarchy() -> impl Strategy<Value = Hierarchy> {
    let removed = prop::collection::vec(prop::bool::weighted(0.15), HOSTS.len());
    let site_server = select(vec![None, Some(OperatingSystem::WindowsServer2019)]);
    let facts = (prop::bool::weighted(0.4), prop::bool::weighted(0.2), a_fact(), a_demand());
    let facts = prop::collection::vec(facts, HOSTS.len());
    let settings = (any::<bool>(), a_subscription());
    (removed, facts, site_server, settings).prop_map(|(removed, facts, site_server, (is_imported, subscribe))| {
        let world = empty().after(contoso()).after([
            create(sup("CAS", "wsus-cas2", Some("CAS/wsus-cas"))),
            create(sup("PS2", "wsus-ps2", Some("CAS/wsus-cas"))),
            create(system("CAS", "wsus-out")),
        ]);
        let settings = at_top(|settings| {
            settings.source = is_imported.then_some(SyncSource::None);
            subscribe(settings);
        });
        world.apply_if(faithful(), create(settings), &author()).unwrap();
        if let Some(operating_system) = site_server {
            let server = SiteSystem { operating_system, ..system("PS2", "cm-ps2") };
            world.apply_if(faithful(), create(server), &author()).unwrap();
        }
        for ((site, host), (is_changed, is_shared, fact, demand)) in HOSTS.into_iter().zip(facts) {
            let mut server = system(site, host);
            let mut role = world.read(|view| view.sup(&sup_id(&format!("{site}/{host}")))).unwrap().unwrap();
            if is_changed {
                // What a role needs is there when it begins to need it.
                demand(&mut role);
                (server.wsus.http_port, server.wsus.https_port) = (role.http_port, role.https_port);
                server.wsus.ssl_configured = role.require_ssl;
                server.proxy = role.use_proxy_for_sync.then(|| proxy(None));
                if is_shared {
                    server.wsus.database = sharing("PS1", "any", Some("SQL.contoso.com"), None).wsus.database;
                }
                drop(world.apply_if(faithful(), create(server.clone()), &author()));
                drop(world.apply_if(faithful(), update(role), &author()));
                fact(&mut server);
                drop(world.apply_if(faithful(), update(server), &author()));
            }
        }
        for ((site, host), _) in HOSTS.into_iter().zip(removed).filter(|(_, is_removed)| *is_removed) {
            drop(world.apply_if(faithful(), delete(Kind::SupRole, &sup_id(&format!("{site}/{host}"))), &author()));
        }
        world
    })
}

fn faithful() -> Conditions {
    Conditions { order: Order::Faithful, ..Conditions::default() }
}

/// A version that is unknown may still work. The installation account and the proxy of deployment rules do not matter to
/// synchronization.
fn is_prediction(finding: &Finding) -> bool {
    match finding.rule.0 {
        "V44" => finding.severity == Severity::Error,
        "V63" => finding.attribute.as_deref() == Some("wsus_connection_account"),
        "V64" => finding.attribute.as_deref() == Some("use_proxy_for_sync"),
        _ => true,
    }
}

/// The failures that the rules predict for a software update point, and its site's settings.
fn predictions(world: &Hierarchy) -> BTreeSet<(String, Failure)> {
    let now = world.now().unwrap();
    let found = world.read(|view| {
        let audit = Audit::of(view, now, Order::Faithful)?;
        let mut found = Vec::new();
        for audited in audit.objects() {
            found.extend(audit.judge(audited, Some(view))?);
        }
        Ok(found)
    });
    let failures = found.unwrap().into_iter().filter(is_prediction).flat_map(|finding| {
        let failures: Vec<Failure> = failures_predicted_by(finding.rule).collect();
        failures.into_iter().map(move |failure| (finding.object.clone(), failure))
    });
    failures
        .map(|(object, failure)| match object.kind {
            // The settings name the source of the first one.
            Kind::SyncSettings => (sup_id("CAS/wsus-cas").to_lowercase(), failure),
            _ => (object.id.to_lowercase(), failure),
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Left out are injected faults, the network outside the hierarchy, and chance: which of those that share the
    /// database of the top-level site connects to its source.
    #[test]
    fn findings_and_failures_come_together(world in a_hierarchy()) {
        let predicted = predictions(&world);
        world.pass(hours(2));
        drop(world.synchronize(None, Extent::Full));
        world.wait_until_idle(&mut |_| ()).unwrap();
        let rows = world.sync_status().unwrap().software_update_points;
        for row in &rows {
            let id = row.id.to_lowercase();
            let expected: BTreeSet<Failure> =
                predicted.iter().filter(|(of, _)| *of == id).map(|(_, failure)| *failure).collect();
            let is_drawn = row.site_code == "CAS" && rows.iter().filter(|other| other.site_code == "CAS").count() > 1;
            let outside = [Failure::NoInternet, Failure::ConnectionAborted];
            let is_outside = |failure: &Failure| outside.contains(failure);
            let by_chance = is_drawn && (expected.iter().any(is_outside) || row.failure.as_ref().is_some_and(is_outside));
            if by_chance {
                continue;
            }
            let cannot_be_configured = expected.iter().any(|failure| failure.prevents_configuration());
            prop_assert_eq!(
                row.configuration == ConfigurationState::Failed, cannot_be_configured, "{:?}: {:?}", row, expected
            );
            match row.failure {
                Some(failure) => prop_assert!(expected.contains(&failure), "{row:?} without a finding: {expected:?}"),
                // Nobody notifies a site below a failure.
                None => prop_assert!(row.state.is_none() || expected.is_empty(), "{row:?} despite {expected:?}"),
            }
        }
    }
}
