//! A change of the hierarchy: its conditions, its result, and its steps.

mod conditions;
mod consequences;
mod deferred_removal;
pub(crate) mod expansion;
mod made_first;
mod outcome;
mod rest_of_run;
mod step;
mod sup_removal;

pub use conditions::Conditions;
pub(crate) use consequences::{RetiredCodes, default_settings, retired_codes, steps};
pub(crate) use deferred_removal::completed_removal;
pub(crate) use made_first::made_first;
pub use outcome::{Applied, ApplyError};
pub use rest_of_run::RestOfRun;
pub(crate) use step::Step;

use crate::model::{Object, ObjectId};

/// One change of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Creates the object, or adopts one that a role created implicitly.
    Create(Object),
    /// Changes attributes of the object.
    Update(Object),
    /// Removes the object; with a site, also everything on it. Does nothing if the object does not exist.
    ///
    /// An object that belongs to others than the manager of the change stays ([`Applied::ownership`]).
    ///
    /// A server or settings that a role still needs are reset to their defaults instead, as if created implicitly.
    ///
    /// In a run ([`Conditions::rest_of_run`]), a software update point or an account that others still use is only no
    /// longer declared, and is removed with the last change that ends such a use.
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
