//! The elements of a set.

use std::ops::Deref;

use super::Value;

/// Sorted elements, equal ones once. Equal elements that are not wholly known are kept: their values may differ once
/// they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Elements(Vec<Value>);

impl FromIterator<Value> for Elements {
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Self {
        let mut items: Vec<Value> = items.into_iter().collect();
        items.sort();
        items.dedup_by(|later, earlier| later == earlier && later.is_wholly_known());
        Self(items)
    }
}

impl<const N: usize> From<[Value; N]> for Elements {
    fn from(items: [Value; N]) -> Self {
        items.into_iter().collect()
    }
}

impl Deref for Elements {
    type Target = [Value];
    fn deref(&self) -> &[Value] {
        &self.0
    }
}

impl IntoIterator for Elements {
    type Item = Value;
    type IntoIter = std::vec::IntoIter<Value>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Elements {
    type Item = &'a Value;
    type IntoIter = std::slice::Iter<'a, Value>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
