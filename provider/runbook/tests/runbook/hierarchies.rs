//! Hierarchies of the tests.

use std::collections::BTreeSet;

use hierarchy::*;
use jiff::Timestamp;
use runbook::{Runbook, State};

/// The time of all tests.
pub(crate) fn now() -> Timestamp {
    "2026-11-22T18:00:00Z".parse().unwrap()
}

pub(crate) fn between(from: &State, to: &State) -> Runbook {
    Runbook::between(from, to, now()).unwrap()
}

pub(crate) fn site(code: &str, r#type: SiteType, parent: Option<&str>) -> Site {
    Site {
        site_code: code.to_owned(),
        name: format!("Site-{code}"),
        r#type,
        parent_site_code: parent.map(str::to_owned),
        server_fqdn: format!("{}.contoso.com", code.to_lowercase()),
        install_directory: DEFAULT_INSTALL_DIRECTORY.to_owned(),
        version: None,
    }
}

pub(crate) fn system(site: &str, host: &str) -> SiteSystem {
    SiteSystem::with_defaults(site, &format!("{host}.contoso.com"))
}

pub(crate) fn role(site: &str, host: &str, upstream: Option<&str>) -> SupRole {
    SupRole::with_defaults(site, &format!("{host}.contoso.com"), upstream)
}

pub(crate) fn account(name: &str) -> Account {
    Account { user_name: name.to_owned(), password_version: Some(1) }
}

pub(crate) fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// A central administration site without software update points, a primary site and a secondary site.
pub(crate) fn sites() -> Vec<Object> {
    vec![
        Object::Site(site("CAS", SiteType::CentralAdministration, None)),
        Object::Site(site("PS1", SiteType::Primary, Some("CAS"))),
        Object::Site(site("S11", SiteType::Secondary, Some("PS1"))),
    ]
}

pub(crate) fn state(objects: impl IntoIterator<Item = Object>) -> State {
    objects.into_iter().collect()
}

/// Settings of the top-level site in which everything differs from the defaults.
pub(crate) fn settings() -> SyncSettings {
    SyncSettings {
        reporting_events: ReportingEvents::All,
        schedule: Some(Schedule {
            start: Some("2026-01-13T03:00:00Z".to_owned()),
            interval: Some(Interval { days: Some(1), ..Interval::default() }),
            ..Schedule::default()
        }),
        alert_on_sync_failure: Some(true),
        classifications: Some(names(&["Critical Updates", "Security Updates"])),
        products: Some(names(&["Windows 11", "Office 2016"])),
        include_surface_drivers: Some(true),
        supersedence: Some(Supersedence {
            feature_updates: SupersedenceRule { expire_immediately: false, wait_months: 6 },
            non_feature_updates: SupersedenceRule { expire_immediately: true, wait_months: 3 },
        }),
        languages: Languages { update_files: names(&["en", "de"]), summary_details: Some(names(&["en", "fr"])) },
        third_party_updates: Some(ThirdPartyUpdates {
            enabled: true,
            certificate_management: CertificateManagement::Configmgr,
        }),
        wsus_maintenance: Some(WsusMaintenance { decline_expired: true, add_indexes: true, remove_obsolete: true }),
        max_run_time_minutes: Some(MaxRunTime { feature_updates: 180, non_feature_updates: 90, other: 30 }),
        express_updates: Some(true),
        ..SyncSettings::top_level_defaults("CAS/cas.contoso.com")
    }
}

/// A hierarchy with everything: accounts, a proxy, a replica, settings at each tier.
pub(crate) fn whole() -> Vec<Object> {
    let mut objects = sites();
    let mut server = system("CAS", "cas");
    server.internet_fqdn = Some("cas.contoso.net".to_owned());
    server.installation_account = Some(r"CONTOSO\install".to_owned());
    server.proxy =
        Some(Proxy { server: "proxy.contoso.com".to_owned(), port: 8080, account: Some(r"CONTOSO\proxy".to_owned()) });
    let mut first = role("CAS", "cas", None);
    first.use_proxy_for_sync = true;
    first.wsus_connection_account = Some(r"CONTOSO\wsus".to_owned());
    first.ledbat = true;
    objects.extend([r"CONTOSO\install", r"CONTOSO\proxy", r"CONTOSO\wsus"].map(|name| Object::Account(account(name))));
    objects.extend([server, system("CAS", "wsus2"), system("PS1", "wsus3")].map(Object::SiteSystem));
    objects.extend(
        [first, role("CAS", "wsus2", Some("CAS/cas.contoso.com")), role("PS1", "wsus3", Some("CAS/cas.contoso.com"))]
            .map(Object::SupRole),
    );
    objects.push(Object::SyncSettings(settings()));
    let child = SyncSettings::child_defaults("PS1/wsus3.contoso.com");
    objects.push(Object::SyncSettings(SyncSettings { reporting_events: ReportingEvents::StatusOnly, ..child }));
    objects
}
