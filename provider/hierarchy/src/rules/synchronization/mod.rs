//! When the hierarchy synchronises, and what settings mean for it.

mod first;
mod next;

use super::chapter::Chapter;

pub(super) const CHAPTER: Chapter = Chapter { title: "Synchronisation", parts: &[first::RULES, next::RULES] };
