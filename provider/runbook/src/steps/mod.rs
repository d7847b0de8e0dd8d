//! The steps of each kind of object.

pub(crate) mod account;
pub(crate) mod site;
pub(crate) mod site_system;
mod subscription;
pub(crate) mod sup_role;
pub(crate) mod sync_settings;

use hierarchy::Kind;
use serde_json::Value;
use sms_provider::facts;

use crate::reading::at;

/// The attributes that differ, without those that have others in them.
pub(crate) fn changed(kind: Kind, before: &Value, after: &Value) -> Vec<&'static str> {
    let attributes: Vec<&'static str> = facts::of(kind).map(|fact| fact.attribute).collect();
    let is_leaf = |path: &&str| {
        !attributes.iter().any(|other| other.strip_prefix(*path).is_some_and(|rest| rest.starts_with('.')))
    };
    let differs = |path: &&str| {
        let path = kind.name_of_object(path);
        at(before, path) != at(after, path)
    };
    attributes.iter().copied().filter(is_leaf).filter(differs).collect()
}
