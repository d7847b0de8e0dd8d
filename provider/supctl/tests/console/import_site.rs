//! `supctl import-site`: a hierarchy as it was found at a real site, and what works on it.

use hierarchy::*;
use serde_json::{Value, json};
use sms_provider::class::Class;
use sms_provider::facts::Field;
use sms_provider::stub::Stub;

use crate::support::{Console, contoso, site};

/// The hierarchy of other tests, as a site has it.
fn found() -> Stub {
    let mut objects = contoso();
    objects.retain(|object| !matches!(object, Object::SiteSystem(system) if system.site_code == "CAS"));
    objects.push(SiteSystem::with_defaults("CAS", "sup-cas.contoso.com").into());
    for (code, server) in [("EUR", "sup-eur1"), ("EUR", "sup-eur2"), ("BER", "sup-ber")] {
        objects.push(SiteSystem::with_defaults(code, &format!("{server}.contoso.com")).into());
    }
    for (code, server) in [("EUR", "sup-eur1"), ("BER", "sup-ber")] {
        objects.push(SyncSettings::child_defaults(&format!("{code}/{server}.contoso.com")).into());
    }
    Stub::of(&objects)
}

/// A console without a hierarchy, and with a dump.
fn console(dump: &Value) -> Console {
    let console = Console::empty();
    console.write("dump.json", &dump.to_string());
    console
}

const IMPORT: [&str; 4] = ["import-site", "dump.json", "--to", "prod.db"];

/// The same site a week later: a product is switched on, a port is changed, and a server is gone.
fn a_week_later() -> Stub {
    let mut stub = found();
    stub.collected_at = "2026-01-19T08:00:00Z".to_owned();
    let product = stub.row(Class::Category, "LocalizedCategoryInstanceName", "Microsoft Edge").unwrap();
    product.columns.insert("IsSubscribed".to_owned(), json!(true));
    for row in stub.rows.get_mut(&Class::SystemResource).unwrap() {
        if row.columns["NetworkOSPath"] == json!(r"\\sup-ber.contoso.com") && row.properties.contains_key("WSUSIISPort")
        {
            row.set("WSUSIISPort", Field::Value, json!(80));
            row.set("WSUSIISSSLPort", Field::Value, json!(443));
        }
    }
    stub.rows.get_mut(&Class::SystemResource).unwrap().retain(|row| row.columns["SiteCode"] != json!("USA"));
    stub
}

#[test]
fn a_hierarchy_is_read_from_a_site() {
    let console = console(&found().file());
    insta::assert_snapshot!("import_site", console.says(&IMPORT));
    insta::assert_snapshot!("import_site_again", console.says(&IMPORT));
    let reads: [&[&str]; 7] = [
        &["tree", "--path", "prod.db"],
        &["status", "--path", "prod.db"],
        &["check", "--path", "prod.db"],
        &["catalog", "--subscribed", "--path", "prod.db"],
        &["export", "--hcl", "--path", "prod.db"],
        &["logs", "wsyncmgr", "--path", "prod.db"],
        &["messages", "--path", "prod.db"],
    ];
    insta::assert_snapshot!("as_found", console.told(&reads));
}

#[test]
fn a_later_dump_says_what_the_site_changed() {
    let console = console(&found().file());
    console.says(&IMPORT);
    let later = a_week_later();
    console.write("dump.json", &later.file().to_string());
    let commands: [&[&str]; 4] = [
        &IMPORT,
        &["history", "--path", "prod.db", "--site", "BER"],
        &["compare", "prod.db", "--at", "2026-01-12T09:00:00Z"],
        &["import-site", "dump.json", "--to", "prod.db", "--json"],
    ];
    insta::assert_snapshot!("import_site_later", console.told(&commands));
}

#[test]
fn nothing_else_changes_what_was_found() {
    let console = console(&found().file());
    console.says(&IMPORT);
    let before = std::fs::read(console.folder.path().join("prod.db")).unwrap();
    let refused: [&[&str]; 6] = [
        &["sync", "--path", "prod.db"],
        &["clock", "advance", "1d", "--path", "prod.db"],
        &["set", "EUR/sup-eur1.contoso.com", "http_port=80", "https_port=443", "--path", "prod.db"],
        &["fault", "add", "EUR/sup-eur1.contoso.com", "http-503", "--path", "prod.db"],
        &["world", "set", "install_duration=30m", "--path", "prod.db"],
        &["set", "EUR/sup-eur1.contoso.com", "http_port=8530", "--path", "prod.db"],
    ];
    insta::assert_snapshot!("as_found_refused", console.told(&refused));
    let reads: [&[&str]; 5] = [
        &["tree", "--path", "prod.db"],
        &["status", "--path", "prod.db"],
        &["catalog", "--path", "prod.db"],
        &["check", "--path", "prod.db"],
        &["clock", "--path", "prod.db"],
    ];
    console.told(&reads);
    assert_eq!(std::fs::read(console.folder.path().join("prod.db")).unwrap(), before);
}

