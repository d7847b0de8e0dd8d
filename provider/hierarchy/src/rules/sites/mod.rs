//! Sites, and the tree they form.

mod expansion;
mod removal;
mod retirement;
mod site;
mod tree;
mod version;

pub(crate) use expansion::departure_from_others;
pub(crate) use removal::replacement_of_parent;
pub use retirement::reinstallation;
pub use site::is_site_code;
pub(crate) use tree::another_hierarchy;

use super::chapter::Chapter;

pub(super) const SITES: Chapter = Chapter { title: "Sites", parts: &[site::RULES, version::RULES, retirement::RULES] };

pub(super) const TREE: Chapter =
    Chapter { title: "The tree of sites", parts: &[tree::RULES, removal::RULES, expansion::RULES] };
