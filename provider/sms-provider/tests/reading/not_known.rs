//! What a dump does not say.

use hierarchy::{Found, Kind, ObjectId};
use serde_json::json;
use sms_provider::class::Class;
use sms_provider::stub::Stub;

use crate::hierarchies::{central, stand_alone};
use crate::{object, read};

/// A file in which a class could not be read.
fn without(class: Class) -> Found {
    let mut file = Stub::of(&central()).file();
    file["classes"].as_object_mut().unwrap().remove(class.name());
    file["errors"] = json!({ class.name(): "Access denied \r\n   at line 3" });
    read(&file)
}

#[test]
fn what_no_site_says_is_listed_once() {
    let found = read(&Stub::of(&stand_alone()).file());
    let listed: Vec<String> =
        found.as_found.not_known.iter().map(|gap| format!("{} {}: {}", gap.kind, gap.attribute, gap.reason)).collect();
    insta::assert_snapshot!(listed.join("\n"));
    let server = ObjectId::new(Kind::SiteSystem, "PS1/wsus.contoso.com");
    assert!(!found.as_found.knows(&server, "wsus.replica"));
    assert!(found.as_found.knows(&server, "proxy.port"));
}

#[test]
fn a_class_without_rights_leaves_its_attributes_unknown() {
    let gaps = |found: &Found| -> Vec<String> {
        let of_objects = found.as_found.not_known.iter().filter(|gap| gap.objects.is_some());
        of_objects.map(|gap| format!("{} {}: {}", gap.kind, gap.attribute, gap.reason)).collect()
    };
    let found = without(Class::Category);
    assert_eq!(
        gaps(&found),
        [
            "sync_settings classifications: SMS_UpdateCategoryInstance could not be read: Access denied.",
            "sync_settings products: SMS_UpdateCategoryInstance could not be read: Access denied.",
        ]
    );
    assert!(found.catalog.is_none() && found.incomplete.is_empty());

    let found = without(Class::Component);
    assert!(
        gaps(&found).contains(&"sync_settings source: SMS_SCI_Component could not be read: Access denied.".to_owned())
    );
    assert!(gaps(&found).iter().any(|gap| gap.starts_with("sup_role upstream_sup_id: ")), "{:?}", gaps(&found));

    let found = without(Class::SystemResource);
    assert!(found.incomplete.contains(&Kind::SupRole) && found.incomplete.contains(&Kind::SyncSettings));

    let found = without(Class::Account);
    assert!(found.incomplete.contains(&Kind::Account));
    assert_eq!(object(&found, Kind::Account, r"CONTOSO\wsus")["user_name"], json!(r"CONTOSO\wsus"));
    assert_eq!(found.as_found.remarks.len(), 3);

    assert!(without(Class::SyncStatus).statuses.is_none());
}

#[test]
fn what_is_not_read_is_listed_by_name() {
    let mut file = Stub::of(&stand_alone()).file();
    let row = &mut file["classes"]["SMS_SCI_SysResUse"][0];
    row["OtherProps"] = json!(["FDMOperation", "NLBVIP"]);
    row["RoleCount"] = json!(2);
    row["Props"].as_array_mut().unwrap().push(json!({"PropertyName": "PublicVIP", "Value": 0}));
    file["classes"]["SMS_SCI_SiteDefinition"] = json!([]);
    let found = read(&file);
    let names: Vec<&str> = found.as_found.unread["SMS_SCI_SysResUse"].iter().map(String::as_str).collect();
    assert_eq!(names, ["Props: FDMOperation", "Props: NLBVIP", "Props: PublicVIP", "RoleCount"]);
    assert!(found.as_found.unread.contains_key("SMS_SCI_SiteDefinition"));
}

#[test]
fn a_time_zone_without_a_name_leaves_the_start_unknown() {
    let mut stub = Stub::of(&central());
    for row in stub.rows.get_mut(&Class::Site).unwrap() {
        row.columns.insert("TimeZoneInfo".to_owned(), json!(""));
    }
    let found = read(&stub.file());
    let id = ObjectId::new(Kind::SyncSettings, "CAS");
    assert!(!found.as_found.knows(&id, "schedule.start"));
    assert!(found.as_found.knows(&id, "schedule.weekly.day"));
    assert_eq!(object(&found, Kind::SyncSettings, "CAS")["schedule"]["start"], json!("2026-01-13T03:00:00Z"));
}
