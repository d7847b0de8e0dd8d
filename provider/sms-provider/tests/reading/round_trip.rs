use std::collections::{BTreeMap, BTreeSet};

use hierarchy::{
    Account, CertificateManagement, ClientConnectionType, DatabaseKind, Interval, Kind, MaxRunTime, MonthlyByDate,
    MonthlyByWeekday, Object, Proxy, ReportingEvents, Schedule, Site, SiteSystem, SiteType, SupRole, Supersedence,
    SupersedenceRule, SyncSettings, SyncSource, ThirdPartyUpdates, Week, Weekday, Weekly, WsusDatabase,
    WsusMaintenance,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use sms_provider::facts;
use sms_provider::stub::Stub;

use crate::hierarchies::{central, large, role, server, set, site, stand_alone};
use crate::{read, sorted};

#[test]
fn a_hierarchy_is_the_same_after_it_was_written_and_read() {
    for objects in [central(), stand_alone(), large()] {
        let found = read(&Stub::of(&objects).file());
        assert_eq!(sorted(found.objects), sorted(objects));
    }
}

#[test]
fn answers_of_the_administration_service_are_the_same_as_a_file() {
    let stub = Stub::of(&central());
    let folder = tempfile::tempdir().unwrap();
    for (class, answer) in stub.answers() {
        std::fs::write(folder.path().join(format!("{class}.json")), answer.to_string()).unwrap();
    }
    let found = crate::read_path(folder.path()).unwrap();
    let of_file = read(&stub.file());
    assert_eq!(sorted(found.objects), sorted(of_file.objects));
    assert_eq!((found.catalog, found.statuses), (of_file.catalog, of_file.statuses));
    assert_eq!(found.as_found.not_known, of_file.as_found.not_known);
}

fn a_schedule() -> impl Strategy<Value = Option<Schedule>> {
    let start = prop_oneof![
        Just(None),
        Just(Some("2026-01-13T03:00:00Z".to_owned())),
        Just(Some("2026-07-01T22:30:00+02:00[Europe/Berlin]".to_owned())),
        Just(Some("2026-01-13T03:00:00+01:00[Europe/Berlin]".to_owned())),
    ];
    let form = prop_oneof![
        (1..=23_u32).prop_map(|hours| Schedule {
            interval: Some(Interval { hours: Some(hours), ..Interval::default() }),
            ..Schedule::default()
        }),
        (1..=4_u32).prop_map(|every_weeks| Schedule {
            weekly: Some(Weekly { day: Weekday::Friday, every_weeks }),
            ..Schedule::default()
        }),
        (0..=31_u32, 1..=12_u32).prop_map(|(day, every_months)| Schedule {
            monthly_by_date: Some(MonthlyByDate { day, every_months }),
            ..Schedule::default()
        }),
        (0..=7_u32, 1..=12_u32).prop_map(|(offset_days, every_months)| Schedule {
            monthly_by_weekday: Some(MonthlyByWeekday {
                week: Week::Second,
                day: Weekday::Tuesday,
                offset_days,
                every_months
            }),
            ..Schedule::default()
        }),
    ];
    prop_oneof![Just(None), (start, form).prop_map(|(start, form)| Some(Schedule { start, ..form }))]
}

fn a_rule() -> impl Strategy<Value = SupersedenceRule> {
    prop_oneof![
        Just(SupersedenceRule { expire_immediately: true, wait_months: 3 }),
        (1..=99_u32).prop_map(|wait_months| SupersedenceRule { expire_immediately: false, wait_months }),
    ]
}

fn some_of(names: &'static [&'static str]) -> impl Strategy<Value = Option<BTreeSet<String>>> {
    proptest::sample::subsequence(names, 0..=names.len()).prop_map(|names| (!names.is_empty()).then(|| set(&names)))
}

