use std::collections::{BTreeMap, HashMap};

use hierarchy::{CategoryType, FoundCatalog, FoundCategory};
use serde_json::Value;

use super::ReadError;
use super::attributes::site_id;
use super::notes::Notes;
use super::sites::Sites;
use crate::class::Class;
use crate::codec::{is_true, number};
use crate::dump::{Dump, Record};

/// The catalog of the site; `None` if it could not be read.
pub(super) fn read(dump: &Dump, sites: &Sites, notes: &mut Notes) -> Result<Option<FoundCatalog>, ReadError> {
    if dump.gap(Class::Category).is_some() {
        return Ok(None);
    }
    let rows = dump.rows(Class::Category);
    let id_of_number: HashMap<i64, String> =
        rows.iter().filter_map(|record| Some((integer(record, "CategoryInstanceID")?, id_of(record)?.1))).collect();
    let mut categories: BTreeMap<String, (&Record, FoundCategory)> = BTreeMap::new();
    let mut orphans = 0;
    for record in rows {
        if record.text("CategoryInstance_UniqueID").is_empty() {
            return Err(ReadError::NoKey { class: Class::Category, column: "CategoryInstance_UniqueID" });
        }
        let Some((r#type, id)) = id_of(record) else { continue };
        let number = integer(record, "ParentCategoryInstanceID").filter(|number| *number != 0);
        let parent = number.and_then(|number| id_of_number.get(&number).cloned());
        orphans += usize::from(number.is_some() && parent.is_none());
        let category = FoundCategory {
            r#type,
            id: id.clone(),
            name: record.text("LocalizedCategoryInstanceName").to_owned(),
            parent: parent.filter(|parent| *parent != id),
            can_be_subscribed: flag(record.column("AllowSubscription")),
            is_subscribed: flag(record.column("IsSubscribed")),
        };
        let key = format!("category {id}");
        if categories.insert(id, (record, category)).is_some_and(|(other, _)| other != record) {
            return Err(ReadError::Twice { class: Class::Category, key });
        }
    }
    if orphans > 0 {
        notes.remark(
            &site_id(sites.top()),
            format!("{orphans} categories belong to one that was not collected"),
            "ParentCategoryInstanceID of SMS_UpdateCategoryInstance names rows that are missing, so the class may not be \
             whole. Collect it again.",
        );
    }
    Ok(Some(FoundCatalog { categories: categories.into_values().map(|(_, category)| category).collect() }))
}

/// The type and the GUID of a category, from `Product:72e7624a-…`; `None` for a type that is not read.
fn id_of(record: &Record) -> Option<(CategoryType, String)> {
    let (r#type, id) = record.text("CategoryInstance_UniqueID").split_once(':')?;
    let r#type = CategoryType::ALL.into_iter().find(|one| one.as_str().eq_ignore_ascii_case(r#type))?;
    Some((r#type, id.to_lowercase()))
}

fn integer(record: &Record, column: &str) -> Option<i64> {
    number(record.column(column)).ok().flatten()
}

fn flag(value: &Value) -> bool {
    is_true(value).ok().flatten().unwrap_or_default()
}
