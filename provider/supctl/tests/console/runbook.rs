//! `supctl runbook`: from one hierarchy to another, and from a plan.

use cmdlets::{Reference, mistakes};
use hierarchy::{Account, DEFAULT_INSTALL_DIRECTORY, Object, Site, SiteType, SupRole};
use serde_json::{Value, json};
use sms_provider::stub::Stub;

use crate::support::{Console, contoso, drifted, recorded, values};

/// A console with the hierarchy before and the hierarchy after some changes.
fn changed() -> Console {
    let console = drifted();
    let before = console.folder.path().join("before.db");
    Console::contoso().command(&["backup"]).arg(&before).assert().success();
    console
}

#[test]
fn two_hierarchies() {
    let console = changed();
    let arguments = ["runbook", "--from", "before.db", "--to", ".configmgr/hierarchy.db"];
    let script = console.command(&arguments).output().unwrap();
    assert!(script.status.success());
    let script = String::from_utf8(script.stdout).unwrap();
    assert_eq!(mistakes(&script, &Reference::read().unwrap()), [""; 0]);
    assert!(script.contains("From before.db to .configmgr/hierarchy.db."), "{script}");
    let markdown = [&arguments[..], &["--format", "markdown"]].concat();
    insta::assert_snapshot!("runbook_markdown", console.says(&markdown));
    insta::assert_snapshot!("runbook_json", console.says(&[&arguments[..], &["--json"]].concat()));
}

#[test]
fn bad_input_is_refused() {
    let console = changed();
    console.write("plan.json", include_str!("../plans/no-changes.json"));
    let refused = [
        &["runbook"][..],
        &["runbook", "--from", "before.db"],
        &["runbook", "--from", "absent.db", "--to", "before.db"],
        &["runbook", "--plan", "plan.json"],
    ];
    let told: Vec<_> = refused.iter().map(|arguments| console.says(arguments)).collect();
    insta::assert_snapshot!("runbook_refused", told.join("\n"));
}

/// A plan of an update, a new object and a removal.
fn plan(upstream_is_unknown: bool) -> String {
    let role = |allow_cmg_traffic| SupRole {
        allow_cmg_traffic,
        ..SupRole::with_defaults("EUR", "sup-eur2.contoso.com", Some("EUR/sup-eur1.contoso.com"))
    };
    let account = Account { user_name: r"CONTOSO\new".to_owned(), password_version: None };
    let removed = SupRole::with_defaults("BER", "sup-ber.contoso.com", Some("EUR/sup-eur1.contoso.com"));
    let change = |object: &Object, actions: Value, before: Value, after: Value, unknown: Value| {
        let mut resource = recorded(object);
        resource["change"] = json!({ "actions": actions, "before": before, "after": after, "after_unknown": unknown });
        resource
    };
    let unknown = json!({ "upstream_sup_id": upstream_is_unknown });
    let changes = [
        change(&role(true).into(), json!(["update"]), values(role(false)), values(role(true)), unknown),
        change(&account.clone().into(), json!(["create"]), Value::Null, values(account), json!({ "id": true })),
        change(&removed.clone().into(), json!(["delete"]), values(removed), Value::Null, json!(false)),
    ];
    json!({ "format_version": "1.2", "planned_values": {}, "resource_changes": changes }).to_string()
}

/// A console with a hierarchy in `prod.db` that was read from a real site.
fn as_found() -> Console {
    let console = Console::empty();
    console.write("dump.json", &Stub::of(&contoso()).file().to_string());
    console.command(&["import-site", "dump.json", "--to", "prod.db"]).assert().success();
    console
}

/// What the console says of a plan, as Markdown.
fn of_plan(console: &Console, plan: &str) -> String {
    console.write("plan.json", plan);
    console.says(&["--path", "prod.db", "runbook", "--plan", "plan.json", "--format", "markdown"])
}

