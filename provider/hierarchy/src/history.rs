mod attribution;
mod author;

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::{Kind, ObjectId};
pub use attribution::Attributed;
pub use author::Author;

/// The change of one object in a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The revision of the hierarchy that the change made; objects changed together share it.
    pub revision: u64,
    /// The time of the change.
    pub time: Timestamp,
    /// Who made it ([`crate::Author::actor`]).
    pub actor: String,
    /// The tool that made it ([`crate::Author::origin`]).
    pub origin: String,
    /// The user that a database knows the writer as. Absent for a file, and while an entry is being written.
    pub database_user: Option<String>,
    /// What happened to the object.
    pub action: Action,
    /// The object.
    pub object: ObjectId,
    /// The site it belongs to, if any.
    pub site_code: Option<String>,
    /// Whether it is declared after the change.
    pub declared: bool,
    /// Its attributes before; absent when it was created.
    pub before: Option<Value>,
    /// Its attributes after; absent when it was removed.
    pub after: Option<Value>,
}

impl HistoryEntry {
    /// The changed attributes, by dotted path, in the order of the object. For a created or removed object: all its
    /// attributes.
    #[must_use]
    pub fn changes(&self) -> Vec<AttributeChange> {
        AttributeChange::between(
            self.before.as_ref().unwrap_or(&Value::Null),
            self.after.as_ref().unwrap_or(&Value::Null),
        )
    }

    /// The values of an attribute before and after, by its dotted path; `None` if it is not set.
    #[must_use]
    pub fn attribute(&self, path: &str) -> [Option<&Value>; 2] {
        let pointer = format!("/{}", path.replace('.', "/"));
        [&self.before, &self.after].map(|state| {
            let value = state.as_ref().and_then(|state| state.pointer(&pointer));
            value.filter(|value| !value.is_null())
        })
    }
}

/// What happened to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It was created.
    Create,
    /// A role had created it implicitly, and it was declared, maybe with other attributes.
    Adopt,
    /// Its attributes changed.
    Update,
    /// It is no longer declared, and reset to its defaults because a role still needs it.
    Release,
    /// It was removed.
    Delete,
    /// It is a site, at which a synchronization was started. The site itself stayed as it was.
    Synchronize,
}

impl Action {
    /// Its name: `create`, `adopt` …
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Adopt => "adopt",
            Self::Update => "update",
            Self::Release => "release",
            Self::Delete => "delete",
            Self::Synchronize => "synchronize",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Filters the history. The default matches all entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Objects of this site.
    pub site: Option<String>,
    /// Objects of this kind.
    pub kind: Option<Kind>,
    /// The object with this id (case-insensitive), of any kind.
    pub id: Option<String>,
    /// Changes of this actor.
    pub actor: Option<String>,
    /// Changes at this time or later.
    pub since: Option<Timestamp>,
    /// Changes with a revision above this one.
    pub after_revision: Option<u64>,
    /// At most this many, the newest.
    pub limit: Option<usize>,
}

impl HistoryFilter {
    /// All changes of one object.
    #[must_use]
    pub fn of(object: &ObjectId) -> Self {
        Self { kind: Some(object.kind), id: Some(object.id.clone()), ..Self::default() }
    }
}

/// The change of one attribute. It is displayed as `https_port: 8531 → 443`, and for a set as
/// `products: −"Windows 10" +"Windows 11"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeChange {
    /// Dotted path, such as `wsus.http_port`.
    pub path: String,
    /// What changed.
    pub difference: Difference,
}

/// How an attribute changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// From one value to another; null means "not set".
    Value {
        /// The former value.
        before: Value,
        /// The new value.
        after: Value,
    },
    /// Elements added and removed.
    Set {
        /// Added elements.
        added: Vec<Value>,
        /// Removed elements.
        removed: Vec<Value>,
    },
}

impl AttributeChange {
    /// The changes between two states of an object's attributes. All lists of the model are sets and compared as sets.
    #[must_use]
    pub fn between(before: &Value, after: &Value) -> Vec<Self> {
        let mut changes = Vec::new();
        compare("", before, after, &mut changes);
        changes
    }

