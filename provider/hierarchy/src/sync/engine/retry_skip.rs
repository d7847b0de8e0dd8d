//! Retries that fail in the same way until the hierarchy changes.

use jiff::SignedDuration;

use crate::facts::{Attempt, CompletedPhase, Extent, Failure, MAX_ATTEMPTS, Moment, Trigger, push_attempt};
use crate::sync::timing;
use crate::sync::world::World;

impl World {
    /// Skips the retries of a site that fail in the same way, instead of running them one by one. Returns their number.
    pub(crate) fn skip_retries(&mut self, site: usize, until: Moment) -> u64 {
        let Some(node) = self.site(site) else { return 0 };
        let Some(retry) = node
            .state
            .retry
            .filter(|_| node.first.is_some() && node.state.running.is_none() && self.keeps_failing(site))
        else {
            return 0;
        };
        let takes = self.failing_takes(site);
        let period = timing::RETRY.as_secs() + takes.as_secs();
        let over = until.since(retry.after(takes)).as_secs();
        if over < 0 {
            return 0;
        }
        let Some(last) = node.state.attempts.back().cloned() else { return 0 };
        let count = over / period + 1;
        let failed: Vec<usize> = node.first.into_iter().chain(node.replicas.iter().copied()).collect();
        let steps: Vec<CompletedPhase> = last.steps.iter().filter(|step| step.failure.is_some()).cloned().collect();
        let at = |number: i64| retry.after(SignedDuration::from_secs(number * period));
        let remembered = i64::try_from(MAX_ATTEMPTS).unwrap_or(count).min(count);
        self.update_site(site, |state| {
            for number in count - remembered..count {
                let began = at(number);
                let ended = began.after(takes);
                let steps = steps.iter().map(|step| CompletedPhase { ended, ..step.clone() }).collect();
                let repeated = Attempt {
                    began,
                    trigger: Trigger::Retry,
                    extent: Extent::Delta,
                    steps,
                    added: 0,
                    expired: 0,
                    removed: 0,
                    ..last.clone()
                };
                push_attempt(&mut state.attempts, repeated);
            }
            state.retry = Some(at(count));
        });
        let since = at(count - 1).after(takes);
        for sup in failed {
            if self.sup(sup).is_some_and(|point| point.state.failure.is_some()) {
                self.update_sup(sup, |kept| {
                    kept.since = since;
                    kept.retry = Some(at(count));
                    // With pending license terms, each attempt succeeds otherwise.
                    if kept.failure == Some(Failure::LicenseTermsPending) {
                        kept.success = Some(since);
                    }
                });
            }
        }
        u64::try_from(count).unwrap_or_default()
    }
}