fn without_time(name: &str, text: &str) {
    insta::with_settings!({ filters => [(r"collected [^(]*", "collected [time] ")] }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn a_plan_on_a_hierarchy_that_was_read_from_a_real_site() {
    let console = as_found();
    without_time("runbook_plan", &of_plan(&console, &plan(false)));
    console.write("unknown.json", &plan(true));
    insta::assert_snapshot!(
        "runbook_unknown",
        console.says(&["--path", "prod.db", "runbook", "--plan", "unknown.json"])
    );
}

/// A resource of a plan.
fn planned(object: &Object, actions: Value, before: Value, after: Value) -> Value {
    let mut resource = recorded(object);
    resource["change"] = json!({ "actions": actions, "before": before, "after": after, "after_unknown": false });
    resource
}

fn plan_of(resource_changes: &[Value]) -> Value {
    json!({ "format_version": "1.2", "planned_values": {}, "resource_changes": resource_changes })
}

fn replica() -> SupRole {
    SupRole::with_defaults("EUR", "sup-eur2.contoso.com", Some("EUR/sup-eur1.contoso.com"))
}

/// Plans without changes, with data sources only, with an import, and with an action.
#[test]
fn plans_that_change_nothing() {
    let console = as_found();
    let mut imported = planned(&replica().into(), json!(["no-op"]), values(replica()), values(replica()));
    imported["change"]["importing"] = json!({ "id": replica().id() });
    let mut data = recorded(&replica().into());
    data["mode"] = json!("data");
    data["change"] = json!({ "actions": ["read"], "before": null, "after": {}, "after_unknown": true });
    let mut with_action = plan_of(&[]);
    with_action["action_invocations"] =
        json!([{ "address": "action.configmgr_synchronize.now", "type": "configmgr_synchronize" }]);
    let plans = [plan_of(&[]), plan_of(&[data]), plan_of(&[imported]), with_action];
    let told: Vec<_> = plans.iter().map(|plan| of_plan(&console, &plan.to_string())).collect();
    without_time("runbook_nothing_to_do", &told.join("\n"));
    let script = console.command(&["--path", "prod.db", "runbook", "--plan", "plan.json"]).output().unwrap();
    assert!(String::from_utf8(script.stdout).unwrap().contains("Write-Host -Object 'There is nothing to do.'"));
}

/// Plans that do not fit the hierarchy: made before the latest import, of another hierarchy, or with a deferred change.
#[test]
fn plans_that_do_not_fit_are_refused() {
    let console = as_found();
    let before = SupRole { http_port: 8080, ..replica() };
    let changed =
        planned(&replica().into(), json!(["update"]), values(before), values(SupRole { http_port: 80, ..replica() }));
    let gone = SupRole::with_defaults("EUR", "gone.contoso.com", Some("EUR/sup-eur1.contoso.com"));
    let gone = planned(&gone.clone().into(), json!(["delete"]), values(gone.clone()), Value::Null);
    let there = planned(&replica().into(), json!(["no-op"]), values(replica()), values(replica()));
    let existing = planned(&replica().into(), json!(["create"]), Value::Null, values(replica()));
    let mut deferred = plan_of(&[]);
    let waiting = planned(&replica().into(), json!(["update"]), values(replica()), values(replica()));
    deferred["deferred_changes"] = json!([{ "reason": "provider_config_unknown", "resource_change": waiting }]);
    let spelled = SupRole { upstream_sup_id: Some("EUR/SUP-EUR1.contoso.com".to_owned()), ..replica() };
    let spelled = planned(&replica().into(), json!(["no-op"]), values(spelled.clone()), values(spelled));
    let plans = [
        plan_of(&[changed]),
        plan_of(&[there, gone.clone()]),
        plan_of(&[gone]),
        plan_of(&[existing]),
        deferred,
        plan_of(&[spelled]),
    ];
    let told: Vec<_> = plans.iter().map(|plan| of_plan(&console, &plan.to_string())).collect();
    without_time("runbook_stale", &told.join("\n"));
}

/// A rule ends the runbook, and so does a setup: exit code 2.
#[test]
fn a_runbook_ends_before_everything_is_done() {
    let console = as_found();
    let first = SupRole::with_defaults("EUR", "sup-eur1.contoso.com", Some("CAS/sup-cas.contoso.com"));
    let removed = planned(&first.clone().into(), json!(["delete"]), values(first), Value::Null);
    let primary = Site {
        site_code: "ASI".to_owned(),
        name: "Asia".to_owned(),
        r#type: SiteType::Primary,
        parent_site_code: Some("CAS".to_owned()),
        server_fqdn: "cm-asi.contoso.com".to_owned(),
        install_directory: DEFAULT_INSTALL_DIRECTORY.to_owned(),
        version: None,
    };
    let created = planned(&primary.clone().into(), json!(["create"]), Value::Null, values(primary));
    let told =
        [of_plan(&console, &plan_of(&[removed]).to_string()), of_plan(&console, &plan_of(&[created]).to_string())];
    without_time("runbook_end", &told.join("\n"));
}
