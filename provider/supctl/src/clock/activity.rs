use std::collections::HashMap;

use hierarchy::sync::{Event, Happening};
use schemars::JsonSchema;
use serde::Serialize;

/// How often a site synchronised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct SiteRuns {
    /// The site.
    pub(crate) site_code: String,
    /// How often it began.
    pub(crate) synchronisations: u64,
    /// How often a software update point of it failed.
    pub(crate) failures: u64,
}

/// Counts what happens at each site.
#[derive(Default)]
pub(super) struct SiteActivity {
    pub(super) sites: Vec<SiteRuns>,
    by_code: HashMap<String, usize>,
}

impl SiteActivity {
    pub(super) fn record(&mut self, event: &Event) {
        let (began, failed) = match event.what {
            Happening::Began { .. } => (1, 0),
            Happening::Failed { .. } => (0, 1),
            Happening::Repeated { attempts } => (attempts, attempts),
            Happening::Entered { .. } | Happening::Succeeded { .. } => return,
        };
        let number = self.by_code.get(&*event.site_code).copied().unwrap_or(self.sites.len());
        if number == self.sites.len() {
            let site_code = event.site_code.to_string();
            self.by_code.insert(site_code.clone(), number);
            self.sites.push(SiteRuns { site_code, synchronisations: 0, failures: 0 });
        }
        if let Some(site) = self.sites.get_mut(number) {
            site.synchronisations += began;
            site.failures += failed;
        }
    }
}
