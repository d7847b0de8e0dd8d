//! Trees of hierarchies that today's rules refuse, and of settings only some sites have.

use hierarchy::{DEFAULT_INSTALL_DIRECTORY, Languages, SiteType, SyncSource};

use super::*;
use crate::shared::room::Room;

fn site(code: &str, r#type: SiteType, parent: Option<&str>) -> Site {
    Site {
        site_code: code.to_owned(),
        name: format!("Contoso-{code}"),
        r#type,
        parent_site_code: parent.map(str::to_owned),
        server_fqdn: format!("cm-{}.contoso.com", code.to_lowercase()),
        install_directory: DEFAULT_INSTALL_DIRECTORY.to_owned(),
        version: None,
    }
}

fn stored<T>(object: T) -> Stored<T> {
    Stored { object, revision: 1, declared: true }
}

fn text(hierarchy: &Objects) -> String {
    let tree = Tree { sites: hierarchy.roots(), accounts: Vec::new(), now: Timestamp::UNIX_EPOCH };
    let mut drawn = Vec::new();
    text::print(&mut drawn, Room::UNLIMITED, &tree, &"hierarchy.db".into()).unwrap();
    anstream::adapter::strip_str(&String::from_utf8(drawn).unwrap()).to_string()
}

/// Code and children of each site as in the JSON; a missing parent follows in brackets.
fn outline(sites: &[SiteNode]) -> String {
    fn of(sites: &serde_json::Value) -> String {
        let sites = sites.as_array().unwrap().iter().map(|site| {
            let missing = if site["parent_is_missing"] == true {
                format!("[{}]", site["parent_site_code"])
            } else {
                String::new()
            };
            format!("{}{missing}({})", site["site_code"].as_str().unwrap(), of(&site["child_sites"]))
        });
        sites.collect::<Vec<_>>().join(" ")
    }
    of(&serde_json::to_value(sites).unwrap())
}

#[test]
fn no_site_vanishes() {
    let (central, primary, secondary) = (SiteType::CentralAdministration, SiteType::Primary, SiteType::Secondary);
    let hierarchy = Objects {
        sync: HashMap::new(),
        pending: PendingInstallations::default(),
        sites: vec![
            site("CAS", central, None),
            site("ps1", primary, Some("cas")),
            site("S11", secondary, Some("Ps1")),
            site("PS2", primary, Some("OLD")),
            site("S21", secondary, Some("PS2")),
        ],
        sups: vec![SupRole::with_defaults("PS1", "wsus.contoso.com", Some("CAS/wsus-cas.contoso.com"))],
        systems: vec![stored(SiteSystem::with_defaults("Ps1", "dp.contoso.com"))],
        settings: vec![stored(SyncSettings::child_defaults("PS1/wsus.contoso.com"))],
    };
    insta::assert_snapshot!(outline(&hierarchy.roots()), @r#"CAS(ps1(S11())) PS2["OLD"](S21())"#);
    insta::assert_snapshot!(text(&hierarchy), @r"
    CAS Contoso-CAS, central administration site, on cm-cas.contoso.com
    └─ ps1 Contoso-ps1, primary site, on cm-ps1.contoso.com
       ├─ SUP wsus.contoso.com: first, source CAS/wsus-cas.contoso.com, ports 8530/8531, no SSL
       ├─ server dp.contoso.com: no software update point
       ├─ sync settings: declared, update files in en
       └─ S11 Contoso-S11, secondary site, on cm-s11.contoso.com
    PS2 Contoso-PS2, primary site, on cm-ps2.contoso.com, parent site OLD is missing
    └─ S21 Contoso-S21, secondary site, on cm-s21.contoso.com
    ");
}

#[test]
fn a_software_update_point_shows_its_proxy_and_gateway() {
    let sup = |host: &str| SupRole::with_defaults("CAS", host, None);
    let sups = [
        SupRole { use_proxy_for_sync: true, use_proxy_for_adr: true, ..sup("both.contoso.com") },
        SupRole { use_proxy_for_sync: true, ..sup("sync.contoso.com") },
        SupRole { use_proxy_for_adr: true, ..sup("rules.contoso.com") },
        SupRole { allow_cmg_traffic: true, require_ssl: true, ..sup("gateway.contoso.com") },
    ];
    let hierarchy = Objects {
        sites: vec![site("CAS", SiteType::CentralAdministration, None)],
        sups: sups.into(),
        systems: Vec::new(),
        settings: Vec::new(),
        sync: HashMap::new(),
        pending: PendingInstallations::default(),
    };
    insta::assert_snapshot!(text(&hierarchy), @r"
    CAS Contoso-CAS, central administration site, on cm-cas.contoso.com
    ├─ SUP both.contoso.com: first, source Microsoft Update, ports 8530/8531, no SSL, uses the proxy for synchronization and deployment rules
    ├─ SUP sync.contoso.com: first, source Microsoft Update, ports 8530/8531, no SSL, uses the proxy for synchronization
    ├─ SUP rules.contoso.com: first, source Microsoft Update, ports 8530/8531, no SSL, uses the proxy for deployment rules
    └─ SUP gateway.contoso.com: first, source Microsoft Update, ports 8530/8531, SSL, cloud gateway traffic
    ");
}

#[test]
fn settings_show_what_their_site_decides() {
    let (cas, ps1) = ("CAS/wsus-cas.contoso.com", "PS1/wsus-ps1.contoso.com");
    let no_files = Languages { update_files: [].into(), summary_details: None };
    let subscribed = SyncSettings {
        source: None,
        products: Some(["Windows 11".to_owned()].into()),
        ..SyncSettings::top_level_defaults(cas)
    };
    let hierarchy = Objects {
        sites: vec![site("CAS", SiteType::CentralAdministration, None), site("PS1", SiteType::Primary, Some("CAS"))],
        sups: vec![SupRole::with_defaults("CAS", "wsus-cas.contoso.com", None)],
        systems: Vec::new(),
        settings: vec![
            stored(subscribed),
            // A child site has no source; one in its settings does not make it a top-level site.
            stored(SyncSettings {
                source: Some(SyncSource::MicrosoftUpdate),
                languages: no_files,
                ..SyncSettings::child_defaults(ps1)
            }),
        ],
        sync: HashMap::new(),
        pending: PendingInstallations::default(),
    };
    insta::assert_snapshot!(text(&hierarchy), @r"
    CAS Contoso-CAS, central administration site, on cm-cas.contoso.com
    ├─ SUP wsus-cas.contoso.com: first, source Microsoft Update, ports 8530/8531, no SSL
    ├─ sync settings: declared, 1 product, no classifications, manual, update files in en
    └─ PS1 Contoso-PS1, primary site, on cm-ps1.contoso.com
       └─ sync settings: declared, no update file languages
    ");
}
