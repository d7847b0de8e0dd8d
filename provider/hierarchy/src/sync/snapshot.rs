use std::collections::BTreeMap;

use super::settle::settled;
use super::world::World;
use crate::facts::{self, Content, Moment, SupState, Timekeeping};
use crate::store::{FactKind, StoreError, View};

/// What has become of things: as it is kept, or as it would be.
pub(crate) struct Snapshot {
    pub(crate) states: Vec<SupState>,
    /// Versions of the catalogue that are not kept yet, with all others.
    contents: Option<BTreeMap<u64, Content>>,
}

impl Snapshot {
    pub(crate) fn of(view: &dyn View, time: &Timekeeping, now: Moment) -> Result<Self, StoreError> {
        if time.is_behind(now) {
            let World { sups, contents, .. } = settled(view, now, None)?;
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
