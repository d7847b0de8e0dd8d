//! `supctl drift`: a hierarchy against states and plans.

use std::fs;

use hierarchy::*;
use serde_json::{Value, json};

use crate::support::{Console, contoso, drifted, recorded, site, state, values};

const MAIN: &str = "resource \"configmgr_site\" \"cas\" {\n}\n\nresource \"configmgr_sync_settings\" \"cas\" {\n}\n";

/// A hierarchy with drift, a missing software update point, and a site that no state has.
fn with_state() -> Console {
    let console = drifted();
    let managed: Vec<Object> = contoso().into_iter().filter(|object| object.site_code() != Some("USA")).collect();
    console.write("state.json", &state(&managed).to_string());
    console.write("main.tf", MAIN);
    console
}

fn code(console: &Console, arguments: &[&str]) -> i32 {
    console.command(arguments).output().unwrap().status.code().unwrap()
}

fn report(console: &Console, arguments: &[&str]) -> Value {
    let output = console.command(&[&["drift", "--json"], arguments].concat()).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// What a report is about: a word, the object, and the attributes.
fn findings(report: &Value) -> Vec<String> {
    let found = report["findings"].as_array().unwrap().iter().map(|finding| {
        let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
        let attributes = finding["attributes"].as_array().unwrap().iter().map(|attribute| {
            let winner = attribute["winner"].as_str().map(|winner| format!(":{winner}")).unwrap_or_default();
            format!(" {}{winner}", attribute["path"].as_str().unwrap())
        });
        let planned = finding["planned"].as_str().map(|action| format!(" {action}")).unwrap_or_default();
        let ignored = if finding["ignored"].is_null() { "" } else { " ignored" };
        format!("{} {}/{}{planned}{}{ignored}", text("what"), text("kind"), text("id"), attributes.collect::<String>())
    });
    found.collect()
}

#[test]
fn a_state_is_compared() {
    let console = with_state();
    insta::assert_snapshot!("drift", console.says(&["drift", "--state", "state.json"]));
    insta::assert_snapshot!("drift_json", console.says(&["drift", "--state", "state.json", "--json"]));
    console.write(".configmgr-drift-ignore", RULES);
    for format in ["text", "markdown", "junit", "sarif", "html"] {
        insta::assert_snapshot!(
            format!("drift_{format}"),
            console.says(&["drift", "--state", "state.json", "--format", format])
        );
    }
}

const RULES: &str = "[[ignore]]\nobject = \"*/USA*\"\nreason = \"USA is not in code yet\"\nexpires = 2999-12-31\n\n\
                     [[ignore]]\nobject = \"sync_settings/cas\"\nattribute = \"schedule*\"\nreason = \"bob tries schedules\"\nexpires = 2999-12-31\n\n\
                     [[ignore]]\nobject = \"account/*\"\nreason = \"rotation\"\nexpires = 2020-01-31\n";

#[test]
fn nothing_changed_is_no_drift() {
    let console = Console::contoso();
    let all = contoso();
    let (one, other) = all.split_at(4);
    console.write("one.json", &state(one).to_string());
    console.write("other.json", &state(other).to_string());
    insta::assert_snapshot!("drift_none", console.says(&["drift", "--state", "one.json", "other.json"]));
}

/// A plan of these changes, after a refresh that found `drift`.
fn plan(prior: &[Object], drift: &[Value], changes: &[Value]) -> Value {
    json!({
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": { "root_module": {} },
        "prior_state": state(prior),
        "resource_drift": drift,
        "resource_changes": changes,
    })
}

/// A change of a resource.
fn change(actions: &[&str], before: Option<Object>, after: Option<Object>, unknown: &Value) -> Value {
    let object = before.clone().or(after.clone()).unwrap();
    let mut change = recorded(&object);
    let of = |object: Option<Object>| object.map_or(Value::Null, values);
    change["change"] =
        json!({ "actions": actions, "before": of(before), "after": of(after), "after_unknown": unknown });
    change
}

#[test]
fn a_plan_tells_what_is_pending_and_which_side_wins() {
    let server = |number: u32| SiteSystem {
        internet_fqdn: (number > 0).then(|| format!("s{number}.contoso.com")),
        ..SiteSystem::with_defaults("USA", "dp-usa.contoso.com")
    };
    let object = |number| Some(Object::from(server(number)));
    let known = json!({});
    let update = |before, after, unknown: &Value| change(&["update"], before, after, unknown);
    for (what, drift, changes, expected, exit_code) in [
        ("no change", vec![], vec![change(&["no-op"], object(0), object(0), &known)], vec![], 0),
        (
            "code that is not applied",
            vec![],
            vec![update(object(0), object(81), &known)],
            vec!["pending site_system/USA/dp-usa.contoso.com update internet_fqdn"],
            0,
        ),
        (
            "a value that is known after apply",
            vec![],
            vec![update(object(0), object(0), &json!({ "internet_fqdn": true }))],
            vec!["pending site_system/USA/dp-usa.contoso.com update"],
            0,
        ),
        (
            "a removal",
            vec![],
            vec![change(&["delete"], object(0), None, &known)],
            vec!["pending site_system/USA/dp-usa.contoso.com delete"],
            0,
        ),
    ] {
        let console = Console::contoso();
        let unmanaged: Vec<Object> = contoso();
        console.write("plan.json", &plan(&unmanaged, &drift, &changes).to_string());
        assert_eq!(findings(&report(&console, &["--plan", "plan.json"])), expected, "{what}");
        assert_eq!(code(&console, &["drift", "--plan", "plan.json"]), exit_code, "{what}");
    }
    let hierarchy_has = |prior: SiteSystem, planned: SiteSystem, unknown: &Value| {
        let console = Console::contoso();
        console.change("bob", "supctl", Change::Update(server(81).into()));
        let refreshed = Object::from(server(81));
        let mut objects = contoso();
        objects.retain(|object| object.id() != refreshed.id());
        objects.push(refreshed.clone());
        let drift = change(&["update"], Some(prior.into()), Some(refreshed.clone()), &known);
        let is_same = refreshed == Object::from(planned.clone());
        let actions = if is_same { ["no-op"] } else { ["update"] };
        let planned = change(&actions, Some(refreshed), Some(planned.into()), unknown);
        console.write("plan.json", &plan(&objects, &[drift], &[planned]).to_string());
        findings(&report(&console, &["--plan", "plan.json"]))
    };
    let drifted = |winner: &str| format!("drift site_system/USA/dp-usa.contoso.com internet_fqdn{winner}");
    for (what, planned, unknown, expected) in [
        ("set back", server(0), json!({}), vec![drifted(":configuration")]),
        ("adopted in code", server(81), json!({}), vec![drifted(":hierarchy")]),
        (
            "a third value",
            server(91),
            json!({}),
            vec![
                drifted(":configuration"),
                "pending site_system/USA/dp-usa.contoso.com update internet_fqdn".to_owned(),
            ],
        ),
        ("not known yet", server(0), json!({ "internet_fqdn": true }), vec![drifted("")]),
    ] {
        assert_eq!(hierarchy_has(server(0), planned, &unknown), expected, "{what}");
    }
}

#[test]
fn rules_ignore_objects_and_attributes_until_they_expire() {
    let rule = |lines: &str, expires: &str| format!("[[ignore]]\n{lines}\nreason = \"x\"\nexpires = {expires}\n");
    let counts = |rules: &str| {
        let console = with_state();
        console.write(".configmgr-drift-ignore", rules);
        let report = report(&console, &["--state", "state.json"]);
        ["drift", "missing", "unmanaged", "ignored", "expired"].map(|name| report["counts"][name].as_u64().unwrap())
    };
    for (what, rules, expected) in [
        ("none", String::new(), [1, 1, 2, 0, 0]),
        ("an object", rule("object = \"site/usa\"", "2999-01-01"), [1, 1, 1, 1, 0]),
        ("all on a site", rule("object = \"*/USA*\"", "2999-01-01"), [1, 1, 0, 2, 0]),
        ("an attribute", rule("object = \"*\"\nattribute = \"products\"", "2999-01-01"), [1, 1, 2, 1, 0]),
        ("all attributes", rule("object = \"sync_settings/*\"\nattribute = \"*\"", "2999-01-01"), [0, 1, 2, 1, 0]),
        ("everything", rule("object = \"*\"", "2999-01-01"), [0, 0, 0, 4, 0]),
        ("no longer", rule("object = \"*\"", "2020-01-01"), [1, 1, 2, 0, 1]),
    ] {
        assert_eq!(counts(&rules), expected, "{what}");
    }
}

#[test]
fn an_expired_rule_alone_is_reported() {
    let console = Console::contoso();
    console.write("state.json", &state(&contoso()).to_string());
    assert_eq!(code(&console, &["drift", "--state", "state.json"]), 0);
    console.write(".configmgr-drift-ignore", "[[ignore]]\nobject = \"x\"\nreason = \"x\"\nexpires = 2020-01-01\n");
    assert_eq!(code(&console, &["drift", "--state", "state.json"]), 2);
}

#[test]
fn the_first_night_does_not_drown() {
    let console = with_state();
    let day = (r"\d{4}-\d\d-\d\d", "[day]");
    let mut said = console.says(&["drift", "--state", "state.json", "--init-ignore"]);
    said += &fs::read_to_string(console.folder.path().join(".configmgr-drift-ignore")).unwrap();
    said += &console.says(&["drift", "--state", "state.json", "--init-ignore"]);
    insta::with_settings!({filters => [day]}, { insta::assert_snapshot!("drift_init_ignore", said) });
    let counts = &report(&console, &["--state", "state.json"])["counts"];
    assert_eq!((&counts["unmanaged"], &counts["ignored"], &counts["drift"]), (&json!(0), &json!(2), &json!(1)));
}

#[test]
fn implicit_objects_with_their_defaults_are_managed_with_the_role() {
    let console = Console::empty();
    let objects: [Object; 2] = [
        site("PS1", SiteType::Primary, None).into(),
        SupRole::with_defaults("PS1", "sup-ps1.contoso.com", None).into(),
    ];
    for object in objects.clone() {
        console.change("alice", "terraform", Change::Create(object));
    }
    console.write("state.json", &state(&objects).to_string());
    assert_eq!(findings(&report(&console, &["--state", "state.json"])), [""; 0]);
    let server = SiteSystem {
        internet_fqdn: Some("sup.contoso.com".to_owned()),
        ..SiteSystem::with_defaults("PS1", "sup-ps1.contoso.com")
    };
    console.change("bob", "supctl", Change::Update(server.into()));
    assert_eq!(
        findings(&report(&console, &["--state", "state.json"])),
        ["unmanaged site_system/PS1/sup-ps1.contoso.com"]
    );
}

/// A server of contoso that somebody gave another internet name, which is a letter and a number here.
fn server(name: &str) -> Object {
    let internet_fqdn = Some(name).filter(|name| !name.is_empty()).map(|name| format!("{name}.contoso.com"));
    SiteSystem { internet_fqdn, ..SiteSystem::with_defaults("USA", "dp-usa.contoso.com") }.into()
}

#[test]
fn an_object_that_was_created_again_is_told_as_such() {
    let id = || server("").id();
    let removed = || ("bob", "supctl", Change::Delete(id()));
    let created = |name| ("carol", "terraform", Change::Create(server(name)));
    let updated = |name| ("dave", "supctl", Change::Update(server(name)));
    for (what, changes, in_state, expected) in [
        ("with the same values", vec![removed(), created("")], "", ""),
        ("with another value", vec![removed(), created("a1")], "", "bob, carol: carol"),
        ("and changed then", vec![removed(), created(""), updated("a1")], "", ""),
        ("with another value, and changed then", vec![removed(), created("a1"), updated("a2")], "", "bob, carol: dave"),
        ("before the state was written", vec![removed(), created("a1"), updated("a2")], "a1", ""),
        ("not at all", vec![updated("a1")], "", ""),
    ] {
        let console = Console::contoso();
        for (actor, origin, change) in changes {
            console.change(actor, origin, change);
        }
        let mut objects = contoso();
        objects.retain(|object| object.id() != id());
        objects.push(server(in_state));
        console.write("state.json", &state(&objects).to_string());
        let report = report(&console, &["--state", "state.json"]);
        let recreations = report["findings"].as_array().unwrap().iter().filter(|found| !found["recreated"].is_null());
        let told: Vec<String> = recreations
            .map(|found| {
                let actor = |author: &Value| author["actor"].as_str().unwrap().to_owned();
                let [removed, created] = ["removed", "created"].map(|name| actor(&found["recreated"][name]));
                format!("{removed}, {created}: {}", actor(&found["attributes"][0]["by"]))
            })
            .collect();
        assert_eq!(told.concat(), expected, "{what}");
        if what == "with another value" {
            insta::assert_snapshot!("drift_recreated", console.says(&["drift", "--state", "state.json"]));
        }
    }
}

#[test]
fn words_that_differ_are_marked_on_the_page() {
    let console = Console::contoso();
    console.change("bob", "supctl", Change::Update(server("a1")));
    console.change("bob", "supctl", Change::Update(server("b2")));
    let mut objects = contoso();
    objects.retain(|object| object.id() != server("").id());
    objects.push(server("a1"));
    console.write("state.json", &state(&objects).to_string());
    let page = console.says(&["drift", "--state", "state.json", "--format", "html"]);
    assert!(page.contains("<del>− &quot;<em>a1</em>.contoso.com&quot;</del>"), "{page}");
    assert!(page.contains("<ins>+ &quot;<em>b2</em>.contoso.com&quot;</ins>"), "{page}");
}

/// A plan of Terraform 1.11 with drift, in the form that others write.
#[test]
fn plans_of_every_supported_version_tell_the_same() {
    type Edit = fn(&mut Value);
    fn without(plan: &mut Value, names: &[&str]) {
        names.iter().for_each(|name| drop(plan.as_object_mut().unwrap().remove(*name)));
    }
    let in_format = |version: &str| {
        let version = version.to_owned();
        move |plan: &mut Value| plan["format_version"] = version.clone().into()
    };
    // Keys that later versions added, by the release notes and the documentation of the formats.
    let terraform_1_5: Edit = |plan| without(plan, &["complete", "applyable"]);
    let terraform_1_2: Edit = |plan| without(plan, &["complete", "applyable", "errored", "timestamp"]);
    let terraform_1_1: Edit =
        |plan| without(plan, &["complete", "applyable", "errored", "timestamp", "relevant_attributes"]);
    let same: Edit = |_| ();
    let opentofu: Edit = |plan| {
        without(plan, &["complete", "applyable"]);
        let text = plan.to_string().replace("registry.terraform.io", "registry.opentofu.org");
        *plan = serde_json::from_str(&text).unwrap();
        plan["terraform_version"] = "1.10.6".into();
    };
    let text = include_str!("../plans/drift.json");
    let expected = {
        let console = Console::contoso();
        console.write("plan.json", text);
        report(&console, &["--plan", "plan.json"])["findings"].clone()
    };
    assert!(expected.as_array().unwrap().iter().any(|finding| finding["what"] == "drift"), "{expected}");
    for (what, version, edit) in [
        ("Terraform 1.1", "1.0", terraform_1_1),
        ("Terraform 1.2 to 1.4", "1.1", terraform_1_2),
        ("Terraform 1.5", "1.2", terraform_1_5),
        ("OpenTofu 1.6 and later", "1.2", opentofu),
        ("a later minor version", "1.9", same),
    ] {
        let mut plan: Value = serde_json::from_str(text).unwrap();
        edit(&mut plan);
        in_format(version)(&mut plan);
        let console = Console::contoso();
        console.write("plan.json", &plan.to_string());
        assert_eq!(report(&console, &["--plan", "plan.json"])["findings"], expected, "{what}");
    }
}

#[test]
fn sensitive_values_are_not_shown() {
    let console = drifted();
    let mut state = state(&contoso());
    let resources = state["values"]["root_module"]["resources"].as_array_mut().unwrap();
    for resource in resources {
        resource["sensitive_values"] = json!({ "products": true, "schedule": true });
    }
    console.write("state.json", &state.to_string());
    let said = console.says(&["drift", "--state", "state.json", "--json"]);
    assert!(said.contains("(sensitive)") && !said.contains("Windows 10") && !said.contains("monday"), "{said}");
    console.write("main.tf", "resource \"configmgr_sync_settings\" \"cas\" {\n  products = [\"Windows 11\"]\n}\n");
    let said = console.says(&["drift", "--state", "state.json", "--adopt", "."]);
    assert!(said.contains("products: it is sensitive") && !said.contains("Windows 10"), "{said}");
}

#[test]
fn bad_input_is_refused() {
    let console = with_state();
    let text = fs::read_to_string(console.folder.path().join("state.json")).unwrap();
    let rule = |lines: &str| format!("[[ignore]]\nobject = \"site/*\"\nreason = \"x\"\n{lines}\n");
    for (name, content) in [
        ("empty-state.json", json!({ "format_version": "1.0" }).to_string()),
        ("cut.json", text[..text.len() / 2].to_owned()),
        ("later.json", text.replace("\"format_version\":\"1.0\"", "\"format_version\":\"2.0\"")),
        ("earlier.json", text.replace("\"format_version\":\"1.0\"", "\"format_version\":\"0.1\"")),
        ("terraform.tfstate", json!({ "version": 4, "lineage": "x", "resources": [] }).to_string()),
        ("other.json", text.replace("configmgr_", "example_")),
        ("unknown.json", text.replace("configmgr_account", "configmgr_cloud")),
        ("day.toml", rule("expires = 2027-02-30")),
        ("word.toml", rule("expires = \"soon\"")),
        ("time.toml", rule("expires = 2027-02-28T10:00:00Z")),
        ("no-day.toml", rule("")),
        ("pattern.toml", rule("attribute = \"[a\"\nexpires = 2027-02-28")),
        ("key.toml", rule("until = 2027-02-28\nexpires = 2027-02-28")),
    ] {
        console.write(name, &content);
    }
    let mut said = String::new();
    for file in [
        "missing.json",
        "empty-state.json",
        "cut.json",
        "later.json",
        "earlier.json",
        "terraform.tfstate",
        "other.json",
        "unknown.json",
    ] {
        said += &console.says(&["drift", "--state", file]);
    }
    for file in ["missing.toml", "day.toml", "word.toml", "time.toml", "no-day.toml", "pattern.toml", "key.toml"] {
        said += &console.says(&["drift", "--state", "state.json", "--ignore", file]);
    }
    said += &console.says(&["drift", "--state", "state.json", "state.json"]);
    said += &console.says(&["drift", "--state", "state.json", "--path", "elsewhere.db"]);
    insta::assert_snapshot!("drift_bad_input", said);
    assert_eq!(said.matches("--- exit code 1\n").count(), said.matches("$ supctl").count());
}

/// What --adopt can edit, and what it cannot.
const CONFIGURATION: &str = r#"locals {
  products = ["Windows 11", "Microsoft Server operating system-21H2"] # all sites
}

