//! A change of the hierarchy: what it is, on what conditions, what came of it, and the steps it is made of.

mod conditions;
mod consequences;
pub(crate) mod expansion;
mod outcome;
mod step;

pub use conditions::Conditions;
pub(crate) use consequences::{Retirement, default_settings, retirement, steps};
pub use outcome::{Applied, ApplyError};
pub(crate) use step::Step;

use crate::model::{Object, ObjectId};

/// Who changes the hierarchy, and through what.
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
    /// Adds the object, or takes over one that came along with a role.
    Create(Object),
    /// Gives the object new attributes.
    Update(Object),
    /// Removes the object, and with a site what is on it. One that is not there is fine.
    ///
    /// What was taken over before through the same [`crate::Hierarchy`] value ([`Applied::taken_over`]) stays: one run
    /// renames it, and its removal under the former name comes last.
    ///
    /// A server or settings that a role still needs go back to their defaults instead, as if they had only come along.
    Delete(ObjectId),
}

impl Change {
    /// The object it is about.
    #[must_use]
    pub fn id(&self) -> ObjectId {
        match self {
            Self::Create(object) | Self::Update(object) => object.id(),
            Self::Delete(id) => id.clone(),
        }
    }
}