prop_compose! {
    fn the_settings()(
        source in prop_oneof![
            Just((None, None)),
            Just((Some(SyncSource::None), None)),
            (any::<bool>(), 1..=u16::MAX).prop_map(|(ssl, port)| {
                let url = format!("{}://wsus.fabrikam.com:{port}", if ssl { "https" } else { "http" });
                (Some(SyncSource::UpstreamWsus), Some(url))
            }),
        ],
        reporting_events in prop_oneof![
            Just(ReportingEvents::None), Just(ReportingEvents::StatusOnly), Just(ReportingEvents::All)
        ],
        schedule in a_schedule(),
        alert in any::<bool>(),
        products in some_of(&["Windows 11", "Microsoft Edge", "Office", "Windows Server 2012 R2"]),
        classifications in some_of(&["Security Updates", "Updates", "Upgrades"]),
        rules in (a_rule(), a_rule()),
        languages in (some_of(&["de", "en", "pt-br"]), some_of(&["en", "fr"])),
        third_party in prop_oneof![
            Just(None), Just(Some(CertificateManagement::Configmgr)), Just(Some(CertificateManagement::Manual))
        ],
        maintenance in any::<[bool; 3]>(),
        minutes in (5..=9999_u32, 5..=9999_u32),
        express in any::<bool>(),
    ) -> SyncSettings {
        let defaults = SyncSettings::top_level_defaults("PS1/wsus.contoso.com");
        SyncSettings {
            source: source.0,
            upstream_url: source.1,
            reporting_events,
            schedule,
            alert_on_sync_failure: Some(alert),
            products,
            classifications,
            supersedence: Some(Supersedence { feature_updates: rules.0, non_feature_updates: rules.1 }),
            languages: hierarchy::Languages {
                update_files: languages.0.unwrap_or_default(),
                summary_details: Some(languages.1.unwrap_or_default()),
            },
            third_party_updates: third_party.map(|certificate_management| ThirdPartyUpdates {
                enabled: true, certificate_management
            }),
            wsus_maintenance: Some(WsusMaintenance {
                decline_expired: maintenance[0], add_indexes: maintenance[1], remove_obsolete: maintenance[2]
            }),
            max_run_time_minutes: Some(MaxRunTime {
                feature_updates: minutes.0, non_feature_updates: minutes.1, ..MaxRunTime::default()
            }),
            express_updates: Some(express),
            ..defaults
        }
    }
}

/// What a server and the software update point on it have beside their names.
#[derive(Clone, Debug)]
struct Server {
    ports: (u16, u16),
    flags: [bool; 4],
    connection: ClientConnectionType,
    accounts: [Option<String>; 2],
    internet: Option<String>,
    proxy: Option<(u16, Option<String>)>,
    /// A SQL Server: on another host, or on the server itself.
    sql: Option<Option<String>>,
    has_role: bool,
}

fn an_account() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(r"(CONTOSO|corp\.contoso\.com)\\[a-z]{1,8}")
}

prop_compose! {
    fn a_server()(
        ports in (1..=u16::MAX, 1..=u16::MAX),
        flags in any::<[bool; 4]>(),
        connection in prop_oneof![
            Just(ClientConnectionType::Intranet),
            Just(ClientConnectionType::Internet),
            Just(ClientConnectionType::InternetAndIntranet),
        ],
        accounts in [an_account(), an_account()],
        internet in proptest::option::of("[a-z]{1,8}\\.contoso\\.com"),
        proxy in proptest::option::of((1..=u16::MAX, an_account())),
        sql in proptest::option::of(proptest::option::of("sql[0-9]\\\\[A-Z]{1,5}")),
        has_role in proptest::bool::weighted(0.8),
    ) -> Server {
        Server { ports, flags, connection, accounts, internet, proxy, sql, has_role }
    }
}

impl Server {
    fn system(&self, code: &str, name: &str) -> SiteSystem {
        let mut system = server(code, name);
        [system.installation_account, _] = self.accounts.clone();
        system.internet_fqdn.clone_from(&self.internet);
        let proxy = self.proxy.clone();
        system.proxy = proxy.map(|(port, account)| Proxy { server: "proxy.contoso.com".to_owned(), port, account });
        if self.has_role {
            (system.wsus.http_port, system.wsus.https_port) = self.ports;
            [system.wsus.ssl_configured, ..] = self.flags;
            if let Some(server) = &self.sql {
                system.wsus.database = WsusDatabase { kind: DatabaseKind::Sql, server: server.clone(), name: None };
            }
        }
        system
    }

