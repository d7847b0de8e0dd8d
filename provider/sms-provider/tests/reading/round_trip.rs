use hierarchy::{
    CertificateManagement, ClientConnectionType, DatabaseKind, Interval, MaxRunTime, MonthlyByDate, MonthlyByWeekday,
    Object, Proxy, ReportingEvents, Schedule, SiteType, Supersedence, SupersedenceRule, SyncSettings, SyncSource,
    ThirdPartyUpdates, Week, Weekday, Weekly, WsusDatabase, WsusMaintenance,
};
use proptest::prelude::*;
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

fn some_of(names: &'static [&'static str]) -> impl Strategy<Value = Option<std::collections::BTreeSet<String>>> {
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

prop_compose! {
    fn the_server()(
        ports in (1..=u16::MAX, 1..=u16::MAX),
        flags in any::<[bool; 5]>(),
        connection in prop_oneof![
            Just(ClientConnectionType::Intranet),
            Just(ClientConnectionType::Internet),
            Just(ClientConnectionType::InternetAndIntranet),
        ],
        account in proptest::option::of("CONTOSO\\\\[a-z]{1,8}"),
        installation in proptest::option::of("CONTOSO\\\\[a-z]{1,8}"),
        internet in proptest::option::of("[a-z]{1,8}\\.contoso\\.com"),
        proxy in proptest::option::of((1..=u16::MAX, proptest::option::of("CONTOSO\\\\[a-z]{1,8}"))),
        sql in proptest::option::of(proptest::option::of("sql[0-9]\\\\[A-Z]{1,5}")),
    ) -> (Object, Object) {
        let mut system = server("PS1", "wsus");
        let mut role = role("PS1", "wsus", None);
        (role.http_port, role.https_port) = ports;
        (system.wsus.http_port, system.wsus.https_port) = ports;
        [role.require_ssl, role.allow_cmg_traffic, role.use_proxy_for_sync, role.use_proxy_for_adr, _] = flags;
        system.wsus.ssl_configured = role.require_ssl;
        role.client_connection_type = connection;
        role.wsus_connection_account = account;
        system.installation_account = installation;
        system.internet_fqdn = internet;
        system.proxy = proxy.map(|(port, account)| Proxy { server: "proxy.contoso.com".to_owned(), port, account });
        if let Some(server) = sql {
            system.wsus.database = WsusDatabase { kind: DatabaseKind::Sql, server, name: None };
        }
        (system.into(), role.into())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_hierarchy_is_the_same_after_it_was_written_and_read((system, role) in the_server(), settings in the_settings()) {
        let objects = vec![site("PS1", SiteType::Primary, None).into(), system, role, settings.into()];
        let found = read(&Stub::of(&objects).file());
        let of_kinds = |objects: Vec<Object>| {
            let mut objects = sorted(objects);
            objects.retain(|(id, _)| id.kind != hierarchy::Kind::Account);
            objects
        };
        prop_assert_eq!(of_kinds(found.objects), of_kinds(objects));
    }
}
