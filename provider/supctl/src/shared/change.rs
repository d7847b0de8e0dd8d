//! Changes in the history.

use anstyle::Style;
use hierarchy::{Action, AttributeChange, Difference, HistoryEntry, Kind};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::style::{ADDED, REMOVED};
use super::word_diff::{Part, word_diff};

/// The change of one object.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Change {
    /// The revision of the hierarchy after the change; objects changed together share it.
    pub(crate) revision: u64,
    /// RFC 3339, UTC.
    pub(crate) time: Timestamp,
    pub(crate) actor: String,
    /// The tool: `terraform`, `supctl`, or `action` for an action of Terraform.
    pub(crate) origin: String,
    /// The user of the database that wrote it; null in a file.
    pub(crate) database_user: Option<String>,
    /// `create`, `adopt`, `update`, `release`, `delete` or `synchronize`.
    pub(crate) action: Action,
    /// `site`, `site_system`, `sup_role`, `sync_settings` or `account`.
    pub(crate) kind: Kind,
    pub(crate) id: String,
    /// Null for objects that belong to no site.
    pub(crate) site_code: Option<String>,
    /// Whether the object is declared after the change; false for one created implicitly with a role.
    pub(crate) declared: bool,
    /// The changed attributes.
    pub(crate) attributes: Vec<Attribute>,
    /// All attributes before; null for a new object.
    pub(crate) before: Option<Value>,
    /// All attributes after; null for a removed object.
    pub(crate) after: Option<Value>,
}

/// The change of one attribute, by its dotted path.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Attribute {
    /// A value was replaced; null means "not set".
    Value { path: String, before: Value, after: Value },
    /// Members of a set were added or removed.
    Set { path: String, added: Vec<Value>, removed: Vec<Value> },
}

impl Attribute {
    /// The dotted path.
    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Value { path, .. } | Self::Set { path, .. } => path,
        }
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
            database_user: entry.database_user,
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

/// A changed attribute: its values before and after, or the removed and added members.
pub(crate) fn attribute_line(attribute: &Attribute) -> String {
    match attribute {
        Attribute::Value { path, before, after } => {
            let [before, after] = value_parts(before, after);
            format!("{path}: {} → {}", styled(REMOVED, &before), styled(ADDED, &after))
        }
        Attribute::Set { path, added, removed } => {
            let removed =
                removed.iter().map(|member| format!(" {REMOVED}−{}{REMOVED:#}", AttributeChange::shown(member)));
            let added = added.iter().map(|member| format!(" {ADDED}+{}{ADDED:#}", AttributeChange::shown(member)));
            format!("{path}:{}", removed.chain(added).collect::<String>())
        }
    }
}

/// Two values as displayed, each in parts: of two texts, those that differ stand apart.
pub(crate) fn value_parts(before: &Value, after: &Value) -> [Vec<Part>; 2] {
    let shown = [before, after].map(AttributeChange::shown);
    match (before, after, &shown) {
        (Value::String(_), Value::String(_), [before, after]) => word_diff(before, after),
        _ => shown.map(|text| vec![Part { text, differs: false }]),
    }
}

/// A value in color, with what differs underlined.
fn styled(style: Style, parts: &[Part]) -> String {
    let styled = |part: &Part| {
        let style = if part.differs { style.underline() } else { style };
        format!("{style}{}{style:#}", part.text)
    };
    parts.iter().map(styled).collect()
}
