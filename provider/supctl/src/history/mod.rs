//! The history of changes.

pub(crate) mod text;

use anyhow::Result;
use hierarchy::{Action, AttributeChange, Difference, Hierarchy, HistoryEntry, HistoryFilter, Kind};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::cli::Query;

/// What `supctl history --json` prints, oldest change first.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct History {
    pub(crate) changes: Vec<Change>,
}

/// One object's part in a change.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Change {
    /// Counts the changes of the hierarchy; objects changed together share it.
    pub(crate) revision: u64,
    /// RFC 3339, UTC.
    pub(crate) time: Timestamp,
    pub(crate) actor: String,
    /// The tool: `terraform`, `supctl`.
    pub(crate) origin: String,
    /// `create`, `adopt`, `update`, `release` or `delete`.
    pub(crate) action: Action,
    /// `site`, `site_system`, `sup_role`, `sync_settings` or `account`.
    pub(crate) kind: Kind,
    pub(crate) id: String,
    /// Null for what belongs to no site.
    pub(crate) site_code: Option<String>,
    /// Whether the object is declared from then on, or only came along with a role.
    pub(crate) declared: bool,
    /// What changed, attribute by attribute.
    pub(crate) attributes: Vec<Attribute>,
    /// All attributes before; null when it came into being.
    pub(crate) before: Option<Value>,
    /// All attributes after; null when it was removed.
    pub(crate) after: Option<Value>,
}

/// One attribute's change, by dotted path.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Attribute {
    /// One value became another; null is "not set".
    Value { path: String, before: Value, after: Value },
    /// Members of a set came and went.
    Set { path: String, added: Vec<Value>, removed: Vec<Value> },
}

impl History {
    /// The changes a query asks for.
    pub(crate) fn of(hierarchy: &Hierarchy, query: &Query) -> Result<Self> {
        let filter = HistoryFilter {
            site: query.site.clone(),
            id: query.object.clone(),
            actor: query.actor.clone(),
            since: query.since.as_ref().map(|since| hierarchy.now().map(|now| since.before(now))).transpose()?,
            limit: query.limit,
            ..HistoryFilter::default()
        };
        let entries = hierarchy.history(&filter)?;
        Ok(Self { changes: entries.into_iter().map(Change::from).collect() })
    }
}

impl From<HistoryEntry> for Change {
    fn from(entry: HistoryEntry) -> Self {
        Self {
            attributes: entry.changes().into_iter().map(Attribute::from).collect(),
            revision: entry.revision,
            time: entry.time,
            actor: entry.actor,
            origin: entry.origin,
            action: entry.action,
            kind: entry.object.kind,
            id: entry.object.id,
            site_code: entry.site_code,
            declared: entry.declared,
            before: entry.before,
            after: entry.after,
        }
    }
}

impl From<AttributeChange> for Attribute {
    fn from(change: AttributeChange) -> Self {
        let path = change.path;
        match change.difference {
            Difference::Value { before, after } => Self::Value { path, before, after },
            Difference::Set { added, removed } => Self::Set { path, added, removed },
        }
    }
}
