//! `supctl set`: changes, refusals, and their messages.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::thread;

use hierarchy::*;
use serde_json::{Value, json};

use crate::support::Console;

/// The output of several commands.
fn told(console: &Console, commands: &[&[&str]]) -> String {
    let answer = |command: &&[&str]| console.says(&[&["set"], *command].concat());
    commands.iter().map(answer).collect()
}

/// The attributes of an object.
fn attributes(console: &Console, id: &ObjectId) -> Value {
    console.hierarchy().get(id).unwrap().unwrap().object.attributes()
}

fn written(console: &Console) -> Vec<HistoryEntry> {
    let filter = HistoryFilter { actor: Some("bob".to_owned()), ..HistoryFilter::default() };
    console.hierarchy().history(&filter).unwrap()
}

#[test]
fn attributes_change() {
    let console = Console::contoso();
    console.synchronize();
    let changes = told(
        &console,
        &[
            &["EUR/sup-eur1.contoso.com", "wsus.ssl_configured=true"],
            &["sup_role/EUR/sup-eur1.contoso.com", "ledbat=true"],
            &[
                "configmgr_sup_role.EUR/sup-eur1.contoso.com",
                "client_connection_type=internet_and_intranet",
                "require_ssl=true",
            ],
            &["sup_role:eur/SUP-EUR1.contoso.com", "ledbat=false", "client_connection_type=\"intranet\""],
            &[
                "CAS/sup-cas.contoso.com",
                "proxy.port=8080",
                "proxy.account=CONTOSO\\svc-wsus",
                "wsus.content_path=D:\\1",
            ],
            &["CAS/sup-cas.contoso.com", "proxy=null"],
            &["CAS/sup-cas.contoso.com", "proxy.server=proxy.contoso.com"],
            &["CAS", "products+=Windows 10", "products-=Windows 11", "alert_on_sync_failure=true"],
            &["CAS", "products=[\"Windows 11\"]", "classifications+=[\"Updates\",\"Upgrades\"]"],
            &["CAS", "schedule.interval={\"days\":1}", "schedule.start=2026-11-24T03:00:00+01:00"],
            &["CAS", "schedule.interval=null", "schedule.weekly.day=tuesday"],
            &["CAS", "schedule=null", "third_party_updates.enabled=true"],
            &["CAS", "version=2603"],
            &["EUR", "languages.update_files+=de"],
            &["CONTOSO\\svc-wsus", "password_version=2"],
        ],
    );
    insta::assert_snapshot!("set", changes);
    let entries = written(&console);
    assert!(entries.iter().all(|entry| entry.origin == "supctl"));
    assert_eq!(entries.iter().map(|entry| entry.revision).collect::<Vec<_>>(), Vec::from_iter(13..28));
}

#[test]
fn what_follows_from_a_change_is_shown_with_it() {
    let console = Console::contoso();
    let handover: [&[&str]; 2] = [
        &["EUR/sup-eur2.contoso.com", "upstream_sup_id=CAS/sup-cas.contoso.com"],
        &["EUR/sup-eur1.contoso.com", "upstream_sup_id=EUR/sup-eur2.contoso.com"],
    ];
    insta::assert_snapshot!("set_handover", told(&console, &handover));
}

#[test]
fn nothing_to_change_makes_no_revision() {
    let console = Console::contoso();
    let unchanged = told(
        &console,
        &[
            &["EUR", "languages.update_files=[\"en\"]"],
            &["sup_role/EUR/sup-eur1.contoso.com", "http_port=8530", "wsus_connection_account=null"],
            &["EUR/sup-eur1.contoso.com", "proxy.account=null"],
            &["CAS", "products+=Windows 11", "--json"],
        ],
    );
    insta::assert_snapshot!("set_nothing", unchanged);
    assert_eq!(written(&console), []);
}

