//! What sites, scripts and editors write in other forms.

use hierarchy::Kind;
use serde_json::{Value, json};
use sms_provider::class::Class;
use sms_provider::facts::Field;
use sms_provider::stub::Stub;

use crate::hierarchies::{central, stand_alone};
use crate::{object, read, read_bytes, sorted};

fn utf_16(text: &str, with_mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mark = with_mark.then_some(0xFEFF);
    mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn a_file_has_many_encodings() {
    let objects = sorted(central());
    let text = serde_json::to_string_pretty(&Stub::of(&central()).file()).unwrap().replace('\n', "\r\n");
    for bytes in [
        text.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        utf_16(&text, true, u16::to_le_bytes),
        utf_16(&text, true, u16::to_be_bytes),
        utf_16(&text, false, u16::to_le_bytes),
        utf_16(&text, false, u16::to_be_bytes),
    ] {
        assert_eq!(sorted(read_bytes(&bytes).unwrap().objects), objects);
    }
}

/// Numbers as text, as test data of public code has them.
fn with_text(value: &mut Value) {
    match value {
        Value::Number(number) => *value = json!(number.to_string()),
        Value::Array(values) => values.iter_mut().for_each(with_text),
        Value::Object(values) => values.iter_mut().for_each(|(_, value)| with_text(value)),
        _ => {}
    }
}

#[test]
fn a_number_may_be_text() {
    let mut file = Stub::of(&central()).file();
    with_text(&mut file["classes"]);
    assert_eq!(sorted(read(&file).objects), sorted(central()));
}

#[test]
fn one_row_need_not_be_in_an_array() {
    let mut file = Stub::of(&stand_alone()).file();
    let sites = file["classes"]["SMS_Site"].as_array_mut().unwrap();
    file["classes"]["SMS_Site"] = sites.remove(0);
    assert_eq!(sorted(read(&file).objects), sorted(stand_alone()));
}

#[test]
fn pages_are_put_together() {
    let folder = tempfile::tempdir().unwrap();
    for (class, answer) in Stub::of(&central()).answers() {
        let rows = answer["value"].as_array().unwrap();
        for (page, rows) in rows.chunks(7).enumerate() {
            // Without a context, the name of the file says the class.
            let file = folder.path().join(format!("{class}.{page}.json"));
            std::fs::write(file, json!({"value": rows}).to_string()).unwrap();
        }
    }
    assert_eq!(sorted(crate::read_path(folder.path()).unwrap().objects), sorted(central()));
}

#[test]
fn times_have_three_forms() {
    for written in ["2026-01-12T03:10:00Z", "/Date(1768187400000)/", "20260112041000.000000+060"] {
        let mut stub = Stub::of(&stand_alone());
        for row in stub.rows.get_mut(&Class::SyncStatus).unwrap() {
            row.columns.insert("LastSyncStateTime".to_owned(), json!(written));
            row.columns.insert("LastSuccessfulSyncTime".to_owned(), json!("1970-01-01T00:00:00Z"));
            row.columns.insert("LastSyncErrorCode".to_owned(), json!(-2147012872));
        }
        let statuses = read(&stub.file()).statuses.unwrap();
        assert_eq!(statuses[0].state_time.unwrap().to_string(), "2026-01-12T03:10:00Z", "{written}");
        assert_eq!((statuses[0].last_success, statuses[0].error_code), (None, 0x8007_2EF8));
    }
}

#[test]
fn reality_is_not_refused() {
    let mut stub = Stub::of(&stand_alone());
    let site = stub.row(Class::Site, "SiteCode", "PS1").unwrap();
    site.columns.insert("SiteName".to_owned(), json!("Head Office, Zürich"));
    site.columns.insert("BuildNumber".to_owned(), json!(9999));
    site.columns.insert("Status".to_owned(), json!(2));
    let role = stub.row(Class::SystemResource, "RoleName", "SMS Software Update Point").unwrap();
    role.set("WSUSAccessAccount", Field::Value2, json!(r"corp.contoso.com\svc-wsus"));
    let mut category = stub.rows[&Class::Category][0].clone();
    for (column, value) in [
        ("CategoryInstance_UniqueID", json!("Product:11111111-2222-3333-4444-555555555555")),
        ("CategoryInstanceID", json!(99)),
        ("CategoryTypeName", json!("Product")),
        ("LocalizedCategoryInstanceName", json!("Fabrikam Reader")),
        ("AllowSubscription", json!(true)),
        ("IsSubscribed", json!(true)),
    ] {
        category.columns.insert(column.to_owned(), value);
    }
    stub.rows.get_mut(&Class::Category).unwrap().push(category);
    let found = read(&stub.file());
    let site = object(&found, Kind::Site, "PS1");
    assert_eq!((&site["name"], &site["version"]), (&json!("Head Office, Zürich"), &json!(null)));
    let role = object(&found, Kind::SupRole, "PS1/wsus.contoso.com");
    assert_eq!(role["wsus_connection_account"], json!(r"corp.contoso.com\svc-wsus"));
    let settings = object(&found, Kind::SyncSettings, "PS1");
    assert_eq!(settings["products"], json!(["11111111-2222-3333-4444-555555555555"]));
    let remarks: Vec<&str> = found.as_found.remarks.iter().map(|remark| remark.what.as_str()).collect();
    assert_eq!(remarks, ["it is pending", "its build 9999 is of no version that this release knows"]);
}

#[test]
fn a_family_counts_if_all_its_products_do() {
    let mut settings = hierarchy::SyncSettings::top_level_defaults("PS1/wsus.contoso.com");
    settings.products = Some(crate::hierarchies::set(&["Office"]));
    let mut objects = stand_alone();
    objects.pop();
    objects.push(settings.into());
    let mut stub = Stub::of(&objects);
    assert_eq!(object(&read(&stub.file()), Kind::SyncSettings, "PS1")["products"], json!(["Office"]));
    let product = stub.row(Class::Category, "LocalizedCategoryInstanceName", "Office 2016").unwrap();
    product.columns.insert("IsSubscribed".to_owned(), json!(false));
    let found = read(&stub.file());
    let products = object(&found, Kind::SyncSettings, "PS1")["products"].as_array().unwrap().len();
    assert!(products > 3, "{products}");
    assert!(found.as_found.remarks[0].what.contains("\"Office\" is marked"), "{:?}", found.as_found.remarks);
}

#[test]
fn a_catalog_that_is_not_whole_is_told() {
    let mut stub = Stub::of(&stand_alone());
    let is_office = |row: &sms_provider::stub::Row| {
        row.columns["LocalizedCategoryInstanceName"] == "Office" && row.columns["CategoryTypeName"] == "ProductFamily"
    };
    stub.rows.get_mut(&Class::Category).unwrap().retain(|row| !is_office(row));
    let remarks = read(&stub.file()).as_found.remarks;
    let [remark] = remarks.as_slice() else { panic!("{remarks:?}") };
    assert!(remark.what.ends_with("categories belong to one that was not collected"), "{}", remark.what);
}