    fn role(&self, code: &str, name: &str, upstream: Option<&str>) -> SupRole {
        let mut role = role(code, name, upstream);
        (role.http_port, role.https_port) = self.ports;
        [role.require_ssl, role.allow_cmg_traffic, role.use_proxy_for_sync, role.use_proxy_for_adr] = self.flags;
        role.client_connection_type = self.connection;
        [_, role.wsus_connection_account] = self.accounts.clone();
        role
    }
}

/// A site with its servers, of which any may have a software update point.
#[derive(Clone, Debug)]
struct SiteOf {
    name: String,
    directory: String,
    servers: Vec<Server>,
    reporting_events: ReportingEvents,
    update_files: BTreeSet<String>,
}

prop_compose! {
    fn a_site()(
        name in "[A-Za-zäöü0-9,&\"\\\\ -]{1,20}[a-z]",
        directory in r"[C-E]:\\[A-Za-z ]{1,12}[a-z]",
        servers in proptest::collection::vec(a_server(), 0..4),
        reporting_events in prop_oneof![Just(ReportingEvents::None), Just(ReportingEvents::All)],
        update_files in some_of(&["de", "en", "zh-cn"]),
    ) -> SiteOf {
        SiteOf { name, directory, servers, reporting_events, update_files: update_files.unwrap_or_default() }
    }
}

/// The objects of a site. Returns its first software update point.
fn install(
    objects: &mut Vec<Object>,
    of: &SiteOf,
    site: Site,
    above: Option<&str>,
    settings: SyncSettings,
) -> Option<String> {
    let code = site.site_code.clone();
    let top_level = site.parent_site_code.is_none();
    objects.push(Site { name: of.name.clone(), install_directory: of.directory.clone(), ..site }.into());
    let mut first = None;
    for (index, server) in of.servers.iter().enumerate() {
        let name = format!("wsus-{}-{index}", code.to_lowercase());
        objects.push(server.system(&code, &name).into());
        if server.has_role {
            let role = server.role(&code, &name, first.as_deref().or(above));
            first.get_or_insert(role.id());
            objects.push(role.into());
        }
    }
    if let Some(sup_role_id) = first.clone() {
        let languages =
            hierarchy::Languages { update_files: of.update_files.clone(), ..hierarchy::Languages::default() };
        let reporting_events = of.reporting_events;
        objects.push(match top_level {
            true => SyncSettings { sup_role_id, ..settings }.into(),
            false => SyncSettings { reporting_events, languages, ..SyncSettings::child_defaults(&sup_role_id) }.into(),
        });
    }
    first
}

