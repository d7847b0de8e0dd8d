use std::sync::LazyLock;

use super::chapter::Chapter;
use super::rule::Rule;
use super::{accounts, objects, real_site, servers, settings, sites, software_update_points, synchronization};
use crate::model::Kind;

/// All rules, by subject.
pub const CHAPTERS: &[Chapter] = &[
    sites::SITES,
    sites::TREE,
    objects::CHAPTER,
    servers::CHAPTER,
    software_update_points::ROLES,
    software_update_points::ORDER,
    settings::SETTINGS,
    settings::SCHEDULE,
    settings::SUBSCRIPTION,
    settings::UPDATES,
    settings::RELEASES,
    synchronization::CHAPTER,
    accounts::CHAPTER,
    real_site::CHAPTER,
];

/// All rules.
#[must_use]
pub fn table() -> &'static [Rule] {
    static TABLE: LazyLock<Vec<Rule>> = LazyLock::new(|| CHAPTERS.iter().flat_map(Chapter::rules).copied().collect());
    &TABLE
}

/// The rules that judge objects of one kind.
pub(crate) fn of_kind(kind: Kind) -> impl Iterator<Item = &'static Rule> {
    table().iter().filter(move |rule| rule.kinds.contains(&kind))
}
