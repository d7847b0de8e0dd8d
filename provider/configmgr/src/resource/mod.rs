//! The life of a resource: plan, apply, read, replace, import. The same for every kind of object.

mod apply;
mod findings;
mod initial_sync;
mod lifecycle;
mod model;
mod plan;
mod plan_guard;
mod replacement;

pub(crate) use lifecycle::HierarchyResource;
pub(crate) use model::{ResourceModel, attribute_name};
