//! What administrators meet at real sites and can practice here: what it does, where it is seen, and what cures it.

use super::*;
use crate::messages::{MessageSeverity, StatusMessage};

const UNKNOWN_ID: &str = "00000000-0000-4000-8000-000000000000";

impl Hierarchy {
    /// The messages of a log since a number of lines.
    fn told(&self, file: LogFile, site: &str, since: usize) -> Vec<String> {
        self.log(file, Some(site)).unwrap().into_iter().skip(since).map(|line| line.message).collect()
    }

    fn length(&self, file: LogFile, site: &str) -> usize {
        self.log(file, Some(site)).unwrap().len()
    }

    /// The ids of the errors that a site reports.
    fn errors(&self, site: &str) -> Vec<u16> {
        let mut ids: Vec<u16> = self
            .status_messages(Some(site))
            .unwrap()
            .into_iter()
            .filter(|message| message.severity == MessageSeverity::Error)
            .map(|StatusMessage { id, .. }| id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

fn has(lines: &[String], text: &str) -> bool {
    lines.iter().any(|line| line.contains(text))
}

#[test]
fn a_product_that_wsus_has_lost_is_named_and_no_longer_subscribed() {
    let world = subscribed().synchronized();
    let before = world.length(LogFile::Wcm, "CAS");
    world.add_fault(FaultKind::ProductUnknown, "wsus-cas.contoso.com", "alice").unwrap();
    world.pass(hours(1));
    let world = world.synchronized();
    let row = world.row_of("wsus-cas");
    assert_eq!((row.failure, row.error_code), (Some(Failure::ProductUnknown), 0x8000_4005));
    assert_eq!(row.configuration, ConfigurationState::Failed);
    let lost = world.faults().unwrap().remove(0).fault.product.unwrap();
    let log = world.told(LogFile::Wcm, "CAS", before);
    let place = crate::catalog::find(&lost).remove(0);
    for text in [
        &format!("Category Product:{lost} ({}) not found on WSUS", place.name()),
        "Subscription contains categories unknown to WSUS.",
        "Failed to set Subscriptions on the WSUS Server. Error:(-2147467259)Unspecified error",
        "state to 3 (WSUS_CONFIG_FAILED)",
    ] {
        assert!(has(&log, text), "{text}: {log:#?}");
    }
    assert!(has(&world.told(LogFile::Wsyncmgr, "CAS", 0), "WSUS server not configured. Please refer to WCM.log"));
    let without = at_top(|settings| {
        let products = settings.products.iter().flatten();
        settings.products = Some(products.filter(|name| *name != place.name()).cloned().collect());
    });
    world.make(update(without)).unwrap();
    world.pass(hours(5));
    assert_eq!(world.states(), [Some(6702); 4], "the fault is still there, and the product is not subscribed");
}

#[test]
fn an_id_that_no_catalog_has_is_refused_by_wsus() {
    let world = subscribed().synchronized();
    let with_it = at_top(|settings| {
        settings.products.as_mut().map(|products| products.insert(UNKNOWN_ID.to_owned()));
    });
    let warnings = world.make(update(with_it)).unwrap().warnings;
    assert!(warnings.iter().any(|finding| finding.rule.0 == "V98"), "{warnings:#?}");
    let world = world.synchronized();
    assert_eq!(world.row_of("wsus-cas").failure, Some(Failure::ProductUnknown));
    let line = format!("Category Product:{UNKNOWN_ID} ({UNKNOWN_ID}) not found on WSUS");
    assert!(has(&world.told(LogFile::Wcm, "CAS", 0), &line));
    world.make(update(at_top(|_| ()))).unwrap();
    world.pass(hours(3));
    assert_eq!(world.states(), [Some(6702); 4]);
}

#[test]
fn a_site_server_without_the_console_configures_no_wsus() {
    let world = subscribed().synchronized();
    world.add_fault(FaultKind::ConsoleMissing, "PS1", "alice").unwrap();
    world.pass(hours(1));
    let before = world.length(LogFile::Wcm, "PS1");
    world.pass(hours(1));
    let states = ["wsus-a", "wsus-b"].map(|host| world.row_of(host).configuration);
    assert_eq!(states, [ConfigurationState::Failed; 2], "of all its software update points");
    insta::assert_snapshot!("without_console", world.told(LogFile::Wcm, "PS1", before).join("\n"));
    let world = world.synchronized();
    let row = world.row_of("wsus-a");
    assert_eq!((row.failure, row.error_code), (Some(Failure::ConsoleMissing), 0x8013_1701));
    let clearing = row.fault.map(|fault| fault.clear_command(&row.site_code, &row.server_fqdn));
    assert_eq!(clearing.as_deref(), Some("supctl fault clear console-missing --site PS1"));
    assert_eq!(world.errors("PS1"), [6600, 6607, 6703]);
    world.make(create(sup("PS1", "cm-ps1", Some("PS1/wsus-a")))).unwrap();
    world.pass(hours(3));
    assert_eq!(world.row_of("wsus-a").state, Some(SyncState::Succeeded), "WSUS on the site server brings the console");
}

/// A server whose WSUS has its database in SQL Server, with its own content folder.
fn in_sql(site: &str, host: &str) -> SiteSystem {
    let mut server = system(site, host);
    server.wsus.database.kind = DatabaseKind::Sql;
    server
}

#[test]
fn a_moved_database_needs_the_post_installation() {
    let world = subscribed().synchronized();
    let applied = world.make(update(in_sql("PS1", "wsus-a"))).unwrap();
    assert!(applied.warnings.iter().any(|finding| finding.rule.0 == "V138"), "{:#?}", applied.warnings);
    let fault = world.faults().unwrap().remove(0).fault;
    let made = (fault.kind, fault.target.as_str(), fault.actor.as_str());
    assert_eq!(made, (FaultKind::PostInstallMissing, "wsus-a.contoso.com", "alice"));
    world.pass(hours(1));
    assert_eq!(world.row_of("wsus-a").configuration, ConfigurationState::Failed);
    let world = world.synchronized();
    let row = world.row_of("wsus-a");
    assert_eq!((row.failure, row.fault), (Some(Failure::PostInstallMissing), Some(FaultKind::PostInstallMissing)));
    world.clear_faults(Some(FaultKind::PostInstallMissing), None).unwrap();
    world.pass(hours(3));
    assert_eq!(world.states(), [Some(6702); 4], "the post-installation has run");
}

#[test]
fn which_moves_need_the_post_installation() {
    let faults = |changes: Vec<Change>| subscribed().after(changes).faults().unwrap().len();
    let moved = || update(in_sql("PS1", "wsus-a"));
    for (what, expected, changes) in [
        ("a move", 1, vec![moved()]),
        ("a declaration of what there has always been", 0, vec![create(in_sql("PS1", "wsus-a"))]),
        ("a move back", 0, vec![moved(), update(system("PS1", "wsus-a"))]),
        ("a removed declaration", 0, vec![moved(), delete(Kind::SiteSystem, &sup_id("PS1/wsus-a"))]),
        ("a server without a role", 0, vec![create(system("PS1", "new")), update(in_sql("PS1", "new"))]),
    ] {
        assert_eq!(faults(changes), expected, "{what}");
    }
}

#[test]
fn a_stopped_synchronization_is_tried_again() {
    let world = subscribed();
    world.add_fault(FaultKind::Canceled, "wsus-cas.contoso.com", "alice").unwrap();
    let world = world.synchronized();
    let log = world.told(LogFile::Wsyncmgr, "CAS", 0);
    assert!(has(&log, "Sync failed. Will retry in 60 minutes"), "{log:#?}");
    assert!(!has(&log, "Sync failed: "), "no source has the text: {log:#?}");
    assert_eq!(world.errors("CAS"), [6703]);
    world.clear_faults(None, None).unwrap();
    world.pass(hours(4));
    assert_eq!(world.states(), [Some(6702); 4]);
}

#[test]
fn one_update_that_fails_stops_no_other() {
    let world = subscribed();
    world.add_fault(FaultKind::UpdateFailed, "wsus-cas.contoso.com", "alice").unwrap();
    let world = world.synchronized();
    assert_eq!(world.states(), [Some(6703), Some(6702), Some(6702), Some(6702)]);
    let versions: Vec<u64> =
        world.sync_status().unwrap().software_update_points.iter().map(|row| row.catalogue_version).collect();
    assert_eq!(versions, [1; 4], "all others have arrived, also at child sites");
    let row = world.row_of("wsus-cas");
    assert_eq!((row.failure, row.last_success), (Some(Failure::UpdateFailed), None));
    let log = world.told(LogFile::Wsyncmgr, "CAS", 0);
    let failed = log.iter().find(|line| line.starts_with("Failed to sync update")).unwrap();
    assert!(failed.contains("CCISource error: -1. Source: Microsoft.SystemsManagementServer"), "{failed}");
    assert!(has(&log, "Sync failed. Will retry in 60 minutes"));
}

#[test]
fn a_certificate_that_is_not_trusted_fails_third_party_downloads() {
    let world = subscribed().synchronized();
    for site in ["CAS", "PS1", "S11"] {
        world.add_fault(FaultKind::ThirdPartyCertificate, site, "alice").unwrap();
    }
    world.pass(hours(2));
    assert!(world.told(LogFile::RuleEngine, "PS1", 0).is_empty(), "third-party updates are not enabled");
    let third_party = ThirdPartyUpdates { enabled: true, certificate_management: CertificateManagement::Configmgr };
    world.make(update(at_top(|settings| settings.third_party_updates = Some(third_party)))).unwrap();
    world.pass(hours(2));
    let log = world.told(LogFile::RuleEngine, "PS1", 0);
    assert!(has(&log, "from internet. Error = 13875") && has(&log, "Error code = 13875"), "{log:#?}");
    assert!(!has(&log, "12007"), "{log:#?}");
    assert!(world.told(LogFile::RuleEngine, "S11", 0).is_empty(), "a secondary site downloads nothing");
    world.clear_faults(None, None).unwrap();
    assert!(world.told(LogFile::RuleEngine, "PS1", 0).is_empty());
}

#[test]
fn a_first_synchronization_that_times_out_keeps_what_has_arrived() {
    let listed = |world: &Hierarchy| {
        let products = world.catalog(None).unwrap().unwrap().products;
        products.iter().filter(|product| product.listed).count()
    };
    let world = subscribed();
    let at_install = listed(&world);
    world.add_fault(FaultKind::Timeout, "wsus-cas.contoso.com", "alice").unwrap();
    world.synchronize(None, Extent::Full).unwrap();
    let began = world.now().unwrap();
    world.pass(SignedDuration::from_mins(14));
    assert_eq!(world.row_of("wsus-cas").state, Some(SyncState::Wsus));
    world.pass(SignedDuration::from_mins(2));
    let row = world.row_of("wsus-cas");
    assert_eq!((row.failure, row.error_code), (Some(Failure::Timeout), 0x8013_1505));
    assert_eq!(row.state_time.unwrap().duration_since(began), SignedDuration::from_mins(15));
    let log = world.told(LogFile::Wsyncmgr, "CAS", 0);
    assert!(has(&log, "WSUS synchronizing categories") && !has(&log, "WSUS synchronizing updates"), "{log:#?}");
    let partly = listed(&world);
    world.clear_faults(None, None).unwrap();
    world.pass(hours(4));
    let whole = listed(&world);
    assert!(at_install < partly && partly < whole, "{at_install}, {partly}, {whole}");
    assert_eq!(world.states(), [Some(6702); 4]);
}

/// Statements 29 and 37 of "Install and configure a software update point".
#[test]
fn wcm_names_the_port_and_ssl_of_the_parent_and_the_account() {
    let mut server = system("CAS", "wsus-cas");
    server.wsus.ssl_configured = true;
    let role = SupRole { require_ssl: true, ..sup("CAS", "wsus-cas", None) };
    let world = subscribed().after([create(server), update(role)]);
    world.pass(hours(2));
    let log = world.told(LogFile::Wcm, "PS1", 0);
    assert!(has(&log, "Upstream Server is set to wsus-cas.contoso.com, port: 8531, useSSL: True"), "{log:#?}");
    assert!(has(&log, "for wsus-a.contoso.com, no connection account is available"), "{log:#?}");
    let log = world.told(LogFile::Wcm, "CAS", 0);
    assert!(has(&log, "Upstream Server is set to Microsoft Update"), "{log:#?}");

    let outside = with_settings(|settings| {
        settings.source = Some(SyncSource::UpstreamWsus);
        settings.upstream_url = Some("http://wsus.example.com:8530".to_owned());
    });
    outside.pass(hours(2));
    let log = outside.told(LogFile::Wcm, "CAS", 0);
    assert!(has(&log, "Upstream Server is set to wsus.example.com, port: 8530, useSSL: False"), "{log:#?}");
}

#[test]
fn the_account_without_access_is_named() {
    let with_account = SupRole {
        wsus_connection_account: Some(r"CONTOSO\svc-wsus".to_owned()),
        ..sup("PS1", "wsus-a", Some("CAS/wsus-cas"))
    };
    for (role, expected) in [
        (with_account, r"The site connects as CONTOSO\svc-wsus."),
        (
            sup("PS1", "wsus-a", Some("CAS/wsus-cas")),
            "The site connects as the computer account of cm-ps1.contoso.com.",
        ),
    ] {
        let account = role.wsus_connection_account.clone();
        let world = subscribed().after([update(role)]);
        world.add_fault(FaultKind::Http401, "wsus-a.contoso.com", "alice").unwrap();
        let world = world.synchronized();
        assert_eq!(world.row_of("wsus-a").connection_account, account);
        let messages = world.status_messages(Some("PS1")).unwrap();
        let told: Vec<&str> = messages.iter().filter(|one| one.id == 6600).map(|one| one.text.as_str()).collect();
        assert!(told.iter().any(|text| text.ends_with(expected)), "{told:#?}");
    }
}

/// Statement 12 of "Install and configure a software update point".
#[test]
fn an_upstream_without_ssl_is_not_reached_with_https() {
    let mut upstream = system("CAS", "wsus-out");
    upstream.wsus.standalone = true;
    let world = empty().after(contoso()).after([create(upstream.clone())]);
    let settings = at_top(|settings| {
        settings.source = Some(SyncSource::UpstreamWsus);
        settings.upstream_url = Some("https://wsus-out.contoso.com:8531".to_owned());
    });
    let warnings = world.make(create(settings)).unwrap().warnings;
    assert!(warnings.iter().any(|finding| finding.rule.0 == "V139"), "{warnings:#?}");
    let world = world.synchronized();
    assert_eq!(world.row_of("wsus-cas").failure, Some(Failure::ConnectionAborted));
    upstream.wsus.ssl_configured = true;
    world.make(update(upstream)).unwrap();
    world.pass(hours(4));
    assert_eq!(world.states(), [Some(6702); 4], "it heals with the fact");
}