resource "configmgr_site" "cas" {
}

resource "configmgr_sync_settings" "cas" {
  sup_role_id           = configmgr_sup_role.cas.id
  products              = local.products
  alert_on_sync_failure = false # nobody reads them

  schedule = var.schedule
}

resource "configmgr_sup_role" "eur_sup_eur1" {
  ledbat = false # as before
}
"#;

#[test]
fn code_is_made_to_match_reality() {
    let console = with_state();
    let eur = SupRole {
        ledbat: true,
        ..SupRole::with_defaults("EUR", "sup-eur1.contoso.com", Some("CAS/sup-cas.contoso.com"))
    };
    console.change("bob", "supctl", Change::Update(eur.into()));
    console.write("main.tf", CONFIGURATION);
    let mut said = console.says(&["drift", "--state", "state.json", "--adopt", "."]);
    for file in ["main.tf", "adopted.tf"] {
        said += &format!("--- {file}\n{}", fs::read_to_string(console.folder.path().join(file)).unwrap());
    }
    said += &console.says(&["drift", "--state", "state.json", "--adopt", "."]);
    insta::assert_snapshot!("drift_adopt", said);
}

#[test]
fn nothing_is_edited_when_a_file_cannot_be_read() {
    let console = with_state();
    console.write("main.tf", CONFIGURATION);
    console.write("broken.tf", "resource {{\n");
    let said = console.says(&["drift", "--state", "state.json", "--adopt", "."]);
    assert!(said.contains("broken.tf cannot be edited") && said.ends_with("--- exit code 1\n"), "{said}");
    assert_eq!(fs::read_to_string(console.folder.path().join("main.tf")).unwrap(), CONFIGURATION);
    assert!(!console.folder.path().join("adopted.tf").exists());
}

