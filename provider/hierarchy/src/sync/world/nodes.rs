use std::sync::Arc;

use crate::facts::{Fault, FaultKind, SiteState, SupState};
use crate::model::SiteType;

/// A site.
#[derive(Debug)]
pub(crate) struct SiteNode {
    pub(crate) code: Arc<str>,
    pub(crate) r#type: SiteType,
    /// The site server.
    pub(crate) server: Arc<str>,
    pub(crate) parent: Option<usize>,
    pub(crate) children: Vec<usize>,
    /// Its first software update point.
    pub(crate) first: Option<usize>,
    pub(crate) replicas: Vec<usize>,
    /// Whether database replication with the parent site has failed.
    pub(crate) is_cut_off: bool,
    pub(crate) state: SiteState,
    pub(crate) is_changed: bool,
}

/// A software update point.
#[derive(Debug)]
pub(crate) struct SupNode {
    pub(crate) id: String,
    pub(crate) site: usize,
    pub(crate) upstream: Option<usize>,
    /// Whether it replicates from another one of its site, according to its role.
    pub(crate) is_replica: bool,
    /// Whether it synchronizes through the proxy of its server.
    pub(crate) uses_proxy: bool,
    /// The faults at its server and its site.
    pub(crate) faults: Vec<Fault>,
    pub(crate) state: SupState,
    pub(crate) is_changed: bool,
}

impl SupNode {
    /// Whether there is a fault of a kind at its server or its site.
    pub(crate) fn has_fault(&self, kind: FaultKind) -> bool {
        self.faults.iter().any(|fault| fault.kind == kind)
    }
}
