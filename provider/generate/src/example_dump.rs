//! The dump in `examples/real-site`, for readers without a site: what a site would write of a small hierarchy.

use std::collections::BTreeSet;

use anyhow::Result;
use hierarchy::{
    Account, DEFAULT_INSTALL_DIRECTORY, Object, Schedule, Site, SiteSystem, SiteType, SupRole, SyncSettings, Weekday,
    Weekly,
};
use sms_provider::class::Class;
use sms_provider::stub::Stub;

use crate::artifact::Artifact;

/// The families whose products the example has: all would be thousands of lines.
const FAMILIES: [&str; 2] = ["Office", "Windows Admin Center"];

pub(crate) fn artifact() -> Result<Artifact> {
    let mut stub = Stub::of(&objects());
    let categories = stub.rows.entry(Class::Category).or_default();
    let number =
        |row: &sms_provider::stub::Row, column: &str| row.columns.get(column).and_then(serde_json::Value::as_i64);
    let has_name = |row: &sms_provider::stub::Row| {
        row.columns
            .get("LocalizedCategoryInstanceName")
            .is_some_and(|name| FAMILIES.iter().any(|family| name == family))
    };
    let families: Vec<_> =
        categories.iter().filter(|row| has_name(row)).filter_map(|row| number(row, "CategoryInstanceID")).collect();
    categories.retain(|row| {
        let parent = number(row, "ParentCategoryInstanceID");
        has_name(row) || parent == Some(0) || parent.is_some_and(|parent| families.contains(&parent))
    });
    Ok(Artifact::new("examples/real-site/hierarchy.json", serde_json::to_string_pretty(&stub.file())? + "\n"))
}

fn objects() -> Vec<Object> {
    let site = |code: &str, name: &str, r#type, parent: Option<&str>| Site {
        site_code: code.to_owned(),
        name: name.to_owned(),
        r#type,
        parent_site_code: parent.map(str::to_owned),
        server_fqdn: format!("{}01.contoso.com", code.to_lowercase()),
        install_directory: DEFAULT_INSTALL_DIRECTORY.to_owned(),
        version: parent.is_none().then(|| "2509".to_owned()),
    };
    let set = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>());
    let [top, eur] = ["wsus-cas.contoso.com", "wsus-eur.contoso.com"];
    let role = |code: &str, server: &str, upstream: Option<&str>| SupRole {
        wsus_connection_account: Some("CONTOSO\\svc-wsus".to_owned()),
        ..SupRole::with_defaults(code, server, upstream)
    };
    let settings = SyncSettings {
        products: set(&["Office 2016", "Windows Admin Center"]),
        classifications: set(&["Critical Updates", "Security Updates"]),
        schedule: Some(Schedule {
            start: Some("2026-01-13T03:00:00+01:00[Europe/Berlin]".to_owned()),
            weekly: Some(Weekly { day: Weekday::Wednesday, every_weeks: 1 }),
            ..Schedule::default()
        }),
        ..SyncSettings::top_level_defaults(&format!("CAS/{top}"))
    };
    vec![
        site("CAS", "Contoso headquarters", SiteType::CentralAdministration, None).into(),
        site("EUR", "Europe", SiteType::Primary, Some("CAS")).into(),
        Account { user_name: "CONTOSO\\svc-wsus".to_owned(), password_version: None }.into(),
        SiteSystem::with_defaults("CAS", top).into(),
        SiteSystem::with_defaults("EUR", eur).into(),
        role("CAS", top, None).into(),
        role("EUR", eur, Some(&format!("CAS/{top}"))).into(),
        settings.into(),
        SyncSettings::child_defaults(&format!("EUR/{eur}")).into(),
    ]
}
