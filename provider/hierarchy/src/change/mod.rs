//! A change of the hierarchy: its conditions, its result, and its steps.

mod awaited;
mod conditions;
mod consequences;
pub(crate) mod expansion;
mod outcome;
mod step;

pub use awaited::Awaited;
pub use conditions::Conditions;
pub(crate) use consequences::{RetiredCodes, default_settings, retired_codes, steps};
pub use outcome::{Applied, ApplyError};
pub(crate) use step::Step;

use crate::model::{Object, ObjectId};

/// Who changes the hierarchy, and with which tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The person or pipeline.
    pub actor: String,
    /// The tool: `terraform`, `supctl`.
    pub origin: String,
}

/// One change of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Creates the object, or adopts one that a role created implicitly.
    Create(Object),
    /// Changes attributes of the object.
    Update(Object),
    /// Removes the object; with a site, also everything on it. Does nothing if the object does not exist.
    ///
    /// An object adopted through the same [`crate::Hierarchy`] value ([`Applied::adopted`]) stays: a run that
    /// renames it creates it under the new name first, and removes it under the former name last.
    ///
    /// A server or settings that a role still needs are reset to their defaults instead, as if created implicitly.
    Delete(ObjectId),
}

impl Change {
    /// The changed object.
    #[must_use]
    pub fn id(&self) -> ObjectId {
        match self {
            Self::Create(object) | Self::Update(object) => object.id(),
            Self::Delete(id) => id.clone(),
        }
    }
}
