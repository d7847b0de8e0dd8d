//! A change as the history tells it.

use hierarchy::{Action, AttributeChange, Difference, HistoryEntry, Kind};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::style::{ADDED, REMOVED};

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

/// What became of an attribute: before and after, or the members that went and came.
pub(crate) fn attribute_line(attribute: &Attribute) -> String {
    match attribute {
        Attribute::Value { path, before, after } => {
            format!(
                "{path}: {REMOVED}{}{REMOVED:#} → {ADDED}{}{ADDED:#}",
                AttributeChange::shown(before),
                AttributeChange::shown(after)
            )
        }
        Attribute::Set { path, added, removed } => {
            let removed =
                removed.iter().map(|member| format!(" {REMOVED}−{}{REMOVED:#}", AttributeChange::shown(member)));
            let added = added.iter().map(|member| format!(" {ADDED}+{}{ADDED:#}", AttributeChange::shown(member)));
            format!("{path}:{}", removed.chain(added).collect::<String>())
        }
    }
}
