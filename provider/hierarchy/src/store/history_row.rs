use jiff::Timestamp;
use serde::de::Error as _;
use serde_json::{Error, Value};

use crate::history::{Action, HistoryEntry};
use crate::model::{Kind, ObjectId};

/// A row of the history, as a store keeps it.
pub(super) struct HistoryRow {
    pub(super) revision: u64,
    pub(super) time_us: i64,
    pub(super) actor: String,
    pub(super) origin: String,
    pub(super) database_user: Option<String>,
    pub(super) action: String,
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) site_code: Option<String>,
    pub(super) declared: bool,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

impl HistoryRow {
    /// The columns, in the order of the fields.
    pub(super) const COLUMNS: &str =
        "revision, time_us, actor, origin, database_user, action, kind, id, site_code, declared, before, after";

    /// The row's name in messages.
    pub(super) fn name(&self) -> String {
        format!("history of revision {}", self.revision)
    }

    pub(super) fn entry(self) -> Result<HistoryEntry, Error> {
        let attributes = |text: Option<String>| text.map(|text| serde_json::from_str(&text)).transpose();
        let kind: Kind = serde_json::from_value(Value::String(self.kind))?;
        let action: Action = serde_json::from_value(Value::String(self.action))?;
        Ok(HistoryEntry {
            revision: self.revision,
            time: Timestamp::from_microsecond(self.time_us).map_err(Error::custom)?,
            actor: self.actor,
            origin: self.origin,
            database_user: self.database_user,
            action,
            object: ObjectId::new(kind, self.id),
            site_code: self.site_code,
            declared: self.declared,
            before: attributes(self.before)?,
            after: attributes(self.after)?,
        })
    }
}
