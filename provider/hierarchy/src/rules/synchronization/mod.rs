//! When the hierarchy synchronizes, and what sync settings mean for it.

mod first;
mod next;

use super::chapter::Chapter;

pub(super) const CHAPTER: Chapter = Chapter { title: "Synchronization", parts: &[first::RULES, next::RULES] };
