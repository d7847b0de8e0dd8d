//! Changes that are kept until they are sent.

use std::collections::BTreeMap;

use super::statement::{Write, texts};
use crate::store::FactKind;

/// All facts are sent in one statement: a synchronization of a large hierarchy changes thousands of them.
const PUT_FACTS: &str = "INSERT INTO fact (kind, key, body) SELECT * FROM unnest($1, $2, $3)
    ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body";

/// The changes, in their order.
#[derive(Default)]
pub(super) struct Pending {
    writes: Vec<Write>,
    /// The facts that are stored after all of the writes.
    facts: BTreeMap<(&'static str, String), String>,
}

impl Pending {
    pub(super) fn len(&self) -> usize {
        self.writes.len() + self.facts.len()
    }

    pub(super) fn add(&mut self, write: Write) {
        self.close_facts();
        self.writes.push(write);
    }

    pub(super) fn add_fact(&mut self, kind: FactKind, key: &str, body: &str) {
        self.facts.insert((kind.as_str(), key.to_owned()), body.to_owned());
    }

    /// The changes, which are sent now.
    pub(super) fn take(&mut self) -> Vec<Write> {
        self.close_facts();
        std::mem::take(&mut self.writes)
    }

    fn close_facts(&mut self) {
        if self.facts.is_empty() {
            return;
        }
        let (mut kinds, mut keys, mut bodies) = (Vec::new(), Vec::new(), Vec::new());
        for ((kind, key), body) in std::mem::take(&mut self.facts) {
            kinds.push(kind.to_owned());
            keys.push(key);
            bodies.push(body);
        }
        self.writes.push(Write { sql: PUT_FACTS, values: [kinds, keys, bodies].map(texts).into() });
    }
}
