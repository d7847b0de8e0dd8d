//! `supctl report`: plans that Terraform made, in every form. `tests/plans` has them, each with its log; `cargo plans` makes
//! them again.

use std::fs;
use std::path::{Path, PathBuf};

use hierarchy::*;
use serde_json::{Value, json};

use crate::support::{Console, site, values};

/// Each plan, with what it does.
pub(crate) const PLANS: [&str; 15] = [
    "create",         // a hierarchy
    "update",         // products, a schedule, a role; a new account and an output
    "replace",        // a site and a role on another server
    "destroy",        // everything
    "first-sup",      // another first software update point
    "failed",         // errors, and no plan
    "failed-in-part", // errors, and an incomplete plan
    "sensitive",      // variables, an output, attributes
    "no-changes",     // nothing
    "moved-import",   // moved, import and removed blocks
    "drift",          // changed at the console
    "unknown",        // values known after apply, and a module with for_each
    "hostile",        // keys and values with markup, links and mentions
    "checks",         // check blocks and conditions: not met, and known after apply
    "failed-checks",  // errors of conditions
];

const FORMATS: [&str; 6] = ["github", "gitlab", "azure", "bitbucket", "plain", "html"];

fn plans() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans")
}

/// A folder with a plan and its log, and without a hierarchy.
pub(crate) fn folder(plan: &str) -> Console {
    let console = Console::empty();
    fs::remove_dir_all(console.folder.path().join(".configmgr")).unwrap();
    copy(plan, &console);
    console
}

fn copy(plan: &str, console: &Console) {
    for (from, to) in [("json", "plan.json"), ("log", "plan.log")] {
        let file = plans().join(format!("{plan}.{from}"));
        if file.exists() {
            fs::copy(file, console.folder.path().join(to)).unwrap();
        }
    }
}

