use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::json::{object_key, read, readable, write};
use super::world::WorldSettings;
use crate::model::{Kind, Object, ObjectId};
use crate::store::{FactKind, StoreError, Transaction, View};

/// The installation of a site or of a software update point. Until its end the object is pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Installation {
    ends: Timestamp,
}

impl Installation {
    /// Begins it, if it takes any time.
    pub(crate) fn begin(object: &Object, now: Timestamp, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        if !is_installed(object.kind()) {
            return Ok(());
        }
        let duration = WorldSettings::of(transaction)?.install_duration;
        match now.checked_add(SignedDuration::from_secs(duration.into())) {
            Ok(ends) if duration > 0 => {
                write(transaction, FactKind::Installation, &object_key(&object.id()), &Self { ends })
            }
            _ => Ok(()),
        }
    }

    /// Forgets that of an object that is removed.
    pub(crate) fn forget(removed: &ObjectId, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        if !is_installed(removed.kind) {
            return Ok(());
        }
        transaction.remove_fact(FactKind::Installation, &object_key(removed))
    }

    /// Until when an object is pending; `None` if it is installed.
    pub(crate) fn pending(id: &ObjectId, now: Timestamp, view: &dyn View) -> Result<Option<Timestamp>, StoreError> {
        if !is_installed(id.kind) {
            return Ok(None);
        }
        let installation: Option<Self> = read(view, FactKind::Installation, &object_key(id))?;
        Ok(installation.map(|installation| installation.ends).filter(|ends| *ends > now))
    }

    /// What a new object needs and is pending, until when: a site (V30, V32), and the software update point of settings.
    pub(crate) fn awaited_by(
        object: &Object,
        now: Timestamp,
        view: &dyn View,
    ) -> Result<Option<(ObjectId, Timestamp)>, StoreError> {
        let site = |code: &str| ObjectId::new(Kind::Site, code);
        let needed = match object {
            Object::Site(child) => child.parent_site_code.as_deref().map(site),
            Object::SiteSystem(_) | Object::SupRole(_) => object.site_code().map(site),
            Object::SyncSettings(settings) => Some(ObjectId::new(Kind::SupRole, &settings.sup_role_id)),
            Object::Account(_) => None,
        };
        let Some(needed) = needed else { return Ok(None) };
        Ok(Self::pending(&needed, now, view)?.map(|ends| (needed, ends)))
    }
}

/// Whether objects of a kind are installed.
fn is_installed(kind: Kind) -> bool {
    matches!(kind, Kind::Site | Kind::SupRole)
}

/// All objects that are pending at one moment.
#[derive(Clone, Debug, Default)]
pub struct PendingInstallations(HashMap<String, Timestamp>);

impl PendingInstallations {
    pub(crate) fn of(view: &dyn View, now: Timestamp) -> Result<Self, StoreError> {
        let installations = readable::<Installation>(view, FactKind::Installation)?.into_iter();
        let ends = installations.map(|(key, installation)| (key, installation.ends));
        Ok(Self(ends.filter(|(_, ends)| *ends > now).collect()))
    }

    /// When the installation of an object ends; `None` if it is installed.
    #[must_use]
    pub fn end_of(&self, id: &ObjectId) -> Option<Timestamp> {
        self.0.get(&object_key(id)).copied()
    }

    /// How many objects are pending.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }
}
