//! An object on two sides, and who made it differ.

use hierarchy::{Action, AttributeChange, Attributed, Difference, HistoryEntry, ObjectId};
use serde_json::Value;

use super::{AttributeFinding, Authorship, Finding, Recreation, Side, What, Whole};
use crate::terraform::action::Action as PlanAction;
use crate::terraform::planned::Planned;

/// An object on two sides: its attributes before and now, under the object's names.
pub(crate) struct Sides<'a> {
    pub(crate) id: &'a ObjectId,
    pub(crate) before: &'a Value,
    pub(crate) now: &'a Value,
    /// The changes of the object until now, oldest first.
    pub(crate) history: &'a [HistoryEntry],
}

impl Sides<'_> {
    /// What differs, with who made it; `None` if nothing does. With a plan, each attribute has the side that wins.
    pub(crate) fn finding(
        &self,
        what: What,
        planned: Option<&Planned>,
        is_sensitive: impl Fn(&str) -> bool,
    ) -> Option<Finding> {
        let parts: Vec<Attributed<'_>> = differences(self.before, self.now)
            .into_iter()
            .flat_map(|difference| difference.attributed(self.history))
            .collect();
        if parts.is_empty() {
            return None;
        }
        let recreated = recreation(self.history, &parts);
        let attributes = parts.into_iter().map(|part| {
            let path = part.change.path.clone();
            let winner = planned.and_then(|planned| winner(planned, self.now, &path));
            let (change, whole) = if is_sensitive(&path) {
                (masked(part.change), None)
            } else {
                let [before, now] = [self.before, self.now].map(|side| at(side, &path).clone());
                (part.change, Some(Whole { before, now }))
            };
            let part = Attributed { change, ..part };
            AttributeFinding { winner, whole, ..AttributeFinding::of(part) }.named(self.id.kind)
        });
        Some(Finding { attributes: attributes.collect(), recreated, ..Finding::new(what, self.id.clone()) })
    }
}

/// Who removed an object and created it again, if an attribute has differed since then or earlier.
fn recreation(history: &[HistoryEntry], parts: &[Attributed<'_>]) -> Option<Recreation> {
    let number = history.iter().rposition(|entry| entry.action == Action::Create)?;
    let (earlier, created) = (history.get(..number)?, history.get(number)?);
    let removed = earlier.iter().rfind(|entry| entry.action == Action::Delete)?;
    let has_differed = |part: &Attributed<'_>| part.first.is_some_and(|first| first.revision <= created.revision);
    parts
        .iter()
        .any(has_differed)
        .then(|| Recreation { removed: Authorship::of(removed), created: Authorship::of(created) })
}

/// Which side wins at the next apply; `None` if the planned value is known only then, or the object is removed.
fn winner(planned: &Planned, now: &Value, path: &str) -> Option<Side> {
    match planned.action {
        Some(PlanAction::Forget) => Some(Side::Hierarchy),
        Some(PlanAction::Delete) => None,
        _ if planned.is_unknown(path) => None,
        _ if is_same(&planned.attributes, now, path) => Some(Side::Hierarchy),
        _ => Some(Side::Configuration),
    }
}

/// The differences between two states of an object's attributes. Sets with the same members in another order are the same.
pub(crate) fn differences(before: &Value, after: &Value) -> Vec<AttributeChange> {
    let mut changes = AttributeChange::between(before, after);
    changes.retain(|change| match &change.difference {
        Difference::Set { added, removed } => !(added.is_empty() && removed.is_empty()),
        Difference::Value { .. } => true,
    });
    changes
}

/// A difference with a word in place of its values.
pub(crate) fn masked(change: AttributeChange) -> AttributeChange {
    let word = || Value::from("(sensitive)");
    AttributeChange { difference: Difference::Value { before: word(), after: word() }, ..change }
}

/// Whether an attribute has the same value on both sides.
pub(crate) fn is_same(one: &Value, other: &Value, path: &str) -> bool {
    differences(at(one, path), at(other, path)).is_empty()
}

/// The value at a dotted path; null if there is none.
fn at<'a>(attributes: &'a Value, path: &str) -> &'a Value {
    attributes.pointer(&format!("/{}", path.replace('.', "/"))).unwrap_or(&Value::Null)
}
