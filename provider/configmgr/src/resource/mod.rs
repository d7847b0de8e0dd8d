//! The life of a resource: the same for all of them.

mod apply;
mod findings;
mod initial_sync;
mod lifecycle;
mod model;
mod plan;
mod plan_guard;
mod replacement;

pub(crate) use lifecycle::HierarchyResource;
pub(crate) use model::{Managed, our_name};
