//! Sites, and the tree they form.

mod expansion;
mod removal;
mod retirement;
mod site;
mod tree;
mod version;

pub use retirement::reinstallation;
pub use site::is_site_code;

use super::chapter::Chapter;

pub(super) const SITES: Chapter = Chapter { title: "Sites", parts: &[site::RULES, version::RULES, retirement::RULES] };

pub(super) const TREE: Chapter =
    Chapter { title: "The tree of sites", parts: &[tree::RULES, removal::RULES, expansion::RULES] };
