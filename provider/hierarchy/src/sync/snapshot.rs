use std::collections::BTreeMap;

use super::catch_up::world_at;
use super::world::World;
use crate::facts::{self, AsFound, ClockState, Content, Moment, SupState};
use crate::store::{FactKind, StoreError, View};

/// The state of the simulation: stored, or as it would be stored.
pub(crate) struct Snapshot {
    pub(crate) states: Vec<SupState>,
    /// All versions of the catalog, including those not stored yet.
    contents: Option<BTreeMap<u64, Content>>,
}

impl Snapshot {
    pub(crate) fn of(view: &dyn View, time: &ClockState, now: Moment) -> Result<Self, StoreError> {
        if AsFound::is(view)? {
            return Ok(Self { states: Vec::new(), contents: None });
        }
        if time.is_behind(now) {
            let World { sups, contents, .. } = world_at(view, now, None)?;
            return Ok(Self { states: sups.into_iter().map(|sup| sup.state).collect(), contents: Some(contents) });
        }
        let states = facts::readable(view, FactKind::Sup)?.into_iter().map(|(_, state)| state).collect();
        Ok(Self { states, contents: None })
    }

    pub(crate) fn content(&self, view: &dyn View, version: u64) -> Result<Option<Content>, StoreError> {
        match &self.contents {
            Some(contents) => Ok(contents.get(&version).cloned()),
            None => facts::read(view, FactKind::Content, &version.to_string()),
        }
    }
}
