//! Rows of the rules that judge an object alone, whatever hierarchy it is in.

use std::collections::BTreeSet;

use super::rows::{Row, nothing, row};
use crate::tests::fixture::*;
use crate::*;

pub(super) fn rows() -> Vec<Row> {
    [servers(), sup_roles(), sources(), schedules(), updates(), languages()].into_iter().flatten().collect()
}

fn standalone<T: Into<Object>>(rule: &'static str, keeps: T, breaks: T) -> Row {
    row(rule, nothing, create(keeps), create(breaks))
}

fn servers() -> Vec<Row> {
    let on = |fqdn: &str| Site { server_fqdn: fqdn.to_owned(), ..site("PS1", Primary, None) };
    let reached_as = |fqdn: &str| SiteSystem { internet_fqdn: Some(fqdn.to_owned()), ..system("PS1", "wsus-a") };
    let through = |server: &str, port| SiteSystem {
        proxy: Some(Proxy { server: server.to_owned(), port, account: None }),
        ..system("PS1", "wsus-a")
    };
    let storing = |path: &str| {
        let wsus = Wsus { content_path: Some(path.to_owned()), ..Wsus::of(OperatingSystem::default()) };
        SiteSystem { wsus, ..system("PS1", "wsus-a") }
    };
    let version = |version: &str| {
        let wsus = Wsus { version: version.to_owned(), ..Wsus::of(OperatingSystem::default()) };
        SiteSystem { wsus, ..system("PS1", "wsus-a") }
    };
    let on_sql = |server: &str| sharing("PS1", "wsus-a", Some(server), None);
    let listening = |http_port, https_port| SiteSystem {
        wsus: Wsus { http_port, https_port, ..Wsus::of(OperatingSystem::default()) },
        ..system("PS1", "wsus-a")
    };
    vec![
        standalone("V22", on("cm01.contoso.com"), on("cm01")),
        standalone("V22", on("cm01.contoso.com"), on("10.0.0.1")),
        standalone("V22", on("cm01.contoso.com"), on("-cm01.contoso.com")),
        standalone("V23", on("configmgr-ps-01.contoso.com"), on("configmgr-ps-001.contoso.com")),
        standalone("V23", sup("PS1", "wsus-a", None), sup("PS1", "wsus-headquarters", None)),
        standalone("H14", reached_as("wsus.contoso.com"), reached_as("wsus")),
        standalone("V67", through("proxy", 8080), through("http://proxy", 8080)),
        standalone("V67", through("10.0.0.1", 80), through("10.0.0.256", 80)),
        standalone("V67", through("fd00::1", 80), through("", 80)),
        standalone("V67", through("proxy.contoso.com", 65535), through("proxy.contoso.com", 0)),
        standalone("V50", listening(80, 8531), listening(0, 0)),
        standalone("H14", reached_as("wsus.contoso.com"), reached_as(" wsus.contoso.com")),
        standalone("V67", through("proxy.contoso.com", 80), through("proxy.contoso.com\n", 80)),
        standalone("H20", account("CONTOSO\\svc-wsus$"), account("CONTOSO \\svc-wsus")),
        standalone("H20", account("corp.contoso.com\\svc.wsus"), account("CONTOSO\\ svc-wsus")),
        standalone("H20", account("CONTOSO\\svc wsus"), account("CONTOSO\\svc\"wsus")),
        standalone("H20", account("CONTOSO\\Jürgen"), account("CONTOSO\\svc/wsus")),
        standalone("H20", account("CONTOSO\\twenty-characters-ok"), account("CONTOSO\\twenty-one-characters")),
        standalone("H20", account("CONTOSO\\svc"), account("CONTOSO\\svc\n")),
        standalone("H21", version("10.0.20348"), version(" 10.0.20348")),
        standalone("H21", version("10.0.20348.2402"), version("10.0")),
        standalone("H21", version("10.0.17763"), version("10.0.+17763")),
        standalone("H21", version("10.0.14393"), version("")),
        standalone("H22", on_sql("sql.contoso.com"), on_sql("sql.contoso.com ")),
        standalone("H22", on_sql("sql"), on_sql("")),
        standalone("H22", on_sql("sql.contoso.com\\WSUS"), on_sql("sql.contoso.com\\")),
        standalone("H22", on_sql("sql.contoso.com,1433"), on_sql("sql.contoso.com,0")),
        standalone("H22", on_sql("fd00::1"), on_sql("sql.contoso.com/WSUS")),
        standalone("H24", storing("D:\\WSUS"), storing("WSUS")),
        standalone("H24", storing("D:/WSUS"), storing("D:WSUS")),
        standalone("H24", storing("D:\\Update files"), storing("D:\\WSUS ")),
        standalone("H24", storing("\\\\files.contoso.com\\WSUS"), storing("\\\\files.contoso.com")),
        standalone("H24", storing("D:\\Zürich"), storing("D:\\WSUS\n")),
        standalone("H24", storing("D:\\${x}"), storing("D:\\WSUS:2")),
        standalone("H24", storing("D:\\WSUS"), storing("D:\\\"WSUS\"")),
    ]
}

