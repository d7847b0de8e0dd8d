use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::{read, write};
use crate::store::{FactKind, StoreError, Transaction, View};

/// How long things take in the world of the hierarchy. By default they take no time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WorldSettings {
    /// How long it takes to install a site or a software update point, in seconds of the hierarchy clock.
    pub install_duration: u32,
}

impl WorldSettings {
    const KEY: &str = "";

    /// The longest installation: 30 days.
    pub const LONGEST_INSTALLATION: SignedDuration = SignedDuration::from_hours(30 * 24);

    pub(crate) fn of(view: &dyn View) -> Result<Self, StoreError> {
        Ok(read(view, FactKind::World, Self::KEY)?.unwrap_or_default())
    }

    pub(crate) fn save(self, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        write(transaction, FactKind::World, Self::KEY, &self)
    }
}
