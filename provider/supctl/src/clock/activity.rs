use std::sync::Arc;

use foldhash::HashMap;
use hierarchy::sync::{Event, EventKind};
use schemars::JsonSchema;
use serde::Serialize;

/// How often a site synchronized.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct SiteRuns {
    /// The site.
    pub(crate) site_code: String,
    /// How many synchronizations started.
    pub(crate) synchronisations: u64,
    /// How many times one of its software update points failed.
    pub(crate) failures: u64,
}

/// Counts what happens at each site.
#[derive(Default)]
pub(super) struct SiteActivity {
    pub(super) sites: Vec<SiteRuns>,
    by_code: HashMap<Arc<str>, usize>,
}

impl SiteActivity {
    pub(super) fn record(&mut self, event: &Event) {
        let (began, failed) = match event.what {
            EventKind::Began { .. } => (1, 0),
            EventKind::Failed { .. } => (0, 1),
            EventKind::Repeated { attempts } => (attempts, attempts),
            EventKind::Entered { .. } | EventKind::Succeeded { .. } => return,
        };
        let number = self.by_code.get(&*event.site_code).copied().unwrap_or(self.sites.len());
        if number == self.sites.len() {
            self.by_code.insert(Arc::clone(&event.site_code), number);
            self.sites.push(SiteRuns { site_code: event.site_code.to_string(), synchronisations: 0, failures: 0 });
        }
        if let Some(site) = self.sites.get_mut(number) {
            site.synchronisations += began;
            site.failures += failed;
        }
    }
}