fn sup_roles() -> Vec<Row> {
    use ClientConnectionType::{Internet, InternetAndIntranet, Intranet};
    let ports = |http_port, https_port| SupRole { http_port, https_port, ..sup("PS1", "wsus-a", None) };
    let serving = |client_connection_type, allow_cmg_traffic, require_ssl| SupRole {
        client_connection_type,
        allow_cmg_traffic,
        require_ssl,
        ..sup("PS1", "wsus-a", None)
    };
    let proxied = |use_proxy_for_sync, use_proxy_for_adr| SupRole {
        use_proxy_for_sync,
        use_proxy_for_adr,
        ..sup("PS1", "wsus-a", None)
    };
    let below = |upstream: &str| SupRole { upstream_sup_id: Some(upstream.to_owned()), ..sup("PS1", "wsus-a", None) };
    vec![
        standalone("H11", below("CAS/wsus-cas.contoso.com"), below("")),
        standalone("H11", below("CAS/wsus-cas.contoso.com"), below("garbage")),
        standalone("H11", below("CAS/wsus-cas.contoso.com"), below("cas/wsus-cas.contoso.com")),
        standalone("V50", ports(8530, 8531), ports(0, 8531)),
        standalone("V50", ports(65534, 65535), ports(8530, 0)),
        standalone("V51", ports(80, 443), ports(80, 81)),
        standalone("V51", ports(8540, 8541), ports(8540, 8531)),
        standalone("V51", ports(65534, 65535), ports(65535, 443)),
        standalone("V54", serving(Internet, false, true), serving(Internet, false, false)),
        standalone("V54", serving(Intranet, false, false), serving(InternetAndIntranet, false, false)),
        standalone("V56", serving(InternetAndIntranet, true, true), serving(Intranet, true, true)),
        standalone("V57", serving(Intranet, true, true), serving(Intranet, true, false)),
        standalone("V57", serving(InternetAndIntranet, true, true), serving(InternetAndIntranet, true, false)),
        standalone("V54", serving(Internet, true, false), serving(Internet, false, false)),
        standalone("V65", proxied(true, true), proxied(false, true)),
    ]
}

