//! `supctl export`: the hierarchy as JSON and as a configuration.

use std::fs;

use hierarchy::*;
use serde_json::Value;

use crate::support::{Console, drifted};

fn exported(console: &Console) -> Value {
    let output = console.command(&["export"]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The text of the resource at an address.
fn resource(console: &Console, address: &str) -> String {
    let text = String::from_utf8(console.command(&["export", "--hcl"]).output().unwrap().stdout).unwrap();
    let (kind, name) = address.split_once('.').unwrap();
    let heading = format!("resource \"{kind}\" \"{name}\" {{\n");
    let Some(start) = text.find(&heading) else { return String::new() };
    let end = start + text[start..].find("\n}\n").unwrap();
    text[start + heading.len()..end].to_owned()
}

#[test]
fn as_a_configuration() {
    insta::assert_snapshot!("export_hcl", drifted().says(&["export", "--hcl"]));
    insta::assert_snapshot!("export_hcl_empty", Console::empty().says(&["export", "--hcl"]));
}

#[test]
fn as_json() {
    insta::assert_snapshot!("export_json", drifted().says(&["export"]));
    insta::assert_snapshot!("export_json_empty", Console::empty().says(&["export", "--json"]));
    let plain = drifted().command(&["export"]).output().unwrap().stdout;
    assert_eq!(plain, drifted().command(&["--json", "export"]).output().unwrap().stdout);
}

#[test]
fn into_a_folder() {
    let console = drifted();
    insta::assert_snapshot!("export_files", console.says(&["export", "--out", "infra/sites"]));
    let folder = console.folder.path().join("infra/sites");
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["accounts.tf", "ber.tf", "cas.tf", "eur.tf", "imports.tf", "usa.tf", "versions.tf"]);
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    assert!(read("versions.tf").contains("path = \"../../.configmgr/hierarchy.db\""), "as seen from the folder");
    let all = String::from_utf8(console.command(&["export", "--hcl"]).output().unwrap().stdout).unwrap();
    for name in ["accounts.tf", "ber.tf", "cas.tf", "eur.tf", "imports.tf", "usa.tf"] {
        assert!(all.contains(&read(name)), "{name} is a part of the whole");
    }

    let elsewhere = tempfile::tempdir().unwrap();
    let path = console.path();
    console.command(&["export", "--out"]).arg(elsewhere.path()).arg("--path").arg(&path).assert().success();
    let versions = fs::read_to_string(elsewhere.path().join("versions.tf")).unwrap();
    assert!(versions.contains(path.to_str().unwrap()), "a path from the root stays one: {versions}");
}

#[test]
fn what_is_there_is_not_overwritten() {
    let console = drifted();
    let folder = console.folder.path();
    fs::write(folder.join("cas.tf"), "# mine\n").unwrap();
    fs::write(folder.join("taken"), "").unwrap();
    let mut texts = console.says(&["export", "--out", "."]);
    assert_eq!(fs::read_to_string(folder.join("cas.tf")).unwrap(), "# mine\n");
    assert!(!folder.join("versions.tf").exists(), "all files or none");
    texts += &console.says(&["export", "-o", "taken"]);
    texts += &console.says(&["export", "--hcl", "--json"]);
    texts += &console.says(&["export", "--out", "x", "--json"]);
    insta::assert_snapshot!("export_refused", texts);
}

#[test]
fn only_what_is_no_default_is_said() {
    let changes: [(&str, &[&str], &str, &str); 9] = [
        ("site/CAS", &["version=2603"], "configmgr_site.cas", "  version     = \"2603\""),
        (
            "sup_role/EUR/sup-eur1.contoso.com",
            &["ledbat=true"],
            "configmgr_sup_role.eur_sup_eur1",
            "ledbat          = true",
        ),
        (
            "sup_role/EUR/sup-eur1.contoso.com",
            &["wsus_connection_account=contoso\\SVC-wsus"],
            "configmgr_sup_role.eur_sup_eur1",
            "wsus_connection_account = configmgr_account.svc_wsus.user_name",
        ),
        (
            "site_system/EUR/sup-eur1.contoso.com",
            &["operating_system=windows_server_2025", "wsus.version=10.0.26100"],
            "configmgr_site_system.eur_sup_eur1",
            "  operating_system = \"windows_server_2025\"",
        ),
        (
            "CAS",
            &["schedule={\"interval\":{\"days\":1}}"],
            "configmgr_sync_settings.cas",
            " = { interval = { days = 1 } }",
        ),
        (
            "CAS",
            &["schedule={\"monthly_by_weekday\":{\"week\":\"second\",\"day\":\"tuesday\",\"offset_days\":1}}"],
            "configmgr_sync_settings.cas",
            "    monthly_by_weekday = {\n      week        = \"second\"\n      day         = \"tuesday\"\n      offset_days = 1\n    }",
        ),
        (
            "CAS",
            &["third_party_updates={}"],
            "configmgr_sync_settings.cas",
            "  third_party_updates = {\n    enabled                = false\n    certificate_management = \"configmgr\"\n  }",
        ),
        ("CAS", &["products=[]"], "configmgr_sync_settings.cas", "products        = []"),
        ("CAS", &["source=microsoft_update"], "configmgr_sync_settings.cas", "source          = \"microsoft_update\""),
    ];
    for (object, assignments, address, expected) in changes {
        let console = Console::contoso();
        console.command(&["set", object]).args(assignments).assert().success();
        let text = resource(&console, address);
        assert!(text.contains(expected), "{assignments:?}:\n{text}");
        assert!(!text.contains("10.0.26100"), "the version comes with the operating system:\n{text}");
    }
}

#[test]
fn what_came_along_is_exported_once_it_is_changed() {
    let console = Console::contoso();
    let (server, settings) = ("configmgr_site_system.eur_sup_eur1", "configmgr_sync_settings.eur");
    assert_eq!((resource(&console, server), resource(&console, settings)), Default::default());
    let json = exported(&console);
    let of_eur = |list: &str| {
        let all = json[list].as_array().unwrap();
        all.iter().find(|object| object["id"].as_str().unwrap().starts_with("EUR")).unwrap()["declared"].clone()
    };
    assert_eq!((of_eur("site_systems"), of_eur("sync_settings")), (false.into(), false.into()), "JSON has them all");
    console.command(&["set", "EUR/sup-eur1.contoso.com", "wsus.content_path=D:\\${WSUS}"]).assert().success();
    console.command(&["set", "sync_settings/EUR", "languages.update_files+=de"]).assert().success();
    assert!(resource(&console, server).contains(r#"content_path = "D:\\$${WSUS}""#));
    assert!(resource(&console, settings).contains(r#"languages   = { update_files = ["de", "en"] }"#));
}

/// Removing a central administration site leaves settings that nobody declared.
#[test]
fn settings_that_were_taken_over_by_themselves_are_exported() {
    let console = Console::contoso();
    for (kind, id) in [(Kind::SupRole, "BER/sup-ber.contoso.com"), (Kind::Site, "BER"), (Kind::Site, "USA")] {
        console.change("alice", "terraform", Change::Delete(ObjectId::new(kind, id)));
    }
    let alone = Site { version: Some("2509".to_owned()), ..crate::support::site("EUR", SiteType::Primary, None) };
    console.change("alice", "terraform", Change::Update(alone.into()));
    assert_eq!(exported(&console)["sync_settings"][0]["declared"], false);
    let text = resource(&console, "configmgr_sync_settings.eur");
    assert!(text.contains(r#"classifications = ["Security Updates"]"#), "{text}");
}

#[test]
fn what_no_configuration_can_say_is_told() {
    let console = Console::contoso();
    console.command(&["set", "CAS", "supersedence=null", "languages.summary_details=null"]).assert().success();
    let output = console.command(&["export", "--hcl"]).output().unwrap();
    insta::assert_snapshot!("export_unsayable", String::from_utf8(output.stderr).unwrap());
}

#[test]
fn json_is_as_its_schema_says() {
    let schemas = supctl::describe::outputs();
    let (_, schema) = schemas.iter().find(|(command, _)| *command == "export").unwrap();
    let schema = schema.as_value();
    for console in [drifted(), Console::contoso(), Console::empty()] {
        let json = exported(&console);
        assert_eq!(misfits(schema, schema, &json, ""), Vec::<String>::new());
        let mut broken = json.clone();
        broken["format"] = "1".into();
        broken["more"] = true.into();
        broken.as_object_mut().unwrap().remove("accounts");
        assert_eq!(misfits(schema, schema, &broken, "").len(), 3, "the check itself works");
    }
}

/// Violations of a schema, for the part of JSON Schema that ours use.
fn misfits(root: &Value, schema: &Value, value: &Value, path: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        return misfits(root, root.pointer(reference.trim_start_matches('#')).unwrap(), value, path);
    }
    for forms in ["anyOf", "oneOf"] {
        if let Some(forms) = schema[forms].as_array() {
            let fits = forms.iter().any(|form| misfits(root, form, value, path).is_empty());
            return if fits { Vec::new() } else { vec![format!("{path}: {value} is of no form")] };
        }
    }
    let named = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is_of_type = match &schema["type"] {
        Value::Array(types) => types.iter().any(|one| one == named),
        one => one == named,
    };
    let is_choice = schema["enum"].as_array().is_none_or(|choices| choices.contains(value));
    if !is_of_type || !is_choice || schema.get("const").is_some_and(|only| only != value) {
        return vec![format!("{path}: {value} is not {schema}")];
    }
    let mut found = Vec::new();
    for item in value.as_array().into_iter().flatten() {
        found.extend(misfits(root, &schema["items"], item, path));
    }
    if let Some(members) = value.as_object() {
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        found.extend(required.filter(|name| !members.contains_key(*name)).map(|name| format!("{path}: no {name}")));
        for (name, member) in members {
            match schema["properties"].get(name) {
                Some(schema) => found.extend(misfits(root, schema, member, &format!("{path}.{name}"))),
                None => found.push(format!("{path}: {name} is not in the schema")),
            }
        }
    }
    found
}
