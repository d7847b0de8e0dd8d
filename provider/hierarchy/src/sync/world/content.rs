//! The content of a version of the update catalog, and which site has it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::World;
use crate::facts::{Content, Moment, SEED};
use crate::model::{Supersedence, UpstreamSource};
use crate::sync::updates::{self, Count, CountKey};

impl World {
    /// The site gets the content that its first software update point has synchronized.
    pub(crate) fn record_content(&mut self, site: usize, first: usize) {
        if !self.is_top(site) {
            let upstream = self.sup(first).and_then(|point| self.upstream_version(point.upstream));
            self.update_site(site, |state| {
                state.version = upstream.unwrap_or(state.version);
                if let Some(attempt) = state.attempts.back_mut() {
                    attempt.version = state.version;
                }
            });
            return self.replicate(site);
        }
        let Some(node) = self.site(site) else { return };
        let Some(began) = node.state.attempts.back().map(|attempt| attempt.began) else { return };
        // A number is never reused, even if the site is reinstalled.
        let newest = self.contents.keys().next_back().copied().unwrap_or_default();
        let version = node.state.version.max(newest) + 1;
        let content = self.content_at(began);
        let before = self.contents.get(&node.state.version).cloned();
        let before = before.map_or(Count::default(), |before| self.total(&before));
        let after = self.total(&content);
        self.contents.insert(version, content);
        self.forget_contents(version);
        self.update_site(site, |state| {
            state.version = version;
            if let Some(attempt) = state.attempts.back_mut() {
                attempt.version = version;
                attempt.added = after.updates.saturating_sub(before.updates);
                attempt.expired = after.expired.saturating_sub(before.expired);
            }
        });
        self.replicate(site);
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

    /// How many updates there were to synchronize at a moment.
    pub(crate) fn updates_at(&self, at: Moment) -> u64 {
        updates::total(&self.content_at(at), &self.supersedence()).updates
    }

    /// The content at the top-level site.
    fn content_at_top(&self) -> Option<&Content> {
        let top = self.site(self.top.as_ref()?.site)?;
        self.contents.get(&top.state.version)
    }

    /// The content to synchronize at a moment.
    fn content_at(&self, at: Moment) -> Content {
        let subscription = self.top.as_ref().map(|top| Arc::clone(&top.subscription)).unwrap_or_default();
        match (self.outside(), &self.import) {
            (UpstreamSource::Offline, Some(import)) => Content {
                as_of: Some(import.as_of),
                seed: import.seed,
                subscription: Arc::new(subscription.within(&import.subscription)),
            },
            (UpstreamSource::Offline, None) => match self.content_at_top() {
                // A disconnected site keeps its content.
                Some(there) => {
                    Content { subscription: Arc::new(subscription.within(&there.subscription)), ..there.clone() }
                }
                None => Content { as_of: None, seed: SEED, subscription },
            },
            _ => Content { as_of: Some(at), seed: SEED, subscription },
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

    fn supersedence(&self) -> Supersedence {
        self.top.as_ref().map(|top| top.supersedence.clone()).unwrap_or_default()
    }

    /// All updates of a version of the catalog, with the current supersedence rules. The number changes only daily and
    /// at a release, so the last count is cached.
    fn total(&mut self, content: &Content) -> Count {
        let asked = CountKey::of(content);
        if let Some((_, count)) = self.counted.as_ref().filter(|(before, _)| *before == asked) {
            return *count;
        }
        let count = updates::total(content, &self.supersedence());
        self.counted = Some((asked, count));
        count
    }
}
