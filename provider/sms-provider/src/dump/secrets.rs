//! What must not be in a dump: encrypted passwords, and rows whose properties can hold keys.

use std::path::Path;

use serde_json::Value;

use super::{DumpError, Record};
use crate::class::{Class, Source};

/// The column of encrypted passwords (page CRED-7 of "Misconfiguration Manager").
const PASSWORD_COLUMN: &str = "Reserved2";

/// Parts of names of embedded properties that hold secrets.
const SECRET_NAMES: [&str; 4] = ["password", "privatekey", "encrypted", "pfx"];

/// Refuses a file with secrets.
pub(super) fn refuse(path: &Path, class: Class, records: &[Record]) -> Result<(), DumpError> {
    match records.iter().find_map(|record| secret(class, record)) {
        Some(what) => Err(DumpError::Secret { path: path.to_owned(), what }),
        None => Ok(()),
    }
}

fn secret(class: Class, record: &Record) -> Option<String> {
    if let Some(column) = record.columns().find(|column| column.eq_ignore_ascii_case(PASSWORD_COLUMN)) {
        return Some(format!("{}.{column} has encrypted passwords", class.name()));
    }
    let is_read = record.is_of(Source::SiteSystem) || record.is_of(Source::SoftwareUpdatePoint);
    if class == Class::SystemResource && !is_read && record.embedded().next().is_some() {
        let role = record.text("RoleName");
        return Some(format!(
            "{} has the properties of the role \"{role}\", which can hold encrypted keys",
            class.name()
        ));
    }
    let has_value = |value: Option<&Value>| value.and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    let is_secret = |name: &str| SECRET_NAMES.iter().any(|part| name.to_lowercase().contains(part));
    let property = record
        .embedded()
        .find(|(name, row)| is_secret(name) && (has_value(row.get("Value1")) || has_value(row.get("Value2"))));
    property.map(|(name, _)| format!("{} has a value of the property \"{name}\"", class.name()))
}