#[test]
fn another_hierarchy_is_refused() {
    let console = console(&found().file());
    console.change("alice", "terraform", Change::Create(site("ABC", SiteType::Primary, None).into()));
    let mut other = Stub::of(&[site("PS9", SiteType::Primary, None).into()]).file();
    console.write("other.json", &other.to_string());
    other["classes"] = found().file()["classes"].clone();
    other["provider"] = json!("another.contoso.com");
    other["site_code"] = json!("CAS");
    console.write("provider.json", &other.to_string());
    let mut older = found().file();
    older["collected_at"] = json!("2025-12-24T08:00:00Z");
    console.write("older.json", &older.to_string());
    let commands: [&[&str]; 6] = [
        &["import-site", "dump.json", "--to", ".configmgr/hierarchy.db"],
        &IMPORT,
        &["import-site", "other.json", "--to", "prod.db"],
        &["import-site", "provider.json", "--to", "prod.db"],
        &["import-site", "older.json", "--to", "prod.db"],
        &["import-site", "missing.json", "--to", "new.db"],
    ];
    insta::assert_snapshot!("import_site_refused", console.told(&commands));
    assert!(!console.folder.path().join("new.db").exists());
}

#[test]
fn what_could_not_be_read_is_kept() {
    let console = console(&found().file());
    console.says(&IMPORT);
    let mut later = a_week_later().file();
    later["classes"].as_object_mut().unwrap().remove("SMS_SCI_SysResUse");
    later["classes"].as_object_mut().unwrap().remove("SMS_UpdateCategoryInstance");
    later["errors"] = json!({"SMS_SCI_SysResUse": "Access denied", "SMS_UpdateCategoryInstance": "Access denied"});
    console.write("dump.json", &later.to_string());
    insta::assert_snapshot!("import_site_without_rights", console.told(&[&IMPORT, &["tree", "--path", "prod.db"]]));
}

/// What a class does not say is neither a state nor a number.
#[test]
fn a_status_that_could_not_be_read_is_not_known() {
    let mut file = found().file();
    for class in ["SMS_SUPSyncStatus", "SMS_UpdateCategoryInstance"] {
        file["classes"].as_object_mut().unwrap().remove(class);
        file["errors"][class] = json!("Access denied");
    }
    let console = console(&file);
    console.says(&IMPORT);
    let reads: [&[&str]; 3] =
        [&["status", "--path", "prod.db"], &["tree", "--path", "prod.db"], &["catalog", "--path", "prod.db"]];
    insta::assert_snapshot!("as_found_without_status", console.told(&reads));
}

/// A runbook would remove what was not read.
#[test]
fn a_hierarchy_that_may_lack_objects_has_no_runbook() {
    let mut file = found().file();
    let console = console(&file);
    console.says(&["import-site", "dump.json", "--to", "whole.db"]);
    file["classes"]["SMS_SCI_SysResUse"] = json!([]);
    file["errors"] = json!({"SMS_SCI_SysResUse": "Access denied"});
    console.write("dump.json", &file.to_string());
    console.says(&IMPORT);
    let runbooks: [&[&str]; 2] =
        [&["runbook", "--from", "whole.db", "--to", "prod.db"], &["runbook", "--from", "prod.db", "--to", "whole.db"]];
    insta::assert_snapshot!("runbook_of_gaps", console.told(&runbooks));
}

/// The comment that tells what a simulated hierarchy refuses has the name.
#[test]
fn a_name_with_a_line_break_stays_in_its_comment() {
    let mut stub = found();
    let site = stub.row(Class::Site, "SiteCode", "EUR").unwrap();
    site.columns.insert("SiteName".to_owned(), json!("Europe\nresource \"x\" \"y\" {"));
    let console = console(&stub.file());
    console.says(&IMPORT);
    let configuration = console.says(&["export", "--hcl", "--path", "prod.db"]);
    assert!(configuration.contains("Europe"), "{configuration}");
    assert!(configuration.lines().all(|line| !line.starts_with("resource \"x\"")), "{configuration}");
}

#[test]
fn an_account_without_a_name_is_left_out() {
    let mut file = found().file();
    file["classes"]["SMS_SCI_Reserved"].as_array_mut().unwrap().push(json!({ "UserName": "" }));
    let said = console(&file).says(&IMPORT);
    assert!(said.contains("Site CAS: has an account without a name"), "{said}");
}

#[test]
fn a_time_of_collection_that_cannot_be_read_is_refused() {
    let mut file = found().file();
    file["collected_at"] = json!("yesterday");
    insta::assert_snapshot!("import_site_no_time", console(&file).says(&IMPORT));
}

#[test]
fn the_collector_is_printed() {
    let script = console(&json!({})).command(&["collector"]).output().unwrap();
    assert!(script.status.success());
    assert_eq!(String::from_utf8(script.stdout).unwrap(), sms_provider::collector::script());
}
