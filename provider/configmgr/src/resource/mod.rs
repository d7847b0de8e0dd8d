//! The life of a resource: plan, apply, read, replace, import. The same for every kind of object.

mod apply;
mod as_found;
mod declaration;
mod deferred_removal;
mod drift;
mod existing;
mod findings;
mod generated_config;
mod identity;
mod import;
mod initial_sync;
mod installation;
mod intention;
mod lifecycle;
mod list;
mod list_filter;
mod model;
mod ownership;
mod plan;
mod plan_guard;
mod prerequisites;
mod prior;
mod replacement;
mod values;

pub use identity::ObjectIdentity;
pub use lifecycle::HierarchyResource;
pub use list_filter::ListFilter;
pub use model::ResourceModel;
pub use values::Values;