    /// A value as displayed; null is "not set".
    #[must_use]
    pub fn shown(value: &Value) -> String {
        if value.is_null() { "not set".to_owned() } else { value.to_string() }
    }
}

impl fmt::Display for AttributeChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.path)?;
        match &self.difference {
            Difference::Value { before, after } => write!(f, " {} → {}", Self::shown(before), Self::shown(after)),
            Difference::Set { added, removed } => {
                removed.iter().try_for_each(|member| write!(f, " −{}", Self::shown(member)))?;
                added.iter().try_for_each(|member| write!(f, " +{}", Self::shown(member)))
            }
        }
    }
}

fn compare(path: &str, before: &Value, after: &Value, changes: &mut Vec<AttributeChange>) {
    if before == after {
        return;
    }
    let empty = Map::new();
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => members(path, before, after, changes),
        (Value::Object(before), Value::Null) => members(path, before, &empty, changes),
        (Value::Null, Value::Object(after)) => members(path, &empty, after, changes),
        _ => changes.push(AttributeChange { path: path.to_owned(), difference: difference(before, after) }),
    }
}

fn members(path: &str, before: &Map<String, Value>, after: &Map<String, Value>, changes: &mut Vec<AttributeChange>) {
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    for name in after.keys().chain(gone) {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        compare(&path, before.get(name).unwrap_or(&Value::Null), after.get(name).unwrap_or(&Value::Null), changes);
    }
}

fn difference(before: &Value, after: &Value) -> Difference {
    match (set(before), set(after)) {
        (Some(old), Some(new)) if !(old.is_empty() && new.is_empty()) => {
            Difference::Set { added: without(new, old), removed: without(old, new) }
        }
        _ => Difference::Value { before: before.clone(), after: after.clone() },
    }
}

/// The elements of a set; a set that is not set has none.
fn set(value: &Value) -> Option<&[Value]> {
    match value {
        Value::Array(members) => Some(members),
        Value::Null => Some(&[]),
        _ => None,
    }
}

fn without(members: &[Value], others: &[Value]) -> Vec<Value> {
    members.iter().filter(|member| !others.contains(member)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::{Action, AttributeChange, HistoryEntry};
    use crate::model::{Kind, ObjectId};

    #[test]
    fn a_change_is_shown_on_a_line() {
        let before =
            json!({"port": 8531, "url": null, "products": ["Windows 10", "Windows 11"], "proxy": {"port": 80}});
        let after = json!({"port": 443, "url": "https://a", "products": ["Windows 11", "Office"], "proxy": null});
        let lines: Vec<_> = AttributeChange::between(&before, &after).iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(lines.join("\n"), @r#"
        port: 8531 → 443
        url: not set → "https://a"
        products: −"Windows 10" +"Office"
        proxy.port: 80 → not set
        "#);
    }

    #[test]
    fn an_attribute_is_found_by_its_path() {
        let entry = HistoryEntry {
            revision: 1,
            time: Timestamp::UNIX_EPOCH,
            actor: String::new(),
            origin: String::new(),
            database_user: None,
            action: Action::Update,
            object: ObjectId::new(Kind::SiteSystem, "PS1/wsus"),
            site_code: None,
            declared: true,
            before: Some(json!({"wsus": {"http_port": 80}, "proxy": null})),
            after: Some(json!({"wsus": {"http_port": 8530}, "proxy": {"port": 80}})),
        };
        for (path, before, after) in [
            ("wsus.http_port", Some(json!(80)), Some(json!(8530))),
            ("proxy.port", None, Some(json!(80))),
            ("proxy", None, Some(json!({"port": 80}))),
            ("nothing", None, None),
        ] {
            assert_eq!(entry.attribute(path), [before.as_ref(), after.as_ref()], "{path}");
        }
    }

    #[test]
    fn a_set_may_become_empty_without_losing_a_member() {
        let lines = [(json!(null), json!([])), (json!([]), json!(null)), (json!(["Office"]), json!([]))]
            .map(|(before, after)| {
                AttributeChange::between(&json!({ "products": before }), &json!({ "products": after }))
            })
            .map(|changes| changes.iter().map(ToString::to_string).collect::<String>());
        assert_eq!(lines, ["products: not set → []", "products: [] → not set", "products: −\"Office\""]);
    }
}
