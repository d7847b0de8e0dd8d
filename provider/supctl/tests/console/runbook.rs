//! `supctl runbook`: from one hierarchy to another, and from a plan.

use cmdlets::{Reference, mistakes};
use hierarchy::{Account, Object, SupRole};
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
    let role = |port| SupRole {
        http_port: port,
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
        change(&role(80).into(), json!(["update"]), values(role(8530)), values(role(80)), unknown),
        change(&account.clone().into(), json!(["create"]), Value::Null, values(account), json!({ "id": true })),
        change(&removed.clone().into(), json!(["delete"]), values(removed), Value::Null, json!(false)),
    ];
    json!({ "format_version": "1.2", "planned_values": {}, "resource_changes": changes }).to_string()
}

#[test]
fn a_plan_on_a_hierarchy_that_was_read_from_a_real_site() {
    let console = Console::empty();
    console.write("dump.json", &Stub::of(&contoso()).file().to_string());
    console.command(&["import-site", "dump.json", "--to", "prod.db"]).assert().success();
    console.write("plan.json", &plan(false));
    console.write("unknown.json", &plan(true));
    let markdown = console.says(&["--path", "prod.db", "runbook", "--plan", "plan.json", "--format", "markdown"]);
    insta::with_settings!({ filters => [(r"collected [^(]*", "collected [time] ")] }, {
        insta::assert_snapshot!("runbook_plan", markdown);
    });
    insta::assert_snapshot!(
        "runbook_unknown",
        console.says(&["--path", "prod.db", "runbook", "--plan", "unknown.json"])
    );
}
