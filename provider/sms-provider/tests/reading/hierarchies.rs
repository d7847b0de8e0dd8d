//! Hierarchies that tests write and read.

use std::collections::BTreeSet;

use hierarchy::{
    Account, ClientConnectionType, DEFAULT_INSTALL_DIRECTORY, DatabaseKind, Languages, Object, Proxy, ReportingEvents,
    Schedule, Site, SiteSystem, SiteType, SupRole, SyncSettings, ThirdPartyUpdates, Weekday, Weekly, WsusDatabase,
};

pub(crate) fn site(code: &str, r#type: SiteType, parent: Option<&str>) -> Site {
    Site {
        site_code: code.to_owned(),
        name: format!("Site-{code}"),
        r#type,
        parent_site_code: parent.map(str::to_owned),
        server_fqdn: format!("{}.contoso.com", code.to_lowercase()),
        install_directory: DEFAULT_INSTALL_DIRECTORY.to_owned(),
        version: parent.is_none().then(|| "2509".to_owned()),
    }
}

pub(crate) fn server(code: &str, name: &str) -> SiteSystem {
    SiteSystem::with_defaults(code, &format!("{name}.contoso.com"))
}

pub(crate) fn role(code: &str, name: &str, upstream: Option<&str>) -> SupRole {
    SupRole::with_defaults(code, &format!("{name}.contoso.com"), upstream)
}

/// A set of texts.
pub(crate) fn set(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// A central administration site with two primary sites, one of which has a secondary site and a replica.
pub(crate) fn central() -> Vec<Object> {
    let mut cas = server("CAS", "wsus-cas");
    cas.proxy =
        Some(Proxy { server: "proxy.contoso.com".to_owned(), port: 8080, account: Some(r"CONTOSO\proxy".to_owned()) });
    let mut ps1 = server("PS1", "wsus-ps1");
    ps1.wsus.database = WsusDatabase { kind: DatabaseKind::Sql, server: Some(r"sql01\WSUS".to_owned()), name: None };
    ps1.internet_fqdn = Some("updates.contoso.com".to_owned());
    ps1.installation_account = Some(r"CONTOSO\install".to_owned());
    let top = "CAS/wsus-cas.contoso.com";
    let mut of_cas = role("CAS", "wsus-cas", None);
    of_cas.use_proxy_for_sync = true;
    let mut of_ps1 = role("PS1", "wsus-ps1", Some(top));
    of_ps1.client_connection_type = ClientConnectionType::InternetAndIntranet;
    of_ps1.wsus_connection_account = Some(r"CONTOSO\wsus".to_owned());
    let mut settings = SyncSettings::top_level_defaults(top);
    settings.products = Some(set(&["Windows 11", "Microsoft Edge"]));
    settings.classifications = Some(set(&["Security Updates", "Critical Updates"]));
    settings.schedule = Some(Schedule {
        start: Some("2026-01-13T03:00:00+01:00[Europe/Berlin]".to_owned()),
        weekly: Some(Weekly { day: Weekday::Tuesday, every_weeks: 1 }),
        ..Schedule::default()
    });
    settings.alert_on_sync_failure = Some(true);
    settings.languages = Languages { update_files: set(&["de", "en"]), summary_details: Some(set(&["en"])) };
    settings.third_party_updates = Some(ThirdPartyUpdates { enabled: true, ..ThirdPartyUpdates::default() });
    let mut of_child = SyncSettings::child_defaults("PS1/wsus-ps1.contoso.com");
    of_child.reporting_events = ReportingEvents::StatusOnly;
    let account = |name: &str| Account { user_name: format!(r"CONTOSO\{name}"), password_version: None };
    vec![
        site("CAS", SiteType::CentralAdministration, None).into(),
        site("PS1", SiteType::Primary, Some("CAS")).into(),
        site("PS2", SiteType::Primary, Some("CAS")).into(),
        site("S11", SiteType::Secondary, Some("PS1")).into(),
        account("proxy").into(),
        account("install").into(),
        account("wsus").into(),
        cas.into(),
        ps1.into(),
        server("PS1", "wsus-ps1b").into(),
        server("PS2", "wsus-ps2").into(),
        server("S11", "s11").into(),
        of_cas.into(),
        of_ps1.into(),
        role("PS1", "wsus-ps1b", Some("PS1/wsus-ps1.contoso.com")).into(),
        role("PS2", "wsus-ps2", Some(top)).into(),
        role("S11", "s11", Some("PS1/wsus-ps1.contoso.com")).into(),
        settings.into(),
        of_child.into(),
        SyncSettings::child_defaults("PS2/wsus-ps2.contoso.com").into(),
        SyncSettings::child_defaults("S11/s11.contoso.com").into(),
    ]
}

/// A stand-alone primary site of version 2103.
pub(crate) fn stand_alone() -> Vec<Object> {
    let mut site = site("PS1", SiteType::Primary, None);
    site.version = Some("2103".to_owned());
    vec![
        site.into(),
        server("PS1", "wsus").into(),
        role("PS1", "wsus", None).into(),
        SyncSettings::top_level_defaults("PS1/wsus.contoso.com").into(),
    ]
}

/// A central administration site with 25 primary sites and 250 secondary sites below them, and 600 software update points.
pub(crate) fn large() -> Vec<Object> {
    let mut objects: Vec<Object> = vec![site("CAS", SiteType::CentralAdministration, None).into()];
    let mut add = |code: &str, count: usize, above: Option<&str>| {
        let first = format!("{code}/{}.contoso.com", name_of(code, 0));
        for index in 0..count {
            let name = name_of(code, index);
            let upstream = if index == 0 { above } else { Some(first.as_str()) };
            objects.push(server(code, &name).into());
            objects.push(role(code, &name, upstream).into());
        }
        objects.push(match above {
            None => SyncSettings::top_level_defaults(&first).into(),
            Some(_) => SyncSettings::child_defaults(&first).into(),
        });
        first
    };
    let top = add("CAS", 25, None);
    let mut sites: Vec<Object> = Vec::new();
    for number in 0..25 {
        let code = format!("Z{}", two(number));
        sites.push(site(&code, SiteType::Primary, Some("CAS")).into());
        let primary = add(&code, 13, Some(&top));
        for below in 0..10 {
            let secondary = format!("{}{}", char::from(b'A' + u8::try_from(number).unwrap()), two(below));
            sites.push(site(&secondary, SiteType::Secondary, Some(&code)).into());
            add(&secondary, 1, Some(&primary));
        }
    }
    objects.extend(sites);
    objects
}

fn two(number: usize) -> String {
    format!("{number:02}")
}

fn name_of(code: &str, index: usize) -> String {
    format!("wsus-{}-{index}", code.to_lowercase())
}