/// A site's settings as a resource, with one attribute or more.
fn settings(attributes: &str) -> String {
    format!("resource \"configmgr_sync_settings\" \"cas\" {{\n{attributes}\n}}\n")
}

#[test]
fn what_cannot_be_edited_safely_is_left_as_it_is() {
    let alert = |value: &str| settings(&format!("  alert_on_sync_failure = {value}"));
    let local = "locals {\n  alert = false\n}\n".to_owned() + &alert("local.alert");
    let variable = |default: &str| format!("variable \"alert\" {{\n  default = {default}\n}}\n") + &alert("var.alert");
    let products = |default: &str| {
        format!("variable \"products\" {{\n  default = {default}\n}}\n") + &settings("  products = var.products")
    };
    for (what, files, why) in [
        ("an expression", vec![("main.tf", alert("1 > 2"))], "its value is an expression"),
        ("parentheses", vec![("main.tf", alert("(false)"))], "its value is an expression"),
        ("nothing", vec![("main.tf", settings(""))], "its block does not set it"),
        ("no block", vec![("main.tf", String::new())], "its block is not in this folder"),
        ("JSON", vec![("main.tf.json", "{}".to_owned())], "its block is not in this folder"),
        ("count", vec![("main.tf", settings("  count = 1\n  alert_on_sync_failure = false"))], "count or for_each"),
        (
            "a local that others use",
            vec![("main.tf", local.clone() + "output \"x\" {\n  value = \"${local.alert}\"\n}\n")],
            "same local",
        ),
        (
            "a local that JSON uses",
            vec![("main.tf", local), ("x.tf.json", r#"{"output":{"x":{"value":"${local.alert}"}}}"#.to_owned())],
            "same local",
        ),
        ("a variable without default", vec![("main.tf", variable("null"))], "its value is an expression"),
        ("a variable with a value from outside", vec![("main.tf", variable("true"))], "its value is an expression"),
        (
            "a set with a value from outside",
            vec![("main.tf", products("[\"Windows 11\"]"))],
            "its value is an expression",
        ),
        (
            "an override",
            vec![("main.tf", alert("false")), ("main_override.tf", alert("false"))],
            "another file overrides",
        ),
        (
            "members that share a line",
            vec![(
                "main.tf",
                settings("  products = [\n    \"Microsoft Server operating system-21H2\", \"Windows 11\",\n  ]"),
            )],
            "several members on one line",
        ),
    ] {
        let console = drifted();
        let managed: Vec<Object> =
            contoso().into_iter().filter(|object| object.id().kind == Kind::SyncSettings).collect();
        console.write("state.json", &state(&managed).to_string());
        console.write(".configmgr-drift-ignore", IGNORE_ALL_ELSE);
        for (name, text) in &files {
            console.write(name, text);
        }
        let said = console.says(&["drift", "--state", "state.json", "--adopt", "."]);
        assert!(said.contains(why) && said.ends_with("--- exit code 1\n"), "{what}: {said}");
        for (name, text) in &files {
            assert_eq!(&fs::read_to_string(console.folder.path().join(name)).unwrap(), text, "{what}");
        }
        assert!(!console.folder.path().join("adopted.tf").exists(), "{what}");
    }
}

const IGNORE_ALL_ELSE: &str = "[[ignore]]\nobject = \"[!s]*\"\nreason = \"x\"\nexpires = 2999-12-31\n\n\
                               [[ignore]]\nobject = \"s[iu]*\"\nreason = \"x\"\nexpires = 2999-12-31\n";

#[test]
fn input_that_cannot_be_read_is_not_adopted() {
    let console = with_state();
    console.write("main.tf", CONFIGURATION);
    let text = fs::read_to_string(console.folder.path().join("state.json")).unwrap();
    console.write("cut.json", &text[..text.len() / 2]);
    console.write("later.json", &text.replace("\"format_version\":\"1.0\"", "\"format_version\":\"2.0\""));
    console.write("other.json", &text.replace("configmgr_", "example_"));
    console.write("bad.toml", "[[ignore]]\nobject = \"[\"\nreason = \"x\"\nexpires = 2999-12-31\n");
    for arguments in [
        &["--state", "cut.json", "--adopt", "."][..],
        &["--state", "later.json", "--adopt", "."],
        &["--state", "other.json", "--adopt", "."],
        &["--state", "state.json", "--adopt", "nowhere"],
        &["--state", "state.json", "--ignore", "bad.toml", "--adopt", "."],
        &["--state", "state.json", "--path", "elsewhere.db", "--adopt", "."],
    ] {
        let said = console.says(&[&["drift"], arguments].concat());
        assert!(said.contains("--- stderr\nerror: ") && said.ends_with("--- exit code 1\n"), "{said}");
        assert_eq!(fs::read_to_string(console.folder.path().join("main.tf")).unwrap(), CONFIGURATION, "{said}");
        assert!(!console.folder.path().join("adopted.tf").exists(), "{said}");
    }
}

#[test]
fn nothing_is_written_when_the_input_is_bad() {
    let console = with_state();
    console.write("cut.json", "{\"format_version\":\"1.0\"");
    for option in ["--out", "--ignore"] {
        let said = match option {
            "--out" => console.says(&["drift", "--state", "cut.json", option, "report"]),
            _ => console.says(&["drift", "--state", "cut.json", "--init-ignore", option, "report"]),
        };
        assert!(said.ends_with("--- exit code 1\n"), "{said}");
        assert!(!console.folder.path().join("report").exists(), "{option}");
    }
}
