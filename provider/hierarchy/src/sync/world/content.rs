//! The content of a version of the update catalog, and which site has it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::World;
use crate::facts::{Content, Count, KeptRunTime, Leaving, Moment, SEED};
use crate::model::UpstreamSource;
use crate::sync::timing;
use crate::sync::updates::{self, CountKey};

impl World {
    /// The site gets the content that its first software update point has synchronized.
    pub(crate) fn record_content(&mut self, site: usize, first: usize) {
        if self.is_top(site) {
            self.record_new_content(site);
        } else {
            self.record_content_of_parent(site, first);
        }
        self.replicate(site);
    }

    fn record_content_of_parent(&mut self, site: usize, first: usize) {
        let upstream = self.sup(first).and_then(|point| self.upstream_version(point.upstream));
        let Some(node) = self.site(site) else { return };
        let version = upstream.unwrap_or(node.state.version);
        let has_maintenance = node.state.attempts.back().is_some_and(|attempt| attempt.maintenance.is_some());
        let total = |version: u64| self.contents.get(&version).and_then(|content| content.total).unwrap_or_default();
        let (before, after) =
            if has_maintenance { (total(node.state.version), total(version)) } else { Default::default() };
        self.update_site(site, |state| {
            state.version = version;
            if let Some(attempt) = state.attempts.back_mut() {
                attempt.version = version;
                attempt.expired = after.minus(before).expired;
                attempt.total = after.updates;
            }
        });
    }

    /// Without a change, the site keeps its version ("Track the software update synchronization process").
    fn record_new_content(&mut self, site: usize) {
        let Some(node) = self.site(site) else { return };
        let Some(began) = node.state.attempts.back().map(|attempt| attempt.began) else { return };
        let version = node.state.version;
        let mut content = self.content_at(began);
        let before = self.contents.get(&version);
        let (leaving, gone) = before.map(|before| leaving(before, &content, began)).unwrap_or_default();
        content.leaving = leaving;
        content.kept_run_times = before.map(|before| kept_run_times(before, &content)).unwrap_or_default();
        let removed = before.map(|before| number_of(before, &gone)).unwrap_or_default();
        let known = before.and_then(|before| before.total);
        let is_first = before.is_none_or(|before| before.as_of.is_none() != content.as_of.is_none());
        let is_same = |before: &Content| {
            before.subscription == content.subscription
                && before.seed == content.seed
                && before.leaving == content.leaving
        };
        let is_same = !is_first && before.is_some_and(is_same);
        let before = known.unwrap_or_default();
        let after = self.total(&content);
        content.total = Some(after);
        let changed = after.minus(before.minus(removed));
        // A number is never reused, even if the site is reinstalled.
        let newest = self.contents.keys().next_back().copied().unwrap_or_default();
        let version = if is_same && known == Some(after) {
            self.kept_contents.remove(&version);
            version
        } else {
            version.max(newest) + 1
        };
        self.contents.insert(version, content);
        self.forget_contents(version);
        self.update_site(site, |state| {
            state.version = version;
            if let Some(attempt) = state.attempts.back_mut() {
                attempt.version = version;
                // An update may be new and have expired.
                attempt.added = changed.updates.max(changed.expired);
                attempt.expired = changed.expired;
                attempt.removed = removed.updates;
                attempt.total = after.updates;
            }
        });
    }

    /// The updates themselves replicate from database to database ("Track the software update synchronization
    /// process"). A site without replication keeps the updates it has, even if its WSUS synchronizes.
    pub(crate) fn replicate(&mut self, site: usize) {
        let Some((node, first)) = self.site(site).and_then(|node| Some((node, node.first?))) else { return };
        let version_of =
            |site: usize| self.site(site)?.first.and_then(|sup| self.sup(sup)).map(|sup| sup.state.replicated);
        let before = self.sup(first).map_or(0, |point| point.state.replicated);
        let reach = if node.is_cut_off { Some(before) } else { node.parent.and_then(version_of) };
        let replicated = reach.map_or(node.state.version, |reach| reach.min(node.state.version));
        if replicated != before {
            self.update_sup(first, |kept| kept.replicated = replicated);
        }
    }

