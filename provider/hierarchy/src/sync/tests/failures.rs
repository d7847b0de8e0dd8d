//! The effect of each fault on synchronization, which ends with the fault.

use std::collections::BTreeSet;

use super::*;

/// A fault, its server, and the state it causes there; `None` if it has no effect.
type Effect = (FaultKind, &'static str, Option<(SyncState, Failure)>);

const EFFECTS: [Effect; 27] = [
    (FaultKind::NoInternet, "wsus-cas", Some((SyncState::Failed, Failure::NoInternet))),
    (FaultKind::NoInternet, "wsus-a", None),
    (FaultKind::ProxyAuthRequired, "wsus-cas", Some((SyncState::Failed, Failure::ProxyAuthenticationRequired))),
    (FaultKind::ProxyAuthRequired, "wsus-a", None),
    (FaultKind::Http401, "wsus-a", Some((SyncState::Failed, Failure::Unauthorized))),
    (FaultKind::Http403, "wsus-a", Some((SyncState::Failed, Failure::Forbidden))),
    (FaultKind::Http500, "wsus-a", Some((SyncState::Failed, Failure::InternalServerError))),
    (FaultKind::Http502, "wsus-a", Some((SyncState::Failed, Failure::BadGateway))),
    (FaultKind::Http503, "wsus-s11", Some((SyncState::Failed, Failure::ServiceUnavailable))),
    (FaultKind::WrongPort, "wsus-b", Some((SyncState::Failed, Failure::WrongPort))),
    (FaultKind::ConnectionClosed, "wsus-a", Some((SyncState::Failed, Failure::ConnectionClosed))),
    (FaultKind::ConnectionAborted, "wsus-cas", Some((SyncState::Failed, Failure::ConnectionAborted))),
    (FaultKind::Timeout, "wsus-cas", Some((SyncState::Failed, Failure::Timeout))),
    (FaultKind::ReplicaMisconfigured, "wsus-a", Some((SyncState::Failed, Failure::WsusIsReplica))),
    (FaultKind::ReplicaMisconfigured, "wsus-s11", None),
    (FaultKind::ReplicaMisconfigured, "wsus-b", None),
    (FaultKind::ContentOutOfSync, "wsus-a", Some((SyncState::OutOfSync, Failure::ContentOutOfSync))),
    (FaultKind::LicenseTermsPending, "wsus-cas", Some((SyncState::LicenseTermsPending, Failure::LicenseTermsPending))),
    (FaultKind::ProductUnknown, "wsus-cas", Some((SyncState::Failed, Failure::ProductUnknown))),
    (FaultKind::ProductUnknown, "wsus-a", None),
    (FaultKind::ConsoleMissing, "wsus-a", Some((SyncState::Failed, Failure::ConsoleMissing))),
    (FaultKind::PostInstallMissing, "wsus-b", Some((SyncState::Failed, Failure::PostInstallMissing))),
    (FaultKind::Canceled, "wsus-s11", Some((SyncState::Failed, Failure::Canceled))),
    (FaultKind::UpdateFailed, "wsus-cas", Some((SyncState::Failed, Failure::UpdateFailed))),
    (FaultKind::UpdateFailed, "wsus-a", None),
    (FaultKind::ThirdPartyCertificate, "wsus-cas", None),
    (FaultKind::MaintenanceFails, "wsus-cas", None),
];

#[test]
fn each_fault_leaves_its_state_and_is_fixed() {
    for (kind, host, effect) in EFFECTS {
        let world = subscribed().after(through_proxy());
        let target = match kind.scope() {
            Scope::Server => server(host),
            Scope::Site => world.row_of(host).site_code,
        };
        assert!(world.add_fault(kind, &target, "alice").unwrap().is_new);
        let world = world.synchronized();
        let row = world.row_of(host);
        let expected =
            effect.map_or((Some(SyncState::Succeeded), None), |(state, failure)| (Some(state), Some(failure)));
        assert_eq!((row.state, row.failure), expected, "{kind} at {host}");
        assert_eq!(row.error_code, effect.map_or(0, |(_, failure)| failure.code()), "{kind}");
        assert_eq!(row.next_attempt.is_some(), effect.is_some(), "{kind} is retried");
        let cannot = effect.is_some_and(|(_, failure)| failure.prevents_configuration());
        world.pass(SignedDuration::from_mins(5));
        world.clear_faults(Some(kind), Some(&target)).unwrap();
        if cannot {
            assert_eq!(world.row_of(host).configuration, ConfigurationState::Failed, "{kind}: until the next check");
        }
        world.pass(hours(1));
        assert_eq!(world.row_of(host).configuration, ConfigurationState::Success, "{kind}: after the next check");
        world.pass(hours(3));
        let row = world.row_of(host);
        assert_eq!((row.state, row.failure, row.error_code), (Some(SyncState::Succeeded), None, 0), "{kind} is fixed");
        assert_eq!(row.configuration, ConfigurationState::Success, "{kind}");
        assert_eq!(world.states(), [Some(6702); 4], "{kind}: and all below");
    }
}

#[test]
fn who_is_below_a_failure_waits() {
    let world = subscribed().synchronized();
    world.pass(hours(24));
    world.add_fault(FaultKind::Timeout, &server("wsus-a"), "alice").unwrap();
    let world = world.synchronized();
    let versions = |world: &Hierarchy| -> Vec<u64> {
        world.sync_status().unwrap().software_update_points.iter().map(|row| row.catalogue_version).collect()
    };
    assert_eq!(versions(&world), [2, 1, 1, 1], "what they have stays");
    world.clear_faults(None, None).unwrap();
    world.pass(hours(3));
    assert_eq!(versions(&world), [2, 2, 2, 2]);
}

#[test]
fn a_fault_counts_from_when_it_is_made() {
    let world = subscribed();
    world.synchronize(None, Extent::Full).unwrap();
    world.pass(SignedDuration::from_mins(10));
    world.add_fault(FaultKind::NoInternet, &server("wsus-cas"), "alice").unwrap();
    world.pass(SignedDuration::from_mins(25));
    assert_eq!(world.row_of("wsus-cas").failure, Some(Failure::NoInternet), "in the middle of a phase");

    let world = subscribed();
    world.synchronize(None, Extent::Full).unwrap();
    world.pass(SignedDuration::from_mins(50));
    world.add_fault(FaultKind::NoInternet, &server("wsus-cas"), "alice").unwrap();
    world.pass(hours(2));
    assert_eq!(world.states(), [Some(6702); 4], "the top was through");
}

#[test]
fn replication_is_shown_and_stops_nobody() {
    let world = subscribed();
    world.add_fault(FaultKind::ReplicationFailed, "ps1", "alice").unwrap();
    let world = world.synchronized();
    assert_eq!(world.row_of("wsus-a").replication, ReplicationState::Error);
    assert_eq!(world.row_of("wsus-cas").replication, ReplicationState::Healthy);
    assert_eq!(world.states(), [Some(6702); 4], "the notification goes by file");
}

#[test]
fn a_role_that_came_before_its_parents_fails_and_is_fixed_by_pointing_it_there() {
    let world = empty().after([create(site("CAS", Central, None)), create(site("PS1", Primary, Some("CAS")))]);
    let faithful = || Conditions { order: Order::Faithful, ..Conditions::default() };
    world.apply_if(faithful(), create(sup("PS1", "wsus-a", None)), &author()).unwrap();
    world.pass(hours(2));
    let row = world.row_of("wsus-a");
    assert_eq!((row.state, row.failure), (Some(SyncState::Failed), Some(Failure::NoUpstream)));
    assert_eq!(row.configuration, ConfigurationState::Failed);
    world.make(create(sup("CAS", "wsus-cas", None))).unwrap();
    world.make(update(sup("PS1", "wsus-a", Some("CAS/wsus-cas")))).unwrap();
    let world = world.synchronized();
    assert_eq!(world.states(), [Some(6702); 2]);
}

/// Whether somebody looks at the hierarchy between two changes is of no importance.
#[test]
fn a_role_whose_upstream_is_removed_waits_for_its_next_one() {
    let outline = |looks: bool| {
        let world = empty().after(contoso());
        world.pass(hours(1));
        let changes =
            [delete(Kind::SupRole, "CAS/wsus-cas.contoso.com"), update(sup("PS1", "wsus-a", Some("PS1/wsus-b")))];
        for change in changes {
            world.apply_if(Conditions { order: Order::Faithful, ..Conditions::default() }, change, &author()).unwrap();
            if looks {
                world.sync_status().unwrap();
            }
        }
        world.pass(hours(2));
        world.outline()
    };
    assert_eq!(outline(true), outline(false));
}

/// Statements 34 to 36 of "Install and configure a software update point".
#[test]
fn one_of_those_that_share_a_database_goes_out() {
    let shared = |host: &str, is_online: bool| {
        let mut system = sharing("CAS", host, Some("sql.contoso.com"), None);
        system.wsus.content_path = Some(r"\\files\wsus".to_owned());
        system.wsus.internet_access = is_online;
        create(system)
    };
    let world = empty().after([
        create(site("CAS", Central, None)),
        shared("wsus-cas", true),
        shared("wsus-cas2", false),
        create(sup("CAS", "wsus-cas", None)),
        create(sup("CAS", "wsus-cas2", Some("CAS/wsus-cas"))),
        create(at_top(|settings| settings.schedule = daily())),
    ]);
    let mut seen = BTreeSet::new();
    for _ in 0..400 {
        world.pass(SignedDuration::from_mins(57));
        let [first, other] = ["wsus-cas", "wsus-cas2"].map(|host| world.row_of(host));
        assert_eq!(first.failure, None, "it has access: {first:?}");
        assert_eq!(
            other.sync_source.as_deref().is_some_and(|source| source == server("wsus-cas")),
            other.state == Some(SyncState::Succeeded),
            "it shares what the other one synchronized: {other:?}"
        );
        seen.insert((other.state, other.failure));
    }
    let seen: Vec<_> = seen.into_iter().collect();
    assert!(seen.contains(&(Some(SyncState::Succeeded), None)), "{seen:?}");
    assert!(seen.contains(&(Some(SyncState::Failed), Some(Failure::NoInternet))), "the drawn one is named: {seen:?}");
}

#[test]
fn those_that_share_a_database_do_not_copy_it() {
    let shared = |host: &str| create(sharing("PS1", host, Some("sql.contoso.com"), None));
    let world =
        subscribed().after([shared("wsus-a"), shared("wsus-b"), create(sup("PS1", "wsus-c", Some("PS1/wsus-a")))]);
    let world = world.synchronized();
    assert_eq!(world.states(), [Some(6702); 5]);
    assert_eq!(world.row_of("wsus-b").sync_source, Some(server("wsus-a")));
    let log = world.log(LogFile::Wsyncmgr, Some("PS1")).unwrap();
    let told: Vec<&str> = log.iter().map(|line| line.message.as_str()).collect();
    assert!(told.iter().any(|text| text.starts_with("There are additional SUPs sharing")), "{told:#?}");
    let copied: Vec<_> = told.iter().filter(|text| text.starts_with("Synchronizing WSUS server")).collect();
    assert_eq!(
        copied,
        [&"Synchronizing WSUS server wsus-a.contoso.com ...", &"Synchronizing WSUS server wsus-c.contoso.com ...",]
    );
}

#[test]
fn a_proxy_in_use_is_the_way_out() {
    let world = |has_proxy: bool, account: Option<&str>, is_asked: bool| {
        let mut server = system("CAS", "wsus-cas");
        server.wsus.internet_access = false;
        server.proxy = has_proxy.then(|| proxy(account));
        let role =
            SupRole { use_proxy_for_sync: has_proxy, use_proxy_for_adr: has_proxy, ..sup("CAS", "wsus-cas", None) };
        let world = subscribed().after([create(server), update(role)]);
        if is_asked {
            world.add_fault(FaultKind::ProxyAuthRequired, "wsus-cas.contoso.com", "alice").unwrap();
        }
        world.synchronized()
    };
    for (has_proxy, account, is_asked, failure) in [
        (false, None, false, Some(Failure::NoInternet)),
        (true, None, false, None),
        (true, None, true, Some(Failure::ProxyAuthenticationRequired)),
        (true, Some(r"CONTOSO\svc-wsus"), true, None),
    ] {
        let world = world(has_proxy, account, is_asked);
        assert_eq!(world.row_of("wsus-cas").failure, failure, "{has_proxy} {account:?} {is_asked}");
    }
}

/// Statements 18 to 21 of "Install and configure a software update point".
#[test]
fn rules_download_through_the_proxy_with_its_account() {
    let is_told = |world: &Hierarchy, site: &str| {
        world.pass(hours(2));
        !world.log(LogFile::RuleEngine, Some(site)).unwrap().is_empty()
    };
    let server = |account: Option<&str>| SiteSystem { proxy: Some(proxy(account)), ..system("PS1", "wsus-a") };
    let through_proxy =
        SupRole { use_proxy_for_sync: true, use_proxy_for_adr: true, ..sup("PS1", "wsus-a", Some("CAS/wsus-cas")) };
    let mut offline = system("PS1", "cm-ps1");
    offline.wsus.internet_access = false;

    let world = subscribed().after([create(offline)]).synchronized();
    assert!(is_told(&world, "PS1"), "Local System of the site server has no internet");
    let log = world.log(LogFile::RuleEngine, Some("PS1")).unwrap();
    assert_eq!(log[0].message, "Failed to download the update from internet. Error = 12007");
    assert!(!is_told(&world, "CAS"));
    world.make(create(server(None))).unwrap();
    world.make(update(through_proxy.clone())).unwrap();
    assert!(!is_told(&world, "PS1"), "the proxy is its way out");

    let world = subscribed().after([create(server(None)), update(through_proxy)]).synchronized();
    for site in ["PS1", "S11", "PS2"] {
        world.add_fault(FaultKind::DownloadFails, site, "alice").unwrap();
    }
    assert!(is_told(&world, "PS1"));
    assert!(!is_told(&world, "S11"), "a secondary site downloads nothing");
    assert!(!is_told(&world, "PS2"), "without a software update point there is no rule");
    world.make(update(server(Some(r"CONTOSO\svc-wsus")))).unwrap();
    assert!(!is_told(&world, "PS1"), "credentials for the proxy are the cure");
    for text in [FaultKind::DownloadFails.meaning(), FaultKind::DownloadFails.remedy()] {
        assert!(text.contains(" account ") && text.contains("proxy"), "the cure is named: {text}");
    }
}

#[test]
fn faults_are_put_where_there_is_something() {
    let world = subscribed();
    let refusals = [
        world.add_fault(FaultKind::Http503, "wsus-x.contoso.com", "alice").unwrap_err(),
        world.add_fault(FaultKind::Http503, "nothing", "alice").unwrap_err(),
        world.add_fault(FaultKind::DownloadFails, "PS7", "alice").unwrap_err(),
        empty().add_fault(FaultKind::Http503, "wsus-a.contoso.com", "alice").unwrap_err(),
    ];
    insta::assert_snapshot!(refusals.map(|error| format!("{error}. {}", error.remedy())).join("\n"));
}