pub(crate) fn report(console: &Console, arguments: &[&str]) -> String {
    let output =
        console.command(&[&["report", "--plan", "plan.json", "--log", "plan.log"], arguments].concat()).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The styles are the same on every page.
const STYLE: (&str, &str) = (r"(?s)<style>.*</style>", "<style></style>");

#[test]
fn every_plan_in_every_format() {
    for plan in PLANS {
        let console = folder(plan);
        for format in FORMATS {
            let text = report(&console, &["--format", format]);
            insta::with_settings!({filters => [STYLE]}, { insta::assert_snapshot!(format!("report_{plan}_{format}"), text) });
        }
    }
}

#[test]
fn a_plan_as_json() {
    for plan in ["replace", "failed"] {
        insta::assert_snapshot!(format!("report_{plan}_json"), report(&folder(plan), &["--json"]));
    }
}

/// A real plan in which changes wait for a later plan: those of a site and its roles. Stable releases of Terraform defer none.
fn deferred() -> Value {
    let mut plan: Value = serde_json::from_str(&fs::read_to_string(plans().join("create.json")).unwrap()).unwrap();
    let changes = plan["resource_changes"].as_array().unwrap().clone();
    let reason = |change: &Value| match change["address"].as_str().unwrap() {
        "configmgr_site.berlin" => Some("instance_count_unknown"),
        "configmgr_sup_role.berlin" => Some("deferred_prereq"),
        "configmgr_sup_role.a_europe_replica" => Some("a_reason_of_a_newer_terraform"),
        _ => None,
    };
    let (waiting, planned): (Vec<Value>, Vec<Value>) = changes.into_iter().partition(|change| reason(change).is_some());
    let waiting = waiting.into_iter().map(|change| json!({ "reason": reason(&change), "resource_change": change }));
    plan["deferred_changes"] = waiting.collect();
    plan["resource_changes"] = planned.into();
    plan["complete"] = false.into();
    plan
}

#[test]
fn deferred_changes_are_shown_with_the_reason() {
    let console = folder("create");
    console.write("plan.json", &deferred().to_string());
    for format in ["github", "plain"] {
        let arguments = ["report", "--plan", "plan.json", "--format", format];
        insta::assert_snapshot!(format!("report_deferred_{format}"), console.says(&arguments));
    }
}

#[test]
fn a_hierarchy_that_changes_meanwhile_is_reported_whole() {
    let console = installed();
    copy("drift", &console);
    let ledbat = |ledbat: bool| {
        let role = SupRole::with_defaults("EUR", "sup-eur2.contoso.com", Some("EUR/sup-eur1.contoso.com"));
        console.change("bob", "supctl", Change::Update(SupRole { ledbat, ..role }.into()));
    };
    ledbat(true);
    let folder = console.folder.path();
    std::thread::scope(|scope| {
        let reports = scope.spawn(|| {
            let supctl = || std::process::Command::new(assert_cmd::cargo::cargo_bin("supctl"));
            let arguments = ["report", "--plan", "plan.json", "--log", "plan.log", "--json"];
            [(); 5].map(|()| supctl().current_dir(folder).args(arguments).output().unwrap())
        });
        let mut turn = false;
        while !reports.is_finished() {
            ledbat(turn);
            turn = !turn;
        }
        for output in reports.join().unwrap() {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(
                (report["missing"].as_array().unwrap().len(), report["drift"].as_array().unwrap().len()),
                (0, 2)
            );
        }
    });
}

/// Everything that a store has beside its history.
fn stored(hierarchy: &Hierarchy) -> Vec<Vec<(String, String)>> {
    let kinds = [FactKind::Clock, FactKind::Site, FactKind::Sup, FactKind::Content];
    hierarchy.read(|view| kinds.into_iter().map(|kind| view.facts(kind)).collect()).unwrap()
}

#[test]
fn reading_for_the_rules_stores_nothing() {
    let console = Console::empty();
    let past = std::sync::Arc::new(ManualClock::at("2026-01-01T00:00:00Z".parse().unwrap()));
    let hierarchy = || Hierarchy::open(&console.path(), past.clone()).unwrap();
    fs::remove_file(console.path()).unwrap();
    for object in europe() {
        hierarchy()
            .apply(Change::Create(object), &Author { actor: "alice".to_owned(), origin: "terraform".to_owned() })
            .unwrap();
    }
    hierarchy().sync_status().unwrap();
    copy("no-changes", &console);
    let before = stored(&hierarchy());
    report(&console, &[]);
    console.command(&["check", "--plan", "plan.json"]).output().unwrap();
    console.command(&["check"]).output().unwrap();
    assert_eq!(stored(&hierarchy()), before, "synchronizations are due since, and are not stored");
    console.command(&["status"]).assert().success();
    assert_ne!(stored(&hierarchy()), before, "another command stores them");
}

/// The objects of the plans, as the hierarchy has them.
fn europe() -> Vec<Object> {
    let sup = SupRole::with_defaults;
    let settings = SyncSettings {
        products: Some(["Windows 11", "Microsoft Server operating system-21H2"].map(str::to_owned).into()),
        classifications: Some(["Security Updates", "Critical Updates"].map(str::to_owned).into()),
        initial_sync: Some(false),
        schedule: Some(Schedule {
            start: Some("2026-01-01T02:00:00Z".to_owned()),
            interval: Some(Interval { days: Some(1), ..Interval::default() }),
            ..Schedule::default()
        }),
        ..SyncSettings::top_level_defaults("CAS/sup-cas.contoso.com")
    };
    vec![
        site("CAS", SiteType::CentralAdministration, None).into(),
        site("EUR", SiteType::Primary, Some("CAS")).into(),
        site("AMS", SiteType::Primary, Some("CAS")).into(),
        site("BER", SiteType::Secondary, Some("EUR")).into(),
        sup("CAS", "sup-cas.contoso.com", None).into(),
        sup("EUR", "sup-eur1.contoso.com", Some("CAS/sup-cas.contoso.com")).into(),
        sup("EUR", "sup-eur2.contoso.com", Some("EUR/sup-eur1.contoso.com")).into(),
        sup("BER", "sup-ber.contoso.com", Some("EUR/sup-eur1.contoso.com")).into(),
        settings.into(),
    ]
}

fn installed() -> Console {
    let console = Console::empty();
    for object in europe() {
        console.change("alice", "terraform", Change::Create(object));
    }
    console
}

#[test]
fn with_a_hierarchy_it_names_who_changed_what_and_what_rules_find() {
    let console = installed();
    copy("drift", &console);
    let mut settings = console.hierarchy().get(&ObjectId::new(Kind::SyncSettings, "CAS")).unwrap().unwrap().object;
    let Object::SyncSettings(changed) = &mut settings else { panic!() };
    changed.products = Some(["Microsoft Server operating system-21H2".to_owned()].into());
    changed.schedule = changed
        .schedule
        .clone()
        .map(|schedule| Schedule { interval: Some(Interval { days: Some(2), ..Interval::default() }), ..schedule });
    console.change("bob", "supctl", Change::Update(settings));
    let role = SupRole {
        ledbat: true,
        ..SupRole::with_defaults("EUR", "sup-eur2.contoso.com", Some("EUR/sup-eur1.contoso.com"))
    };
    console.change("bob", "supctl", Change::Update(role.into()));
    console.write("main.tf", "resource \"configmgr_sup_role\" \"europe\" {\n}\n");
    for format in ["github", "plain"] {
        insta::assert_snapshot!(format!("report_with_hierarchy_{format}"), report(&console, &["--format", format]));
    }
}

#[test]
fn a_missing_log_is_a_missing_section() {
    let console = folder("create");
    let said = console.says(&["report", "--plan", "plan.json", "--format", "plain"]);
    let (_, missing) = said.split_once("Missing sections").unwrap();
    insta::assert_snapshot!("report_missing_sections", missing);
}

#[test]
fn a_plan_comes_from_standard_input() {
    let console = folder("replace");
    let plan = fs::read(console.folder.path().join("plan.json")).unwrap();
    let from_input =
        console.command(&["report", "--plan", "-", "--log", "plan.log"]).write_stdin(plan).output().unwrap();
    assert_eq!(String::from_utf8(from_input.stdout).unwrap(), report(&console, &[]));
}

#[test]
fn a_comment_belongs_to_a_root_module_and_a_workspace() {
    let console = folder("no-changes");
    let infra = console.folder.path().join("infra/.terraform");
    fs::create_dir_all(&infra).unwrap();
    fs::write(infra.join("environment"), "live").unwrap();
    fs::create_dir(console.folder.path().join(".git")).unwrap();
    for (arguments, expected) in [
        (&[][..], "<!-- supctl report root=. workspace=default -->"),
        (&["--workspace", "a--b"][..], "<!-- supctl report root=. workspace=a%2D%2Db -->"),
        (&["--source", "infra"][..], "<!-- supctl report root=infra workspace=live -->"),
        (&["--format", "bitbucket"][..], "[//]: # (supctl report root=. workspace=default)"),
    ] {
        assert_eq!(report(&console, arguments).lines().next(), Some(expected), "{arguments:?}");
    }
}

#[test]
fn a_failed_plan_never_reports_an_earlier_one() {
    let console = folder("failed");
    let without_plan = report(&console, &[]);
    for (what, plan) in [("an earlier plan", "create.json"), ("an empty file", "")] {
        let text = if plan.is_empty() { String::new() } else { fs::read_to_string(plans().join(plan)).unwrap() };
        console.write("plan.json", &text);
        assert_eq!(report(&console, &[]), without_plan, "{what}");
    }
    let cut = fs::read_to_string(plans().join("create.log")).unwrap();
    let cut = &cut[..cut.find("change_summary").unwrap()];
    let console = folder("create");
    console.write("plan.log", cut);
    assert!(report(&console, &[]).contains("## Terraform plan failed\n"), "a log that ends early");
}

#[test]
fn nothing_sensitive_is_shown() {
    let console = folder("sensitive");
    let secrets = ["Hidden-Company-7", "tok-31337-abc"];
    let plan = fs::read_to_string(console.folder.path().join("plan.json")).unwrap();
    let mut state: Value = serde_json::from_str(&plan).unwrap();
    // A state that has the value in an output and in a resource, and a message that repeats it.
    state["prior_state"] = json!({ "format_version": "1.0", "values": {
        "outputs": { "old": { "sensitive": true, "value": "old-secret-1" } },
        "root_module": { "resources": [{
            "address": "configmgr_site.old", "mode": "managed", "type": "configmgr_site", "name": "old",
            "values": values(Site { name: "Old-Secret-2".to_owned(), ..site("OLD", SiteType::Primary, Some("CAS")) }),
            "sensitive_values": { "name": true },
        }] },
    } });
    console.write("plan.json", &state.to_string());
    let warning = json!({ "@level": "warn", "type": "diagnostic", "diagnostic": { "severity": "warning",
        "summary": "Hidden-Company-7 is new", "detail": "It was old-secret-1 or Old-Secret-2." } });
    let log = fs::read_to_string(console.folder.path().join("plan.log")).unwrap();
    console.write("plan.log", &format!("{warning}\n{log}"));
    for format in FORMATS {
        let text = report(&console, &["--format", format]);
        let found: Vec<&str> =
            secrets.iter().chain(&["old-secret-1", "Old-Secret-2"]).copied().filter(|it| text.contains(it)).collect();
        assert_eq!(found, [""; 0], "{format}");
        assert!(text.contains("(sensitive)"), "{format}");
    }
    let json = report(&console, &["--json"]);
    assert!(secrets.iter().all(|secret| !json.contains(secret)), "{json}");
}

#[test]
fn gitlab_gets_its_counts() {
    for (plan, expected) in [
        ("create", json!({ "create": 9, "update": 0, "delete": 0 })),
        ("replace", json!({ "create": 2, "update": 0, "delete": 2 })),
        ("no-changes", json!({ "create": 0, "update": 0, "delete": 0 })),
        ("moved-import", json!({ "create": 0, "update": 0, "delete": 0 })),
    ] {
        let console = folder(plan);
        report(&console, &["--format", "gitlab", "--gitlab-report", "terraform.json"]);
        let written = fs::read_to_string(console.folder.path().join("terraform.json")).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), expected, "{plan}");
    }
}