    /// The content at the top-level site.
    fn content_at_top(&self) -> Option<&Content> {
        let top = self.site(self.top.as_ref()?.site)?;
        self.contents.get(&top.state.version)
    }

    /// The content to synchronize at a moment, without what is no longer subscribed.
    fn content_at(&self, at: Moment) -> Content {
        let subscription = self.top.as_ref().map(|top| Arc::clone(&top.subscription)).unwrap_or_default();
        let supersedence = self.top.as_ref().map(|top| Arc::clone(&top.supersedence)).unwrap_or_default();
        let (as_of, seed, subscription) = match (self.outside(), &self.import) {
            (UpstreamSource::Offline, Some(import)) => {
                (Some(import.as_of), import.seed, subscription.within(&import.subscription).into())
            }
            (UpstreamSource::Offline, None) => match self.content_at_top() {
                // A disconnected site keeps its content.
                Some(there) => (there.as_of, there.seed, subscription.within(&there.subscription).into()),
                None => (None, SEED, subscription),
            },
            _ => (Some(at), SEED, subscription),
        };
        let run_time = self.top.as_ref().map(|top| top.run_time).unwrap_or_default();
        Content {
            as_of,
            seed,
            subscription,
            supersedence,
            run_time,
            kept_run_times: Vec::new(),
            leaving: Vec::new(),
            total: None,
        }
    }

    /// Old versions are kept only while a software update point has them.
    fn forget_contents(&mut self, newest: u64) {
        const WORTH_A_LOOK: u64 = 512;
        if newest.is_multiple_of(WORTH_A_LOOK) {
            let used = self.sups.iter().flat_map(|sup| [sup.state.version, sup.state.replicated]);
            let used: BTreeSet<u64> = used.chain([newest]).collect();
            self.contents.retain(|version, _| used.contains(version));
        }
    }

    /// All updates of a version of the catalog. Most are released monthly, so their last count is cached.
    fn total(&mut self, content: &Content) -> Count {
        let asked = CountKey::of(content);
        let known = self.counted.as_ref().filter(|(before, _)| *before == asked).map(|(_, count)| *count);
        let mut count = known.unwrap_or_else(|| updates::released_monthly(content));
        self.counted = Some((asked, count));
        count.add(updates::released_daily(content));
        count.add(number_of(content, &content.leaving));
        count
    }
}

/// The number of updates that are no longer subscribed.
fn number_of(content: &Content, parts: &[Leaving]) -> Count {
    let mut number = Count::default();
    for (_, _, counted) in parts.iter().flat_map(|part| updates::leaving(content, part)) {
        number.add(counted);
    }
    number
}

/// The updates of `before` keep the maximum run time they have ("Plan for software updates").
fn kept_run_times(before: &Content, after: &Content) -> Vec<KeptRunTime> {
    let Content { run_time, subscription, as_of, .. } = before;
    let is_changed = *run_time != after.run_time && !subscription.is_empty();
    let changed = as_of.filter(|_| is_changed).map(|as_of| KeptRunTime {
        run_time: *run_time,
        subscription: Arc::clone(subscription),
        as_of,
    });
    before.kept_run_times.iter().cloned().chain(changed).collect()
}

/// What is no longer subscribed after a synchronization, and what of it is removed with that synchronization. The
/// product removes it within an hour after its time ("Updates Cleanup Age").
fn leaving(before: &Content, after: &Content, now: Moment) -> (Vec<Leaving>, Vec<Leaving>) {
    if before.leaving.is_empty() && before.subscription == after.subscription {
        return Default::default();
    }
    let is_over = |part: &&Leaving| part.since.after(timing::CLEANUP) <= now;
    let (gone, staying): (Vec<&Leaving>, Vec<&Leaving>) = before.leaving.iter().partition(is_over);
    let staying = staying.into_iter().flat_map(|part| {
        let parts = part.subscription.without(&after.subscription);
        parts.map(|subscription| Leaving { subscription, ..part.clone() })
    });
    let new = before.as_of.into_iter().flat_map(|as_of| {
        let parts = before.subscription.without(&after.subscription);
        parts.map(move |subscription| Leaving { subscription, as_of, since: now })
    });
    (staying.chain(new).collect(), gone.into_iter().cloned().collect())
}
