//! Reports, threads and pages by people who run software update points, replayed. What only the console or a whole run of
//! Terraform shows is tested there as well.

use super::*;

/// A case by its number.
type Case = (&'static str, fn());

const CASES: [Case; 24] = [
    ("1: HTTP 503 of WsusPool", http_503),
    ("2: a product that WSUS does not know", product_unknown),
    ("3: license terms that are not downloaded", license_terms),
    ("4: no WSUS console on the site server", console_missing),
    ("5: the first synchronization of categories times out", first_time_out),
    ("8: WSUS cleanup at child and secondary sites", cleanup_everywhere),
    ("10: IIS ports changed after the installation", ports_changed),
    ("12: the name of the database", database_name),
    ("13: software update points on one database", shared_database),
    ("14: the first software update point is replaced", first_one_replaced),
    ("15: the central administration site is taken away", central_site_removed),
    ("16: a central administration site above a stand-alone primary", expanded),
    ("17: an import that does not fit", disconnected_import),
    ("18: a cloud management gateway over HTTP", gateway_without_ssl),
    ("20: the certificate of third-party updates", third_party_certificate),
    ("21: the server against the version of the site", operating_systems),
    ("22-24: stand-alone, replica and newer WSUS", unsuitable_wsus),
    ("25: scripts that wait for 6702 only", failure_ends_a_run),
    ("27: from WID to SQL", wid_to_sql),
    ("28: a version only if something has changed", version_kept),
    ("30: log lines after a subscription changes", subscription_told),
    ("31: a product is unsubscribed", unsubscribed),
    ("32: run time of other updates before 2103", run_time_of_others),
    ("33: end of support", end_of_support),
];

#[test]
fn public_cases_come_out_right() {
    let fails = |(_, case): &Case| std::panic::catch_unwind(case).is_err();
    let wrong: Vec<&str> = CASES.iter().filter(|case| fails(case)).map(|(name, _)| *name).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn told(world: &Hierarchy, file: LogFile, site: &str) -> Vec<String> {
    world.log(file, Some(site)).unwrap().into_iter().map(|line| line.message).collect()
}

fn assert_told(world: &Hierarchy, file: LogFile, site: &str, text: &str) {
    let lines = told(world, file, site);
    assert!(lines.iter().any(|line| line.contains(text)), "{text}: {lines:#?}");
}

/// The findings of a rule about a change.
fn found(world: &Hierarchy, change: &Change, rule: &str) -> Vec<Severity> {
    let findings = world.check(change).unwrap().into_iter().filter(|finding| finding.rule.0 == rule);
    findings.map(|finding| finding.severity).collect()
}

/// [`subscribed`] after a run with a fault.
fn with_fault(kind: FaultKind, target: &str) -> Hierarchy {
    let world = subscribed();
    world.add_fault(kind, target, "alice").unwrap();
    world.synchronized()
}

fn outcome(world: &Hierarchy, host: &str) -> (Option<u16>, Option<Failure>, u32) {
    let row = world.row_of(host);
    (row.state_code, row.failure, row.error_code)
}

fn http_503() {
    let world = with_fault(FaultKind::Http503, "wsus-a.contoso.com");
    assert_eq!(outcome(&world, "wsus-a").1, Some(Failure::ServiceUnavailable));
    assert_told(&world, LogFile::Wcm, "PS1", "HTTP status 503: Service Unavailable");
}

fn product_unknown() {
    let with = |product: &str| update(at_top(|settings| settings.products = Some([product.to_owned()].into())));
    let world = subscribed();
    assert_eq!(found(&world, &with("Contoso Agent 12"), "V98"), [Severity::Error]);
    let world = world.after([with("00000000-0000-4000-8000-000000000000")]).synchronized();
    assert_eq!(outcome(&world, "wsus-cas"), (Some(6703), Some(Failure::ProductUnknown), 0x8000_4005));
    assert_told(&world, LogFile::Wcm, "CAS", "not found on WSUS");
    assert_told(&world, LogFile::Wcm, "CAS", "Error:(-2147467259)");
}

fn license_terms() {
    let world = with_fault(FaultKind::LicenseTermsPending, "wsus-cas.contoso.com");
    assert_eq!(outcome(&world, "wsus-cas").0, Some(6708));
    assert_told(&world, LogFile::Wsyncmgr, "CAS", "Failed to sync update");
    assert!(Failure::LicenseTermsPending.remedy().contains("wsusutil reset"));
}

fn console_missing() {
    let world = with_fault(FaultKind::ConsoleMissing, "PS1");
    assert_eq!(outcome(&world, "wsus-a"), (Some(6703), Some(Failure::ConsoleMissing), 0x8013_1701));
    assert_told(&world, LogFile::Wcm, "PS1", "Supported WSUS version not found");
    let ids: Vec<u16> = world.status_messages(Some("PS1")).unwrap().iter().map(|message| message.id).collect();
    assert!(ids.contains(&6600) && ids.contains(&6607), "{ids:?}");
}

fn first_time_out() {
    let world = with_fault(FaultKind::Timeout, "wsus-cas.contoso.com");
    assert_eq!(outcome(&world, "wsus-cas"), (Some(6703), Some(Failure::Timeout), 0x8013_1505));
    let listed = |world: &Hierarchy| {
        let products = world.catalog(None).unwrap().unwrap().products;
        products.iter().filter(|product| product.listed).count()
    };
    assert!(listed(&world) > listed(&subscribed()), "what has arrived is kept");
}

fn cleanup_everywhere() {
    let maintenance = WsusMaintenance { decline_expired: true, ..WsusMaintenance::default() };
    let world = with_settings(|settings| settings.wsus_maintenance = Some(maintenance)).synchronized();
    world.pass(SignedDuration::from_mins(5));
    for (site, host) in [("CAS", "wsus-cas"), ("PS1", "wsus-a"), ("S11", "wsus-s11")] {
        assert_told(&world, LogFile::Wsyncmgr, site, &format!("Cleaning up WSUS server {}", server(host)));
    }
}

fn ports_changed() {
    let mut moved = system("PS1", "wsus-a");
    (moved.wsus.http_port, moved.wsus.https_port) = (80, 443);
    let world = subscribed().synchronized();
    assert_eq!(found(&world, &update(moved.clone()), "V52"), [Severity::Warning], "in a run, the role may follow");
    let world = world.after([update(moved)]).synchronized();
    assert_eq!(outcome(&world, "wsus-a").1, Some(Failure::WrongPort));
    assert_told(&world, LogFile::Wcm, "PS1", "actively refused it");
    let world = world.after([update(system("PS1", "wsus-a"))]).synchronized();
    assert_eq!(world.states(), [Some(6702); 4]);
}

fn database_name() {
    let at = |site: &str, host: &str, server: &str, name| update(sharing(site, host, Some(server), name));
    let world = subscribed().after([at("CAS", "wsus-cas", "sql01.contoso.com", None)]);
    for same in ["sql01.contoso.com", "SQL01", "sql01,1433", r"SQL01.CONTOSO.COM\MSSQLSERVER"] {
        assert_eq!(found(&world, &at("PS1", "wsus-a", same, None), "V70"), [Severity::Warning], "{same}");
    }
    assert!(found(&world, &at("PS1", "wsus-a", r"sql01\WSUS", None), "V70").is_empty(), "another instance");
    assert_eq!(found(&world, &at("PS1", "wsus-a", r"sql01\WSUS", Some("SUSDB_PS1")), "H23"), [Severity::Error]);
}

fn shared_database() {
    let shared = |host: &str| create(sharing("PS1", host, Some("sql.contoso.com"), None));
    let world = subscribed().after([shared("wsus-a"), shared("wsus-b")]).synchronized();
    assert_told(&world, LogFile::Wsyncmgr, "PS1", "There are additional SUPs sharing the database");
    assert!(!told(&world, LogFile::Wsyncmgr, "PS1").iter().any(|line| line.contains("replica WSUS servers")));
}

fn first_one_replaced() {
    let world = empty().after(handover());
    let changes = [update(sup("S11", "wsus-s11", Some("PS1/wsus-b"))), delete(Kind::SupRole, &sup_id("PS1/wsus-a"))];
    let world = world.after(changes).synchronized();
    assert_eq!(world.states(), [Some(6702); 3]);
}

fn central_site_removed() {
    let ps1 = Site { version: Some("2509".to_owned()), ..site("PS1", Primary, None) };
    let two = empty().after(contoso());
    assert!(two.check(&update(ps1.clone())).unwrap().iter().any(|finding| finding.severity == Severity::Error));
    let one = empty().after([create(site("CAS", Central, None)), create(site("PS1", Primary, Some("CAS")))]);
    one.make(update(ps1)).unwrap();
    assert!(one.object(Kind::Site, "CAS").is_none(), "it is removed by making the primary site stand-alone");
}

fn expanded() {
    let world = empty().after([
        create(site("PS1", Primary, None)),
        create(sup("PS1", "wsus-a", None)),
        create(settings("PS1/wsus-a")),
    ]);
    let central = create(site("CAS", Central, None));
    let told: Vec<&str> = world.check(&central).unwrap().iter().map(|finding| finding.rule.0).collect();
    assert!(!told.contains(&"V114"), "no warning about languages: {told:?}");
}

fn disconnected_import() {
    let package = subscribed().synchronized().export_metadata().unwrap();
    let world = with_settings(|settings| {
        settings.source = Some(SyncSource::None);
        settings.express_updates = Some(true);
        settings.products = Some(["Windows 11".to_owned()].into());
    });
    let different: Vec<&str> = world.import_metadata(&package).unwrap().iter().map(|one| one.setting).collect();
    assert!(different.contains(&"products") && different.contains(&"express_updates"), "{different:?}");
}

fn gateway_without_ssl() {
    let role = SupRole {
        allow_cmg_traffic: true,
        client_connection_type: ClientConnectionType::Internet,
        ..sup("PS1", "wsus-a", Some("CAS/wsus-cas"))
    };
    let world = subscribed();
    for rule in ["V54", "V56", "V57"] {
        assert!(!found(&world, &update(role.clone()), rule).contains(&Severity::Error), "{rule}");
    }
    assert_eq!(found(&world, &update(role), "V57"), [Severity::Warning]);
}

fn third_party_certificate() {
    let third_party = ThirdPartyUpdates { enabled: true, certificate_management: CertificateManagement::Configmgr };
    let world = subscribed().synchronized();
    let enabled = update(at_top(|settings| settings.third_party_updates = Some(third_party)));
    assert_eq!(found(&world, &enabled, "V117"), [Severity::Warning]);
    let world = world.after([enabled]);
    world.add_fault(FaultKind::ThirdPartyCertificate, "PS1", "alice").unwrap();
    world.pass(hours(2));
    assert_told(&world, LogFile::RuleEngine, "PS1", "Error = 13875");
}

fn operating_systems() {
    for (version, operating_system) in
        [("1806", OperatingSystem::WindowsServer2019), ("2303", OperatingSystem::WindowsServer2025)]
    {
        let top = Site { version: Some(version.to_owned()), ..site("PS1", Primary, None) };
        let world = empty().after([create(top)]);
        let server = SiteSystem { operating_system, ..system("PS1", "wsus-a") };
        assert!(!found(&world, &create(server), "V132").is_empty(), "{version}");
    }
}

fn unsuitable_wsus() {
    type Setting = fn(&mut Wsus);
    let changes: [(&str, Setting); 3] = [
        ("V48", |wsus| wsus.standalone = true),
        ("V49", |wsus| wsus.replica = true),
        ("V47", |wsus| "10.0.26100".clone_into(&mut wsus.version)),
    ];
    for (rule, change) in changes {
        let mut unsuitable = system("PS2", "wsus-ps2");
        change(&mut unsuitable.wsus);
        let world = subscribed().after([create(unsuitable)]);
        let role = create(sup("PS2", "wsus-ps2", Some("CAS/wsus-cas")));
        assert_eq!(found(&world, &role, rule), [Severity::Error]);
    }
}

fn failure_ends_a_run() {
    let world = with_fault(FaultKind::NoInternet, "wsus-cas.contoso.com");
    let row = world.row_of("wsus-cas");
    assert!(row.state == Some(SyncState::Failed) && row.last_success.is_none() && row.next_attempt.is_some());
}

fn wid_to_sql() {
    let mut moved = system("PS1", "wsus-a");
    moved.wsus.database.kind = DatabaseKind::Sql;
    let world = subscribed().synchronized().after([update(moved)]).synchronized();
    assert_eq!(outcome(&world, "wsus-a").1, Some(Failure::PostInstallMissing));
    assert_told(&world, LogFile::Wsyncmgr, "PS1", "WSUS server not configured");
    world.clear_faults(Some(FaultKind::PostInstallMissing), Some("wsus-a.contoso.com")).unwrap();
    world.pass(hours(3));
    assert_eq!(world.states(), [Some(6702); 4]);
}

fn version_kept() {
    let world = subscribed().synchronized();
    let before = world.row_of("wsus-cas").catalogue_version;
    world.pass(SignedDuration::from_mins(10));
    let world = world.synchronized();
    assert_eq!(world.row_of("wsus-cas").catalogue_version, before);
    let lines = told(&world, LogFile::Wsyncmgr, "CAS");
    let wait = lines.iter().rposition(|line| line.starts_with("Sleeping 2 more minutes")).unwrap();
    assert!(lines[wait + 1].starts_with("Set content version of update source"), "{}", lines[wait + 1]);
}

fn subscription_told() {
    let world = subscribed().synchronized();
    let before = told(&world, LogFile::Wcm, "CAS").len();
    world.make(update(at_top(|settings| settings.products = Some(["Windows 11".to_owned()].into())))).unwrap();
    world.pass(SignedDuration::from_mins(1));
    let lines = told(&world, LogFile::Wcm, "CAS").split_off(before);
    assert_eq!(lines[0], "File notification triggered WCM Inbox.");
    assert!(lines.iter().any(|line| line.starts_with("Subscribed Update Categories")), "{lines:#?}");
}

fn unsubscribed() {
    let count = |world: &Hierarchy| {
        let products = world.catalog(None).unwrap().unwrap().products;
        products.into_iter().find(|product| product.name == "Windows 11").unwrap().updates.unwrap()
    };
    let world = subscribed().synchronized();
    let before = count(&world).updates;
    let without = at_top(|settings| settings.products = Some(["Microsoft Defender Antivirus".to_owned()].into()));
    let world = world.after([update(without)]).synchronized();
    assert_eq!((count(&world).updates, count(&world).expired), (before, before), "expired first");
    world.pass(hours(24 * 8));
    let world = world.synchronized();
    assert_eq!(count(&world).updates, 0, "removed later");
    assert_told(&world, LogFile::Wsyncmgr, "CAS", &format!("Deleted {before} expired updates total"));
}

fn run_time_of_others() {
    let top = |version: &str| Site { version: Some(version.to_owned()), ..site("CAS", Central, None) };
    for (version, warnings) in [("2010", 1), ("2103", 0)] {
        let world = empty().after([create(top(version)), create(sup("CAS", "wsus-cas", None))]);
        assert_eq!(found(&world, &create(settings("CAS/wsus-cas")), "V133").len(), warnings, "{version}");
    }
}

fn end_of_support() {
    // The clock of the tests shows November 2026.
    for (version, is_over) in [("2303", true), ("2403", true), ("2409", true), ("2509", false)] {
        let top = Site { version: Some(version.to_owned()), ..site("CAS", Central, None) };
        assert_eq!(!found(&empty(), &create(top), "V21").is_empty(), is_over, "{version}");
    }
}