fn sources() -> Vec<Row> {
    use SyncSource::{MicrosoftUpdate, None as Nowhere, UpstreamWsus};
    let from = |source, url: Option<&str>| SyncSettings {
        source: Some(source),
        upstream_url: url.map(str::to_owned),
        ..settings("CAS/wsus-cas")
    };
    let url = |url| from(UpstreamWsus, Some(url));
    let good = || url("https://wsus.example.com:8531");
    let misshapen = [
        "wsus.example.com:8531",
        "https://wsus.example.com",
        "https://wsus.example.com:0",
        "https://wsus.example.com:65536",
        "https://wsus.example.com:8531//",
        "https://wsus.example.com:8531/update",
        "ftp://wsus.example.com:8531",
        "https://:8531",
        "https://fd00::1:8531",
    ];
    let mut rows = vec![
        standalone("V81", good(), from(UpstreamWsus, None)),
        standalone("V82", good(), from(MicrosoftUpdate, Some("https://wsus.example.com:8531"))),
        standalone("V82", from(Nowhere, None), from(Nowhere, Some("https://wsus.example.com:8531"))),
        standalone("V83", url("http://[fd00::1]:8530"), url("http://[fd00::g]:8530")),
        standalone("V83", url("https://wsus.example.com:8531/"), url("https://wsus.example.com/:8531")),
        standalone("V85", url("http://wsus.example.com:8530"), url("https://wsus.example.com:8530")),
        standalone("V85", url("https://wsus.example.com:8540"), url("http://wsus.example.com:443")),
    ];
    rows.extend(misshapen.map(|breaks| standalone("V83", good(), url(breaks))));
    rows
}

fn schedules() -> Vec<Row> {
    let runs = |schedule| SyncSettings { schedule: Some(schedule), ..settings("CAS/wsus-cas") };
    let every = |days, hours, minutes| {
        runs(Schedule { interval: Some(Interval { days, hours, minutes }), ..Schedule::default() })
    };
    let weekly = |every_weeks| Some(Weekly { day: Weekday::Monday, every_weeks });
    let weeks = |every_weeks| runs(Schedule { weekly: weekly(every_weeks), ..Schedule::default() });
    let date = |day, every_months| {
        runs(Schedule { monthly_by_date: Some(MonthlyByDate { day, every_months }), ..Schedule::default() })
    };
    let weekday = |offset_days, every_months| {
        let form = MonthlyByWeekday { week: Week::Second, day: Weekday::Tuesday, offset_days, every_months };
        runs(Schedule { monthly_by_weekday: Some(form), ..Schedule::default() })
    };
    let patch_tuesday = |start: &str| {
        let form = MonthlyByWeekday { week: Week::Second, day: Weekday::Tuesday, offset_days: 0, every_months: 1 };
        let start = Some(start.to_owned());
        runs(Schedule { start, monthly_by_weekday: Some(form), ..Schedule::default() })
    };
    let from = |start: &str| runs(Schedule { start: Some(start.to_owned()), weekly: weekly(1), ..Schedule::default() });
    let twice = runs(Schedule {
        interval: Some(Interval { days: Some(1), ..Interval::default() }),
        weekly: weekly(1),
        ..Schedule::default()
    });
    let without_form = runs(Schedule { start: Some("2026-01-01T02:00:00Z".to_owned()), ..Schedule::default() });
    let mut rows = vec![
        standalone("V88", settings("CAS/wsus-cas"), without_form),
        standalone("V88", weeks(1), twice),
        standalone("V89", every(Some(1), None, None), every(None, None, None)),
        standalone("V89", every(Some(31), None, None), every(Some(32), None, None)),
        standalone("V89", every(None, Some(23), None), every(None, Some(24), None)),
        standalone("V89", every(None, None, Some(59)), every(None, None, Some(0))),
        standalone("V89", every(None, Some(1), None), every(Some(1), Some(12), None)),
        standalone("V90", weeks(4), weeks(5)),
        standalone("V90", weeks(1), weeks(0)),
        standalone("V91", date(0, 1), date(32, 1)),
        standalone("V91", date(31, 12), date(1, 13)),
        standalone("V91", weekday(0, 12), weekday(0, 0)),
        standalone("V92", weekday(7, 1), weekday(8, 1)),
        standalone("V94", every(None, Some(1), None), every(None, None, Some(30))),
        standalone("V137", weekday(1, 1), weekday(0, 1)),
        standalone("V137", patch_tuesday("2026-01-13T18:00:00Z"), patch_tuesday("2026-01-13T17:00:00Z")),
        standalone(
            "V137",
            patch_tuesday("2026-01-13T10:00:00-08:00[America/Los_Angeles]"),
            patch_tuesday("2026-01-13T09:59:00-08:00[America/Los_Angeles]"),
        ),
    ];
    let kept = ["2026-01-13T03:00:00+01:00", "2026-01-13t03:00:00.5z", "2026-07-13T03:00:00+02:00[europe/berlin]"];
    let broken = [
        "2026-01-13T03:00:00",
        "2026-01-13 03:00:00Z",
        "2026-01-13T03:00Z",
        "2026-02-30T03:00:00Z",
        "2026-01-13T03:00:00+01",
        "2026-01-13T03:00:00+01:00[Europe/Berln]",
        "2026-07-13T03:00:00+01:00[Europe/Berlin]",
        "2026-01-13T03:00:00+01:00[Europe/Berlin",
        "20260113T030000Z",
        "tomorrow",
        "",
    ];
    let starts = kept.into_iter().cycle().zip(broken);
    rows.extend(starts.map(|(kept, broken)| standalone("V93", from(kept), from(broken))));
    rows
}

