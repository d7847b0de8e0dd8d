//! Which sites have an event, and when. Many sites have events at the same moment, so they are kept by moment.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::facts::Moment;

/// Events in the order of time, and at one moment in the order of sites.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    later: BTreeMap<Moment, Vec<usize>>,
    /// The events at the moment that was added last, and none of them in `later`: sites in a row have the same.
    last: (Moment, Vec<usize>),
    now: Moment,
    /// The sites whose events at `now` are left: the highest number first.
    left: Vec<usize>,
}

impl Agenda {
    pub(super) fn push(&mut self, at: Moment, site: usize) {
        if self.left.is_empty() || at > self.now {
            self.later_at(at).push(site);
        } else if at == self.now {
            if let Err(place) = self.left.binary_search_by_key(&Reverse(site), |left| Reverse(*left)) {
                self.left.insert(place, site);
            }
        } else {
            let left = std::mem::take(&mut self.left);
            self.later_at(self.now).extend(left);
            self.later_at(at).push(site);
        }
    }

    fn later_at(&mut self, at: Moment) -> &mut Vec<usize> {
        if self.last.0 != at {
            let sites = self.later.remove(&at).unwrap_or_default();
            let (before, sites) = std::mem::replace(&mut self.last, (at, sites));
            if !sites.is_empty() {
                self.later.insert(before, sites);
            }
        }
        &mut self.last.1
    }

    /// The moment of the next event.
    pub(super) fn next(&self) -> Option<Moment> {
        if !self.left.is_empty() {
            return Some(self.now);
        }
        let last = (!self.last.1.is_empty()).then_some(self.last.0);
        self.later.keys().next().copied().into_iter().chain(last).min()
    }

    /// Takes the next event out.
    pub(super) fn pop(&mut self) -> Option<(Moment, usize)> {
        if self.left.is_empty() {
            self.now = self.next()?;
            self.left = std::mem::take(self.later_at(self.now));
            self.left.sort_unstable_by_key(|site| Reverse(*site));
            self.left.dedup();
        }
        Some((self.now, self.left.pop()?))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Beside a sorted set of everything that is due.
        #[test]
        fn events_come_in_the_order_of_time_and_sites(
            steps in prop::collection::vec(prop::option::of((0..6_i64, 0..4_usize)), 0..80)
        ) {
            let (mut agenda, mut model) = (Agenda::default(), BTreeSet::new());
            for step in steps {
                prop_assert_eq!(agenda.next(), model.first().map(|(at, _)| *at));
                match step {
                    Some((seconds, site)) => {
                        let at = Moment::default().after(SignedDuration::from_secs(seconds));
                        agenda.push(at, site);
                        model.insert((at, site));
                    }
                    None => prop_assert_eq!(agenda.pop(), model.pop_first()),
                }
            }
        }
    }
}
