use jiff::Timestamp;
use serde::de::Error as _;
use serde_json::{Error, Value};

use crate::model::{Kind, Mark, ObjectId, Owner, RunId};

/// A row of the owners, as a store keeps it.
pub(super) struct OwnerRow {
    pub(super) mark: Vec<u8>,
    pub(super) actor: String,
    pub(super) origin: String,
    pub(super) since_us: i64,
    pub(super) pending: Option<i64>,
    pub(super) kind: String,
    pub(super) key: String,
}

impl OwnerRow {
    /// The columns, in the order of the fields.
    pub(super) const COLUMNS: &str = "mark, actor, origin, since_us, pending, kind, key";

    /// The row's name in messages.
    pub(super) fn name(&self) -> String {
        format!("owner of {} {}", self.kind, self.key)
    }

    /// The object, and its owner.
    pub(super) fn owner(self) -> Result<(ObjectId, Owner), Error> {
        let kind: Kind = serde_json::from_value(Value::String(self.kind))?;
        let mark = self.mark.try_into().map_err(|_| Error::custom("its mark has not 8 bytes"))?;
        let since = Timestamp::from_microsecond(self.since_us).map_err(Error::custom)?;
        let pending = self.pending.map(u32::try_from).transpose().map_err(Error::custom)?;
        let owner =
            Owner { mark: Mark(mark), actor: self.actor, origin: self.origin, since, pending: pending.map(RunId) };
        Ok((ObjectId::new(kind, self.key), owner))
    }
}