#[test]
fn changes_and_findings_are_told_as_json() {
    let console = Console::contoso();
    let answers = told(
        &console,
        &[&["CONTOSO\\svc-wsus", "password_version=2", "--json"], &["EUR", "products+=Windows 11", "--json"]],
    );
    insta::with_settings!({filters => [(r#""time": "[^"]*""#, r#""time": "TIME""#)]}, {
        insta::assert_snapshot!("set_json", answers);
    });
}

#[test]
fn rules_refuse_and_warn() {
    let console = Console::contoso();
    let refused = told(
        &console,
        &[
            &["EUR", "name=Europe"],
            &["EUR", "products+=Windows 11", "schedule.weekly.day=monday", "source=none", "languages.update_files+=xx"],
            &["CAS", "schedule.interval.days=1", "schedule.weekly.day=monday"],
            &["BER/sup-ber.contoso.com", "upstream_sup_id=USA/sup-usa.contoso.com"],
            &["sup_role/EUR/sup-eur1.contoso.com", "http_port=80"],
            &["CAS", "supersedence.feature_updates.expire_immediately=true", "languages.update_files=[]"],
            &["EUR/sup-eur1.contoso.com", "wsus_connection_account=svc-wsus", "use_proxy_for_sync=true"],
        ],
    );
    insta::assert_snapshot!("set_refused", refused);
    assert_eq!(written(&console), []);
    insta::assert_snapshot!(
        "set_warned",
        told(
            &console,
            &[&["CAS", "supersedence.feature_updates.expire_immediately=true", "languages.update_files=[]"]]
        )
    );
}

#[test]
fn mistakes_are_named_with_the_way_out() {
    let console = Console::contoso();
    let server = "EUR/sup-eur1.contoso.com";
    let mistakes = told(
        &console,
        &[
            // Objects.
            &["EUR/sup-eur3.contoso.com", "ledbat=true"],
            &["sup_rol/EUR/sup-eur1.contoso.com", "ledbat=true"],
            &["sup_role/USA/dp-usa.contoso.com", "ledbat=true"],
            &["configmgr_sup_role.europe", "ledbat=true"],
            &["XYZ", "name=a"],
            &["", "name=a"],
            &[server, "server_fqdn=sup-eur9.contoso.com"],
            &[server, "ledbat=true", "proxy.server=proxy.contoso.com"],
            &[server, "ledbatt=true"],
            // Attributes.
            &["sup_role/EUR/sup-eur1.contoso.com", "is_replica=true"],
            &["site_system/EUR/sup-eur1.contoso.com", "wsus.htp_port=80"],
            &["site_system/EUR/sup-eur1.contoso.com", "http_port=80"],
            &["CAS", "prodcuts+=Windows 10", "schedul=null"],
            &["sync_settings/CAS", "products.first=Windows 10"],
            &["CONTOSO\\svc-wsus", "password_wo_version=2"],
            // Values.
            &[server, "ledbat=yes"],
            &[server, "ledbat=null"],
            &[server, "ledbat=ture", "http_port=70000", "https_port=8531.5", "client_connection_type=intarnet"],
            &[server, "wsus=null", "wsus.database.kind=oracle", "proxy={\"sever\":\"proxy.contoso.com\"}"],
            &["CAS", "products=Windows 10"],
            &["CAS", "products=[\"Windows 10\", 11]"],
            &["CAS", "products=[\"Windows 10\""],
            &["CAS", "schedule=daily"],
            &["CAS", "products-=Windows 1"],
            &["CAS", "products+="],
            &["sup_role/EUR/sup-eur1.contoso.com", "http_port+=1"],
            // Incomplete objects, and changes of identity.
            &["USA/dp-usa.contoso.com", "proxy.port=8080"],
            &["CAS", "schedule.monthly_by_weekday.offset_days=1"],
            &["CAS", "schedule={\"weekly\":{}}"],
            &["sup_role/EUR/sup-eur1.contoso.com", "server_fqdn=sup-eur9.contoso.com", "site_code=USA"],
            &["EUR", "sup_role_id=USA/sup-usa.contoso.com"],
            &["CONTOSO\\svc-wsus", "user_name=CONTOSO\\svc-sup"],
            // Commands.
            &[server, "http_port=80", "http_port=8530"],
            &[server],
            &[server, "http_port"],
            &[server, "ledbat=true", "--actor", ""],
        ],
    );
    insta::assert_snapshot!("set_mistakes", mistakes);
    assert_eq!(mistakes.matches("$ supctl").count(), mistakes.matches("exit code 1").count(), "each fails");
    assert_eq!(written(&console), []);
}

#[test]
fn the_actor_comes_from_argument_environment_or_system() {
    let console = Console::contoso();
    let actor_after = |actor: Option<&str>, variable: Option<&str>, value: &str| {
        let mut command = console.command(&["set", "USA", "--json"]);
        command.arg(format!("languages.update_files={value}")).args(actor.map(|actor| format!("--actor={actor}")));
        match variable {
            Some(variable) => command.env("CONFIGMGR_ACTOR", variable),
            None => command.env_remove("CONFIGMGR_ACTOR"),
        };
        let answer: Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
        answer["changes"][0]["actor"].as_str().unwrap().to_owned()
    };
    let sup = SupRole::with_defaults("USA", "sup-usa.contoso.com", Some("CAS/sup-cas.contoso.com"));
    console.change("alice", "terraform", Change::Create(sup.into()));
    assert_eq!(actor_after(Some("carol"), Some("dave"), r#"["de"]"#), "carol");
    assert_eq!(actor_after(None, Some("dave"), r#"["fr"]"#), "dave");
    let of_system = actor_after(None, None, r#"["nl"]"#);
    assert_ne!(of_system, "");
    assert_eq!(actor_after(None, Some(""), r#"["pl"]"#), of_system);
}

#[test]
fn no_change_undoes_another() {
    let console = Console::contoso();
    let office = ["2003", "2007", "2010", "2013", "2016"].map(|year| format!("Office {year}"));
    let studio = ["2005", "2008", "2010", "2012", "2013", "2015", "2017"].map(|year| format!("Visual Studio {year}"));
    let names = [office.as_slice(), &studio].concat();
    thread::scope(|scope| {
        for name in &names {
            let mut command = console.command(&["set", "CAS"]);
            scope.spawn(move || command.arg(format!("products+={name}")).assert().success());
        }
    });
    let settings = attributes(&console, &ObjectId::new(Kind::SyncSettings, "CAS"));
    let products = settings["products"].as_array().unwrap();
    assert!(names.iter().all(|name| products.contains(&json!(name))), "{products:?}");
}

/// Every attribute of every kind: its own value changes nothing, and another one is stored or refused by name.
#[test]
fn every_attribute_can_be_set_or_is_refused_by_name() {
    let console = Console::contoso();
    console.synchronize();
    let subscribed = SyncSettings {
        source: Some(SyncSource::UpstreamWsus),
        upstream_url: Some("https://wsus.contoso.com:8531".to_owned()),
        schedule: Some(Schedule {
            start: Some("2026-11-24T03:00:00Z".to_owned()),
            monthly_by_weekday: Some(MonthlyByWeekday {
                week: Week::Second,
                day: Weekday::Tuesday,
                offset_days: 1,
                every_months: 1,
            }),
            ..Schedule::default()
        }),
        third_party_updates: Some(ThirdPartyUpdates { enabled: true, ..ThirdPartyUpdates::default() }),
        classifications: Some(["Security Updates".to_owned()].into()),
        products: Some(["Windows 11".to_owned()].into()),
        ..SyncSettings::top_level_defaults("CAS/sup-cas.contoso.com")
    };
    console.change("alice", "terraform", Change::Update(subscribed.into()));
    let (mut set, mut refused) = (0, 0);
    for (kind, id) in [
        (Kind::Site, "CAS"),
        (Kind::Site, "EUR"),
        (Kind::SiteSystem, "CAS/sup-cas.contoso.com"),
        (Kind::SupRole, "EUR/sup-eur2.contoso.com"),
        (Kind::SyncSettings, "CAS"),
        (Kind::SyncSettings, "EUR"),
        (Kind::Account, "CONTOSO\\svc-wsus"),
    ] {
        let id = ObjectId::new(kind, id);
        let before = attributes(&console, &id);
        for (path, value) in paths("", &before) {
            let case = format!("{id} {path}");
            let put = |value: &Value| {
                let object = format!("{}/{}", id.kind, id.id);
                console.command(&["set", &object, &format!("{path}={value}")]).output().unwrap()
            };
            let same = put(&value);
            assert!(String::from_utf8(same.stdout).unwrap().starts_with("Nothing to change"), "{case} stays");
            for other in others(&value) {
                let output = put(&other);
                let text = String::from_utf8(output.stderr).unwrap();
                let after = attributes(&console, &id);
                if output.status.success() {
                    assert_eq!(at(&after, &path), &other, "{case}");
                    set += 1;
                    // An attribute that changes in one direction only, such as a version, keeps its value.
                    put(&value);
                } else {
                    let name = path.rsplit('.').next().unwrap();
                    assert!(text.contains(name), "{case}={other} is refused, but not by name: {text}");
                    assert_eq!(after, before, "{case}");
                    refused += 1;
                }
            }
        }
        assert_eq!(attributes(&console, &id), before, "{id} is as before");
    }
    assert!(set > 50 && refused > 150, "{set} set, {refused} refused");
}

/// The dotted paths of all attributes, also of nested ones.
fn paths(path: &str, value: &Value) -> Vec<(String, Value)> {
    let fields = value.as_object().into_iter().flatten();
    fields
        .flat_map(|(name, value)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            let below = paths(&path, value);
            std::iter::once((path, value.clone())).chain(below)
        })
        .collect()
}

/// Other values of an attribute with a list of values.
const CHOICES: [(&str, &str); 7] = [
    ("windows_server_2022", "windows_server_2025"),
    ("upstream_wsus", "microsoft_update"),
    ("none", "status_only"),
    ("second", "third"),
    ("tuesday", "friday"),
    ("configmgr", "manual"),
    ("https://wsus.contoso.com:8531", "https://wsus.contoso.com:443"),
];

/// Other values of the same type, also invalid ones.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Bool(flag) => vec![json!(!flag), json!("maybe")],
        Value::Number(number) => vec![json!(number.as_i64().unwrap() + 1), json!(-1), json!("many")],
        Value::String(text) => {
            let choice = CHOICES.iter().find(|(one, _)| one == text).map(|(_, other)| json!(other));
            choice.into_iter().chain([json!(format!("{text}1")), Value::Null]).collect()
        }
        Value::Array(_) => vec![json!(["de", "en"]), json!([]), json!([1])],
        Value::Object(_) => vec![json!({"nobody": 1}), Value::Null],
        Value::Null => vec![json!("x")],
    }
}

fn at<'a>(attributes: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(attributes, |value, name| &value[name])
}

#[test]
fn a_product_that_no_catalog_has_is_not_subscribed() {
    let console = Console::contoso();
    console.command(&["sync", "--wait"]).assert().success();
    console.command(&["set", "CAS", "third_party_updates={\"enabled\":true}"]).assert().success();
    insta::assert_snapshot!(
        "set_unlisted",
        console.told(&[
            &["set", "CAS", "products+=Contoso Agent 12"],
            &["set", "CAS", "products+=00000000-0000-4000-8000-000000000000"],
            &["set", "CAS", "products+=Windows Defender"],
        ])
    );
}

#[test]
fn a_hint_for_several_products_is_given_once() {
    let console = Console::contoso();
    let products = r#"products+=["Windows 11 Dynamic Update","Windows 11 GDR-DU"]"#;
    let told = console.says(&["set", "CAS", products]);
    assert_eq!(told.matches("whose updates Configuration Manager cannot deploy").count(), 2, "{told}");
    assert_eq!(told.matches("They are of no use").count(), 1, "{told}");
}

#[test]
fn who_waits_is_told_for_whom() {
    let console = Console::contoso();
    let other = rusqlite::Connection::open(console.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("supctl"));
    command.args(["--path", &console.path().to_string_lossy(), "set", "CAS", "alert_on_sync_failure=true"]);
    let mut child = command.stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut told = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut told).unwrap();
    other.execute_batch("ROLLBACK").unwrap();
    assert!(child.wait().unwrap().success());
    let own = std::env::current_exe().unwrap();
    let own = own.file_name().unwrap().to_string_lossy();
    let expected = format!("Waiting for {own} (process {}), which is making a change ...\n", std::process::id());
    assert_eq!(told, expected);
}
