use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::class::{Class, Source};
use crate::facts::Property;

/// A row of a class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    columns: Map<String, Value>,
    embedded: BTreeMap<String, Map<String, Value>>,
    /// The names of embedded properties that the script did not write.
    others: Vec<String>,
}

/// The column of embedded properties.
pub(super) const EMBEDDED: &str = "Props";
/// The column with the names of the other embedded properties.
const OTHERS: &str = "OtherProps";

impl Record {
    /// A row as it is written: `@odata.etag`, `__LAZYPROPERTIES` and their like are left out.
    pub(super) fn of(row: Map<String, Value>) -> Self {
        let mut record = Self::default();
        for (name, value) in row {
            match name.as_str() {
                EMBEDDED => record.embedded = embedded(value),
                OTHERS => record.others = listed(value).into_iter().filter_map(name_of).collect(),
                name if name.starts_with(['@', '_']) || name.contains("@odata.") => {}
                _ => drop(record.columns.insert(name, value)),
            }
        }
        record
    }

    /// A column; null if it is absent. Names of columns are case-insensitive.
    #[must_use]
    pub fn column(&self, name: &str) -> &Value {
        let exact = self.columns.get(name);
        let found = || self.columns.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        exact.or_else(found).unwrap_or(&Value::Null)
    }

    /// A column with text; empty if it is absent.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.column(name).as_str().map(str::trim).unwrap_or_default()
    }

    /// A property; null if it is absent.
    #[must_use]
    pub fn property(&self, property: &Property) -> &Value {
        let in_field = |field| self.embedded.get(property.name).and_then(|row| row.get(field)).unwrap_or(&Value::Null);
        match property.field.name() {
            None => self.column(property.name),
            Some(field) => in_field(field),
        }
    }

    /// Whether it is one of these rows.
    #[must_use]
    pub fn is_of(&self, source: Source) -> bool {
        source.discriminator().is_none_or(|(column, value)| self.text(column).eq_ignore_ascii_case(value))
    }

    /// The embedded properties with their fields, as they are written.
    pub(super) fn embedded(&self) -> impl Iterator<Item = (&str, &Map<String, Value>)> {
        self.embedded.iter().map(|(name, row)| (name.as_str(), row))
    }

    /// The names of its columns.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }

    /// The names of the columns and embedded properties that nothing reads.
    pub(super) fn unread(&self, class: Class) -> Vec<String> {
        let (columns, names) = (class.columns(), class.embedded());
        let is_read = |column: &&String| columns.iter().any(|known| known.eq_ignore_ascii_case(column));
        let columns = self.columns.keys().filter(|column| !is_read(column));
        let properties = self.embedded.keys().filter(|name| !names.contains(&name.as_str())).chain(&self.others);
        columns.cloned().chain(properties.map(|name| format!("{EMBEDDED}: {name}"))).collect()
    }
}

/// Embedded properties by name: an array, or one object where a script did not wrap it.
fn embedded(value: Value) -> BTreeMap<String, Map<String, Value>> {
    let rows = listed(value).into_iter().filter_map(|row| match row {
        Value::Object(row) => Some((row.get("PropertyName")?.as_str()?.to_owned(), row)),
        _ => None,
    });
    rows.collect()
}

fn name_of(value: Value) -> Option<String> {
    match value {
        Value::String(name) => Some(name),
        _ => None,
    }
}

/// The elements of an array; anything else is the only one.
pub(super) fn listed(value: Value) -> Vec<Value> {
    match value {
        Value::Array(elements) => elements.into_iter().filter(|element| !element.is_null()).collect(),
        Value::Null => Vec::new(),
        other => vec![other],
    }
}

/// The rows of a class: an array of objects, or one object.
pub(super) fn records(value: Value) -> Vec<Record> {
    let objects = listed(value).into_iter().filter_map(|row| match row {
        Value::Object(row) => Some(Record::of(row)),
        _ => None,
    });
    objects.collect()
}
