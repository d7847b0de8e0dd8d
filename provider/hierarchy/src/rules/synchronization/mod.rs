//! When the hierarchy synchronizes, and what sync settings mean for it.

mod first;
mod next;

pub use next::FULL_SYNC_TRIGGERS;

use super::chapter::Chapter;

pub(super) const CHAPTER: Chapter = Chapter { title: "Synchronization", parts: &[first::RULES, next::RULES] };