fn updates() -> Vec<Row> {
    use CertificateManagement::{Configmgr, Manual};
    let rule = |expire_immediately, wait_months| SupersedenceRule { expire_immediately, wait_months };
    let expiring = |feature_updates, non_feature_updates| SyncSettings {
        supersedence: Some(Supersedence { feature_updates, non_feature_updates }),
        ..settings("CAS/wsus-cas")
    };
    let waiting = |months| expiring(rule(false, months), rule(false, months));
    let at_once = |months| expiring(rule(true, months), rule(true, months));
    let taking = |feature_updates, non_feature_updates, other| SyncSettings {
        max_run_time_minutes: Some(MaxRunTime { feature_updates, non_feature_updates, other }),
        ..settings("CAS/wsus-cas")
    };
    let third_party = |enabled, certificate_management| SyncSettings {
        third_party_updates: Some(ThirdPartyUpdates { enabled, certificate_management }),
        ..settings("CAS/wsus-cas")
    };
    let express = |express| SyncSettings { express_updates: Some(express), ..settings("CAS/wsus-cas") };
    let events = |reporting_events| SyncSettings { reporting_events, ..settings("PS1/wsus-a") };
    vec![
        standalone("V107", at_once(3), at_once(6)),
        standalone("V107", waiting(6), expiring(rule(false, 6), rule(true, 1))),
        standalone("V108", waiting(1), waiting(0)),
        standalone("V108", waiting(99), expiring(rule(false, 3), rule(false, 100))),
        standalone("V109", waiting(3), expiring(rule(false, 3), rule(true, 3))),
        standalone("V111", taking(5, 9999, 60), taking(4, 10000, 60)),
        standalone("V111", taking(120, 60, 60), taking(120, 60, 0)),
        standalone("V116", third_party(true, Manual), third_party(false, Manual)),
        standalone("V116", third_party(false, Configmgr), third_party(false, Manual)),
        standalone("V127", express(false), express(true)),
        standalone("V125", events(ReportingEvents::None), events(ReportingEvents::StatusOnly)),
    ]
}

fn languages() -> Vec<Row> {
    let set = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<BTreeSet<String>>();
    let files = |codes: &[&str]| SyncSettings {
        languages: Languages { update_files: set(codes), summary_details: None },
        ..settings("PS1/wsus-a")
    };
    let summaries = |codes: &[&str]| SyncSettings {
        languages: Languages { summary_details: Some(set(codes)), ..Languages::default() },
        ..settings("CAS/wsus-cas")
    };
    vec![
        standalone("V112", files(&["en", "pt-br"]), files(&["en", "pt-BR"])),
        standalone("V112", files(&["de"]), files(&["German", "en-US"])),
        standalone("V112", summaries(&["zh-cn"]), summaries(&["zh"])),
        standalone("V112", summaries(&["fr"]), summaries(&["tlh"])),
        standalone("V113", files(&["en"]), files(&[])),
        standalone("V113", summaries(&["en"]), summaries(&[])),
        standalone("V134", files(&["de", "en"]), files(&["de"])),
    ]
}
