//! Software update points, and the order in which they are installed.

mod need;
mod order;
mod place;
mod removal;
mod role;

pub(crate) use order::ONE_FIRST;
pub(super) use role::is_sup_id;

use super::chapter::Chapter;

pub(super) const ROLES: Chapter =
    Chapter { title: "Software update points", parts: &[need::RULES, role::RULES, place::RULES] };

pub(super) const ORDER: Chapter =
    Chapter { title: "Order of software update points", parts: &[order::RULES, removal::RULES] };
