use std::sync::Arc;

use crate::facts::{FaultKind, SiteState, SupState};
use crate::model::SiteType;

/// A site.
#[derive(Debug)]
pub(crate) struct SiteNode {
    pub(crate) code: Arc<str>,
    pub(crate) r#type: SiteType,
    pub(crate) parent: Option<usize>,
    pub(crate) children: Vec<usize>,
    /// Its first software update point.
    pub(crate) first: Option<usize>,
    pub(crate) replicas: Vec<usize>,
    /// Whether a fault keeps its automatic deployment rules from downloading.
    pub(crate) has_failing_downloads: bool,
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
    pub(crate) faults: Vec<FaultKind>,
    pub(crate) state: SupState,
    pub(crate) is_changed: bool,
}
