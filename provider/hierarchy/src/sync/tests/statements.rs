//! "Install and configure a software update point", statement by statement: which change is warned of or refused, by its
//! number on the page. What follows from a change is in the other tests.

use std::collections::BTreeSet;

use super::*;

/// A statement, a change, and the rule that reports it; `None` if nothing does.
type Statement = (u8, Change, Option<&'static str>);

fn changed_server(site: &str, host: &str, change: fn(&mut SiteSystem)) -> Change {
    let mut server = system(site, host);
    change(&mut server);
    update(server)
}

fn role(site: &str, host: &str, upstream: &str, change: fn(&mut SupRole)) -> Change {
    let mut role = sup(site, host, Some(upstream));
    change(&mut role);
    update(role)
}

fn top(change: fn(&mut SyncSettings)) -> Change {
    update(at_top(change))
}

fn child(change: fn(&mut SyncSettings)) -> Change {
    let mut settings = settings("PS1/wsus-a");
    change(&mut settings);
    create(settings)
}

fn second_tuesday(offset_days: u32) -> Option<Schedule> {
    let day = MonthlyByWeekday { week: Week::Second, day: Weekday::Tuesday, offset_days, every_months: 1 };
    Some(Schedule { monthly_by_weekday: Some(day), ..Schedule::default() })
}

fn statements() -> Vec<Statement> {
    vec![
        (1, changed_server("PS1", "wsus-a", |server| server.wsus.installed = false), Some("V43")),
        (4, create(sup("PS2", "plain", Some("CAS/wsus-cas"))), Some("V43")),
        (5, create(sup("S12", "wsus-s12", None)), Some("H02")),
        (6, create(sup("PS2", "wsus-ps2", None)), Some("H02")),
        (6, create(sup("PS2", "wsus-ps2", Some("CAS/wsus-cas"))), None),
        (7, child(|settings| settings.express_updates = Some(true)), Some("V86")),
        (8, create(sup("PS1", "wsus-c", Some("PS1/wsus-a"))), None),
        (9, create(sup("PS1", "wsus-c", Some("CAS/wsus-cas"))), Some("H03")),
        (10, create(settings("PS1/wsus-b")), Some("H12")),
        (11, changed_server("PS1", "wsus-a", |server| server.wsus.standalone = true), Some("V48")),
        (12, top(|settings| from(settings, "http://wsus.fabrikam.com:8530")), None),
        (13, create(sup("PS2", "ready", Some("CAS/wsus-cas"))), None),
        (13, create(sup("PS2", "new", Some("CAS/wsus-cas"))), None),
        (
            14,
            role("PS1", "wsus-b", "PS1/wsus-a", |role| {
                (role.use_proxy_for_sync, role.use_proxy_for_adr) = (true, true)
            }),
            None,
        ),
        (15, role("PS1", "wsus-a", "CAS/wsus-cas", |role| role.use_proxy_for_sync = true), Some("V64")),
        (16, role("PS1", "wsus-a", "CAS/wsus-cas", |role| role.use_proxy_for_adr = true), Some("V65")),
        (17, role("S11", "wsus-s11", "PS1/wsus-a", |role| role.use_proxy_for_adr = true), Some("V66")),
        (24, role("PS1", "wsus-a", "CAS/wsus-cas", |role| (role.http_port, role.https_port) = (80, 443)), Some("V52")),
        (26, role("PS1", "wsus-a", "CAS/wsus-cas", |role| role.require_ssl = true), Some("V53")),
        (27, role("PS1", "wsus-a", "CAS/wsus-cas", |role| role.allow_cmg_traffic = true), Some("V57")),
        (
            28,
            role("PS1", "wsus-a", "CAS/wsus-cas", |role| {
                role.wsus_connection_account = Some(r"CONTOSO\nobody".to_owned())
            }),
            Some("V62"),
        ),
        (29, role("PS1", "wsus-a", "CAS/wsus-cas", |_| ()), None),
        (30, child(|settings| settings.source = Some(SyncSource::MicrosoftUpdate)), Some("V80")),
        (31, create(sup("PS2", "wsus-ps2", Some("PS1/wsus-a"))), Some("H02")),
        (31, create(sup("S12", "wsus-s12", Some("CAS/wsus-cas"))), Some("H02")),
        (38, top(|settings| from(settings, "https://wsus.fabrikam.com:8531")), None),
        (39, top(|settings| from(settings, "https://wsus.fabrikam.com:8531/")), None),
        (39, top(|settings| from(settings, "wsus.fabrikam.com")), Some("V83")),
        (40, top(|settings| settings.source = Some(SyncSource::None)), None),
        (41, top(|settings| settings.reporting_events = ReportingEvents::All), Some("V125")),
        (42, child(|settings| settings.schedule = daily()), Some("V86")),
        (43, top(|settings| settings.schedule = daily()), None),
        (43, top(|settings| settings.schedule = second_tuesday(1)), None),
        (46, top(|settings| settings.schedule = second_tuesday(0)), Some("V137")),
        (46, top(|settings| settings.schedule = second_tuesday(1)), None),
        (47, top(|settings| settings.schedule = None), Some("V95")),
        (49, child(|settings| settings.supersedence = Some(Supersedence::default())), Some("V86")),
        (50, expiring(SupersedenceRule::default(), after_months(6)), None),
        (51, expiring(at_once(), at_once()), Some("V109")),
        (52, expiring(after_months(6), after_months(6)), None),
        (52, expiring(after_months(0), after_months(0)), Some("V108")),
        (54, create(settings("PS1/wsus-b")), Some("H12")),
        (55, child(|settings| settings.classifications = some(["Updates"])), Some("V86")),
        (57, child(|settings| settings.products = some(["Windows 11"])), Some("V86")),
        (58, child(|settings| settings.languages.update_files = ["de", "en"].map(str::to_owned).into()), None),
        (59, child(|settings| settings.languages.summary_details = some(["en"])), Some("V86")),
    ]
}

fn some<const N: usize>(members: [&str; N]) -> Option<BTreeSet<String>> {
    Some(members.map(str::to_owned).into())
}

fn after_months(wait_months: u32) -> SupersedenceRule {
    SupersedenceRule { expire_immediately: false, wait_months }
}

fn at_once() -> SupersedenceRule {
    SupersedenceRule { expire_immediately: true, ..SupersedenceRule::default() }
}

fn expiring(non_feature_updates: SupersedenceRule, feature_updates: SupersedenceRule) -> Change {
    let mut settings = at_top(|_| ());
    settings.supersedence = Some(Supersedence { feature_updates, non_feature_updates });
    update(settings)
}

/// [`subscribed`], with a server that has a proxy, one without WSUS, and one that is ready.
fn with_servers() -> Hierarchy {
    let proxied = SiteSystem { proxy: Some(proxy(None)), ..system("PS1", "wsus-b") };
    let mut plain = system("PS2", "plain");
    plain.wsus.installed = false;
    subscribed().after([create(proxied), create(plain), create(system("PS2", "ready"))]).synchronized()
}

fn from(settings: &mut SyncSettings, url: &str) {
    settings.source = Some(SyncSource::UpstreamWsus);
    settings.upstream_url = Some(url.to_owned());
}

/// Rules that follow from the change of the settings as such.
const BESIDE: [&str; 4] = ["V95", "V101", "V121", "V128"];

#[test]
fn statements_of_the_page_are_rules() {
    let world = with_servers();
    let mut wrong = Vec::new();
    for (number, change, expected) in statements() {
        let findings = world.check(&change).unwrap();
        let told: Vec<&str> = findings.iter().map(|finding| finding.rule.0).collect();
        let is_right = match expected {
            Some(rule) => told.contains(&rule),
            None => told.iter().all(|rule| BESIDE.contains(rule)),
        };
        if !is_right {
            wrong.push((number, change.id().to_string(), expected, told.join(" ")));
        }
    }
    assert_eq!(wrong, [], "statement, object, expected, told");
}

#[test]
fn a_child_site_is_told_once_what_it_cannot_set() {
    let world = subscribed().synchronized();
    for change in [
        child(|settings| settings.express_updates = Some(true)),
        child(|settings| {
            settings.third_party_updates =
                Some(ThirdPartyUpdates { enabled: true, certificate_management: CertificateManagement::Manual });
        }),
    ] {
        let told: Vec<&str> = world.check(&change).unwrap().iter().map(|finding| finding.rule.0).collect();
        assert_eq!(told, ["V86"]);
    }
}

/// Statements 9 and 13.
#[test]
fn another_software_update_point_is_a_replica_of_the_first_on_any_server() {
    let world = subscribed().after([create(sup("PS1", "wsus-new", Some("PS1/wsus-a")))]).synchronized();
    for host in ["wsus-b", "wsus-new"] {
        assert_eq!(world.row_of(host).sync_source, Some(server("wsus-a")), "{host}");
    }
    assert_eq!(world.site_system("PS1", "wsus-new"), system("PS1", "wsus-new"), "the role brings its site system");
}

/// Statements 30 to 33.
#[test]
fn only_the_top_level_site_needs_the_internet() {
    let offline = |site: &str, host: &str| changed_server(site, host, |server| server.wsus.internet_access = false);
    let world = subscribed().after([offline("PS1", "wsus-a"), offline("S11", "wsus-s11")]).synchronized();
    assert_eq!(world.states(), [Some(6702); 4]);
    let sources = ["wsus-cas", "wsus-a", "wsus-s11"].map(|host| world.row_of(host).sync_source.unwrap());
    assert_eq!(sources, ["Microsoft Update".to_owned(), server("wsus-cas"), server("wsus-a")]);
    let world = world.after([offline("CAS", "wsus-cas")]).synchronized();
    assert_eq!(world.row_of("wsus-cas").failure, Some(Failure::NoInternet));
    let remedy = Failure::NoInternet.remedy();
    assert!(remedy.contains("sws.update.microsoft.com on ports 80 and 443"), "{remedy}");
}

/// Statement 37.
#[test]
fn a_child_site_synchronizes_from_the_url_of_its_parent_site() {
    let with_ssl = changed_server("CAS", "wsus-cas", |server| server.wsus.ssl_configured = true);
    let requiring_it = update(SupRole { require_ssl: true, ..sup("CAS", "wsus-cas", None) });
    let world = subscribed().after([with_ssl, requiring_it]).synchronized();
    let urls = ["wsus-cas", "wsus-a", "wsus-s11"].map(|host| world.row_of(host).upstream_url);
    let [of_cas, of_ps1] = ["https://wsus-cas.contoso.com:8531", "http://wsus-a.contoso.com:8530"].map(str::to_owned);
    assert_eq!(urls, [None, Some(of_cas), Some(of_ps1)]);
}

/// Statement 48.
#[test]
fn without_a_schedule_synchronization_is_by_hand() {
    let world = subscribed();
    world.pass(hours(24 * 40));
    assert_eq!(world.states(), [None; 4]);
    assert_eq!(world.sync_status().unwrap().next_scheduled, None);
    assert_eq!(world.synchronized().states(), [Some(6702); 4]);
}

/// Statements 50 and 60.
#[test]
fn some_settings_came_with_a_version() {
    let apart = expiring(SupersedenceRule::default(), after_months(6));
    let third_party = top(|settings| {
        settings.third_party_updates = Some(ThirdPartyUpdates { enabled: true, ..ThirdPartyUpdates::default() });
    });
    for (change, rule, before, since) in [(apart, "V110", "1806", "1810"), (third_party, "V136", "1710", "1802")] {
        for (version, told) in [(before, true), (since, false)] {
            let world = empty().after(contoso_at(version)).after([create(at_top(|_| ()))]);
            let findings = world.check(&change).unwrap();
            assert_eq!(findings.iter().any(|finding| finding.rule.0 == rule), told, "{rule} at {version}");
        }
    }
}

/// What is not simulated, or not as in the product, is said where users read about the attribute.
#[test]
fn attributes_say_what_the_page_says_of_them() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/resources");
    for (number, resource, attribute, text) in [
        (17, "sup_role", "use_proxy_for_adr", "at a secondary site, the attribute has no effect"),
        (19, "sup_role", "use_proxy_for_adr", "as its Local System account"),
        (22, "sup_role", "require_ssl", "SSL is highly recommended"),
        (23, "sup_role", "require_ssl", "*Allow user proxy for software update scans*"),
        (25, "site_system", "http_port", "*Edit Bindings*"),
        (44, "sync_settings", "start", "starts a simple schedule at the local time when it is created"),
        (53, "sync_settings", "supersedence", "cannot be added to a new deployment"),
        (53, "sync_settings", "supersedence", "Deployments are not simulated"),
        (62, "sync_settings", "third_party_updates", "download the signing certificate"),
        (62, "sync_settings", "third_party_updates", "*Enable third party software updates*"),
    ] {
        let page = std::fs::read_to_string(folder.join(format!("{resource}.md"))).unwrap();
        let start = format!("- `{attribute}` (");
        let said = page.lines().any(|line| line.starts_with(&start) && line.contains(text));
        assert!(said, "statement {number}: {resource}.{attribute}: {text}");
    }
}
