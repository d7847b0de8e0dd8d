//! Which entries of the history made a difference between two states of an object.

use serde_json::Value;

use super::{AttributeChange, Difference, HistoryEntry};

/// A difference, or a part of one, with the entries that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attributed<'a> {
    /// What differs.
    pub change: AttributeChange,
    /// The entry that changed it last; `None` if no entry did.
    pub last: Option<&'a HistoryEntry>,
    /// The entry since which it has differed from the value before; `None` if no entry did.
    pub first: Option<&'a HistoryEntry>,
}

impl AttributeChange {
    /// This difference, with who made it, by the history of the object, oldest entry first. A set that several entries
    /// changed gets a part for each of them.
    #[must_use]
    pub fn attributed(self, history: &[HistoryEntry]) -> Vec<Attributed<'_>> {
        match &self.difference {
            Difference::Value { before, .. } => {
                let [last, first] = authors_of_value(history, &self.path, before);
                vec![Attributed { change: self, last, first }]
            }
            Difference::Set { added, removed } => {
                let members =
                    removed.iter().map(|member| (member, true)).chain(added.iter().map(|member| (member, false)));
                let mut parts: Vec<Attributed<'_>> = Vec::new();
                for (member, is_removed) in members {
                    let author = author_of_member(history, &self.path, member);
                    match parts.iter_mut().find(|part| part.last == author) {
                        Some(part) => part.change.add_member(member, is_removed),
                        None => {
                            let difference = Difference::Set { added: Vec::new(), removed: Vec::new() };
                            let mut change = Self { path: self.path.clone(), difference };
                            change.add_member(member, is_removed);
                            parts.push(Attributed { change, last: author, first: author });
                        }
                    }
                }
                parts
            }
        }
    }

    fn add_member(&mut self, member: &Value, is_removed: bool) {
        if let Difference::Set { added, removed } = &mut self.difference {
            if is_removed { removed } else { added }.push(member.clone());
        }
    }
}

/// The last entry that changed a value, and the first one after which it was never again as `before`.
fn authors_of_value<'a>(history: &'a [HistoryEntry], path: &str, before: &Value) -> [Option<&'a HistoryEntry>; 2] {
    let mut authors = [None, None];
    for entry in history.iter().rev() {
        let [old, new] = entry.attribute(path);
        if old == new {
            continue;
        }
        if new.unwrap_or(&Value::Null) == before {
            break;
        }
        authors = [authors[0].or(Some(entry)), Some(entry)];
    }
    authors
}

/// The last entry that added or removed a member of a set.
fn author_of_member<'a>(history: &'a [HistoryEntry], path: &str, member: &Value) -> Option<&'a HistoryEntry> {
    history.iter().rfind(|entry| {
        let [before, after] =
            entry.attribute(path).map(|set| set.and_then(Value::as_array).is_some_and(|set| set.contains(member)));
        before != after
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::history::Action;
    use crate::model::{Kind, ObjectId};

    /// The states of an object after one another, each by an author of its own.
    fn history(states: &[(&str, Value)]) -> Vec<HistoryEntry> {
        let before = std::iter::once(None).chain(states.iter().map(|(_, state)| Some(state.clone())));
        let entry = |((number, (actor, after)), before): ((usize, &(&str, Value)), Option<Value>)| HistoryEntry {
            revision: number as u64 + 1,
            time: Timestamp::UNIX_EPOCH,
            actor: (*actor).to_owned(),
            origin: "supctl".to_owned(),
            database_user: None,
            action: if before.is_none() { Action::Create } else { Action::Update },
            object: ObjectId::new(Kind::SupRole, "PS1/wsus"),
            site_code: None,
            declared: true,
            before,
            after: Some(after.clone()),
        };
        states.iter().enumerate().zip(before).map(entry).collect()
    }

    #[test]
    fn every_part_of_a_difference_has_its_author() {
        let states = history(&[
            ("alice", json!({ "port": 80, "products": ["a", "b"], "proxy": null })),
            ("bob", json!({ "port": 81, "products": ["a", "b", "c"], "proxy": { "port": 1 } })),
            ("carol", json!({ "port": 82, "products": ["b", "c"], "proxy": { "port": 1 } })),
            ("dave", json!({ "port": 82, "products": ["b", "c", "d"], "proxy": { "port": 1 } })),
        ]);
        let current = states[3].after.clone().unwrap();
        for (what, before, expected) in [
            ("nothing", current.clone(), vec![]),
            (
                "all since the creation",
                states[0].after.clone().unwrap(),
                vec![
                    "port: 80 → 82 by carol since bob",
                    "products: −\"a\" by carol since carol",
                    "products: +\"c\" by bob since bob",
                    "products: +\"d\" by dave since dave",
                    "proxy.port: not set → 1 by bob since bob",
                ],
            ),
            (
                "a value that somebody edited in the state",
                json!({ "port": 82, "products": ["b", "c", "d", "e"], "proxy": { "port": 1 } }),
                vec!["products: −\"e\" by nobody since nobody"],
            ),
            (
                "a value between",
                json!({ "port": 81, "products": ["b", "c", "d"], "proxy": { "port": 1 } }),
                vec!["port: 81 → 82 by carol since carol"],
            ),
        ] {
            let name = |entry: Option<&HistoryEntry>| entry.map_or("nobody", |entry| entry.actor.as_str()).to_owned();
            let changes = AttributeChange::between(&before, &current).into_iter();
            let parts = changes.flat_map(|change| change.attributed(&states));
            let shown = parts.map(|part| format!("{} by {} since {}", part.change, name(part.last), name(part.first)));
            assert_eq!(shown.collect::<Vec<_>>(), expected, "{what}");
        }
    }
}