#[test]
fn a_failed_plan_has_no_counts() {
    let console = folder("failed");
    console.write("terraform.json", "{\"create\":3,\"update\":0,\"delete\":0}");
    report(&console, &["--format", "gitlab", "--gitlab-report", "terraform.json"]);
    assert!(!console.folder.path().join("terraform.json").exists(), "those of an earlier plan go");
}

#[test]
fn a_report_is_written_to_a_file_that_is_replaced() {
    let console = folder("create");
    let printed = report(&console, &[]);
    console.write("comment.md", "an earlier comment");
    assert_eq!(report(&console, &["--out", "comment.md"]), "");
    assert_eq!(fs::read_to_string(console.folder.path().join("comment.md")).unwrap(), printed);
}

/// A plan that creates a site with this many secondary sites, each with a software update point.
fn large(sites: usize) -> Value {
    let change = |address: String, r#type: &str, name: &str, after: &Value| {
        json!({
            "address": address, "mode": "managed", "type": r#type, "name": name,
            "change": { "actions": ["create"], "before": null, "after": after, "after_unknown": {},
                        "before_sensitive": false, "after_sensitive": {} },
        })
    };
    let primary = site("PS1", SiteType::Primary, None);
    let sup = SupRole::with_defaults("PS1", "sup-ps1.contoso.com", None);
    let mut changes = vec![
        change("configmgr_site.primary".to_owned(), "configmgr_site", "primary", &values(primary)),
        change("configmgr_sup_role.primary".to_owned(), "configmgr_sup_role", "primary", &values(sup)),
    ];
    for number in 0..sites {
        let code = format!("{number:03X}");
        let sup = SupRole::with_defaults(&code, &format!("sup-{code}.contoso.com"), Some("PS1/sup-ps1.contoso.com"));
        let site = site(&code, SiteType::Secondary, Some("PS1"));
        let key = |r#type: &str| format!("{type}.secondary[\"{code}\"]");
        changes.push(change(key("configmgr_site"), "configmgr_site", "secondary", &values(site)));
        changes.push(change(key("configmgr_sup_role"), "configmgr_sup_role", "secondary", &values(sup)));
    }
    json!({ "format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {}, "resource_changes": changes })
}

#[test]
fn a_comment_on_a_large_plan_stays_under_the_limit() {
    let console = folder("create");
    console.write("plan.json", &large(3000).to_string());
    fs::remove_file(console.folder.path().join("plan.log")).unwrap();
    let written = |format: &str| {
        let output = console.command(&["report", "--plan", "plan.json", "--format", format]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    for (format, limit) in [("github", 65_536), ("gitlab", 1_000_000), ("azure", 65_000), ("bitbucket", 32_768)] {
        let text = written(format);
        let length = text.encode_utf16().count();
        assert!(length <= limit && length > limit * 9 / 10, "{format}: {length}");
        let beginning: Vec<&str> = text.lines().take(5).collect();
        insta::assert_snapshot!(format!("report_large_{format}"), beginning.join("\n"));
    }
    for format in ["plain", "html"] {
        let text = written(format);
        assert!(text.contains("sup-BB7.contoso.com"), "{format}");
    }
}

#[test]
fn bad_input_is_refused() {
    let console = folder("create");
    let text = fs::read_to_string(console.folder.path().join("plan.json")).unwrap();
    let other = fs::read_to_string(plans().join("update.log")).unwrap();
    for (name, content) in [
        ("empty.json", String::new()),
        ("cut.json", text[..text.len() / 2].to_owned()),
        ("later.json", text.replace("\"format_version\":\"1.2\"", "\"format_version\":\"2.0\"")),
        ("other.json", text.replace("configmgr_", "example_")),
        ("unknown.json", text.replace("configmgr_sync_settings", "configmgr_cloud")),
        ("no-objects.json", json!({ "format_version": "1.2", "planned_values": {} }).to_string()),
        ("state.json", json!({ "format_version": "1.0", "values": {} }).to_string()),
        ("action.json", text.replacen("[\"create\"]", "[\"dance\"]", 1)),
        ("other.log", other),
        ("text.log", "Terraform will perform the following actions:\n".to_owned()),
    ] {
        console.write(name, &content);
    }
    fs::create_dir(console.folder.path().join("folder")).unwrap();
    let mut said = String::new();
    for plan in [
        "missing.json",
        "empty.json",
        "cut.json",
        "later.json",
        "other.json",
        "unknown.json",
        "no-objects.json",
        "state.json",
        "action.json",
        "plan.log",
    ] {
        said += &console.says(&["report", "--plan", plan, "--out", "comment.md"]);
    }
    for log in ["missing.log", "other.log", "text.log", "plan.json"] {
        said += &console.says(&["report", "--plan", "plan.json", "--log", log, "--out", "comment.md"]);
    }
    said += &console.says(&["report", "--log", "plan.log"]);
    said += &console.says(&["report"]);
    said += &console.says(&["report", "--plan", "-", "--log", "-"]);
    said += &console.says(&["report", "--plan", "plan.json", "--out", "nowhere/comment.md"]);
    said += &console.says(&["report", "--plan", "plan.json", "--out", "folder"]);
    said +=
        &console.says(&["report", "--plan", "plan.json", "--out", "comment.md", "--gitlab-report", "nowhere/x.json"]);
    fs::create_dir(console.folder.path().join(".configmgr")).unwrap();
    console.write(".configmgr/hierarchy.db", "something else, of some length, that is no database at all");
    said += &console.says(&["report", "--plan", "plan.json", "--log", "plan.log", "--out", "comment.md"]);
    insta::assert_snapshot!("report_bad_input", said);
    assert_eq!(said.matches("--- exit code 1\n").count(), said.matches("$ supctl").count());
    let names =
        fs::read_dir(console.folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let written: Vec<String> = names.filter(|name| name.starts_with("comment") || name.starts_with(".tmp")).collect();
    assert_eq!(written, [""; 0]);
}

/// From Terraform 1.12 on, an import may name an identity in place of an id.
#[test]
fn an_import_by_identity_is_reported_like_one_by_id() {
    let console = folder("moved-import");
    let by_id = report(&console, &["--json"]);
    let file = console.folder.path().join("plan.json");
    let mut plan: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let changes = plan["resource_changes"].as_array_mut().unwrap().iter_mut();
    let imports = changes.filter_map(|change| change["change"].as_object_mut()?.get_mut("importing"));
    let number = imports.map(|importing| *importing = json!({ "identity": { "site_code": "CAS" } })).count();
    assert!(number > 0);
    fs::write(&file, plan.to_string()).unwrap();
    assert_eq!(report(&console, &["--json"]), by_id);
}

/// The first plan changes the settings, the second one was made with `-invoke`.
#[test]
fn the_actions_of_a_plan_are_reported_with_what_runs_them() {
    let action = |address: &str, trigger: Option<&str>| {
        let event = trigger.map(|_| "after_update");
        json!({ "address": address, "triggered_by": trigger, "event": event, "deferred_because": null })
    };
    let all = "action.configmgr_synchronize.all";
    let office = "action.configmgr_synchronize.office[\"new\"]";
    let settings = Some("configmgr_sync_settings.cas");
    for (plan, expected) in
        [("actions", json!([action(all, settings), action(office, settings)])), ("invoked", json!([action(all, None)]))]
    {
        let console = folder(plan);
        let reported: Value = serde_json::from_str(&report(&console, &["--json"])).unwrap();
        assert_eq!((&reported["actions"], &reported["outcome"]), (&expected, &json!("changes")), "{plan}");
        for format in FORMATS {
            let text = report(&console, &["--format", format]);
            assert!(text.contains(all) && text.contains("Actions"), "{plan} {format}:\n{text}");
        }
    }
}

/// Other commands look at objects alone. No released Terraform defers an action.
#[test]
fn plans_that_run_actions_are_checked_and_compared() {
    for plan in ["actions", "invoked"] {
        let console = folder(plan);
        let file = console.folder.path().join("plan.json");
        let mut json: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let action = json["action_invocations"][0].clone();
        assert_eq!(action["type"], "configmgr_synchronize", "{plan}");
        json["deferred_action_invocations"] =
            json!([{ "reason": "provider_config_unknown", "action_invocation": action }]);
        fs::write(&file, json.to_string()).unwrap();
        let checked = console.command(&["check", "--plan", "plan.json"]).output().unwrap();
        assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stderr));
        let reported: Value = serde_json::from_str(&report(&console, &["--json"])).unwrap();
        let deferred =
            reported["actions"].as_array().unwrap().iter().filter_map(|one| one["deferred_because"].as_str());
        assert_eq!(deferred.collect::<Vec<_>>(), ["provider_config_unknown"], "{plan}");
    }
}