prop_compose! {
    /// Objects of each kind: a stand-alone primary site or a central administration site with primary sites below it, some
    /// with a secondary site.
    fn the_objects()(
        top in a_site(),
        primaries in proptest::collection::vec((a_site(), proptest::option::of(a_site())), 0..4),
        settings in the_settings(),
        version in prop_oneof![Just("2103"), Just("2403"), Just("2509")],
        accounts in proptest::collection::btree_set(r"(CONTOSO|corp\.contoso\.com)\\[a-z]{1,8}", 0..4),
    ) -> Vec<Object> {
        let mut objects: Vec<Object> = accounts
            .into_iter()
            .map(|user_name| Account { user_name, password_version: None }.into())
            .collect();
        let (code, r#type) = match primaries.is_empty() {
            true => ("TOP", SiteType::Primary),
            false => ("TOP", SiteType::CentralAdministration),
        };
        let site_of_top = Site { version: Some(version.to_owned()), ..site(code, r#type, None) };
        let first = install(&mut objects, &top, site_of_top, None, settings.clone());
        for (number, (primary, secondary)) in primaries.iter().enumerate() {
            let code = format!("P0{number}");
            let below = site(&code, SiteType::Primary, Some("TOP"));
            let of_primary = install(&mut objects, primary, below, first.as_deref(), settings.clone());
            if let Some(secondary) = secondary {
                let below = site(&format!("S0{number}"), SiteType::Secondary, Some(&code));
                install(&mut objects, secondary, below, of_primary.as_deref(), settings.clone());
            }
        }
        objects
    }
}

/// How a dump is written.
#[derive(Clone, Debug)]
struct Form {
    numbers_as_text: bool,
    flags_as_booleans: bool,
    capitals: bool,
    backwards: bool,
    with_foreign_columns: bool,
    encoding: u8,
}

prop_compose! {
    fn a_form()(
        [numbers_as_text, flags_as_booleans, capitals, backwards, with_foreign_columns] in any::<[bool; 5]>(),
        encoding in 0..4_u8,
    ) -> Form {
        Form { numbers_as_text, flags_as_booleans, capitals, backwards, with_foreign_columns, encoding }
    }
}

impl Form {
    fn write(&self, stub: &Stub) -> Vec<u8> {
        let mut file = stub.file();
        for rows in file["classes"].as_object_mut().unwrap().values_mut() {
            let rows = rows.as_array_mut().unwrap();
            if self.backwards {
                rows.reverse();
            }
            rows.iter_mut().for_each(|row| self.rewrite(row));
        }
        let text = serde_json::to_string_pretty(&file).unwrap();
        match self.encoding {
            0 => text.into_bytes(),
            1 => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            2 => std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
            _ => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }

    fn rewrite(&self, row: &mut Value) {
        let row = row.as_object_mut().unwrap();
        if self.with_foreign_columns {
            row.insert("__GENUS".to_owned(), json!(2));
            row.insert("PSComputerName".to_owned(), json!("cas01"));
        }
        for (name, value) in row.iter_mut() {
            match value {
                Value::Array(properties) => {
                    if self.backwards {
                        properties.reverse();
                    }
                    for property in properties {
                        // DefaultWSUS names the first software update point, in any spelling.
                        if self.capitals && property["PropertyName"] == "DefaultWSUS" {
                            property["Value2"] = json!(property["Value2"].as_str().unwrap().to_uppercase());
                        }
                        self.rewrite_number(&mut property["Value"], false);
                    }
                }
                value => self.rewrite_number(value, name == "FileType" || name == "Type"),
            }
        }
    }

    fn rewrite_number(&self, value: &mut Value, is_enumeration: bool) {
        match value.as_i64() {
            Some(flag @ (0 | 1)) if self.flags_as_booleans && !is_enumeration => *value = json!(flag == 1),
            Some(number) if self.numbers_as_text => *value = json!(number.to_string()),
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_hierarchy_is_the_same_after_it_was_written_in_any_form_and_read(objects in the_objects(), form in a_form()) {
        let found = crate::read_bytes(&form.write(&Stub::of(&objects))).map_err(TestCaseError::fail)?;
        prop_assert_eq!(sorted(found.objects), sorted(objects));
    }
}

/// Each attribute that is read by the table has two values among these hierarchies, or the test above says nothing of it.
#[test]
fn these_hierarchies_have_several_values_of_each_attribute() {
    let mut runner = TestRunner::deterministic();
    let mut values: BTreeMap<(Kind, &str), BTreeSet<String>> = BTreeMap::new();
    for _ in 0..48 {
        for object in the_objects().new_tree(&mut runner).unwrap().current() {
            let attributes = object.attributes();
            for fact in facts::of(object.kind()) {
                let Some(value) = attributes.pointer(&format!("/{}", fact.attribute.replace('.', "/"))) else {
                    continue;
                };
                values.entry((fact.kind, fact.attribute)).or_default().insert(value.to_string());
            }
        }
    }
    let is_read = |fact: &&facts::Fact| !matches!(fact.reading, facts::Reading::Unknown(_));
    let alike: Vec<&str> = facts::all()
        .filter(is_read)
        .filter(|fact| values.get(&(fact.kind, fact.attribute)).map_or(0, BTreeSet::len) < 2)
        .map(|fact| fact.attribute)
        .collect();
    // A proxy has one name here, and third-party updates are null where they are off.
    assert_eq!(alike, ["proxy.server", "third_party_updates.enabled"]);
}
