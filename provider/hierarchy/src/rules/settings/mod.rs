//! The sync settings of a site.

mod classifications;
mod languages;
mod options;
mod products;
mod releases;
mod remote;
mod removal;
mod schedule;
mod site;
mod source;
mod subscribed;
mod supersedence;

pub(super) use site::CHILD_INHERITS;
pub use source::is_upstream_host;

use super::chapter::Chapter;

pub(super) const SETTINGS: Chapter =
    Chapter { title: "Sync settings and synchronization source", parts: &[site::RULES, removal::RULES, source::RULES] };

pub(super) const SCHEDULE: Chapter = Chapter { title: "Schedule", parts: &[schedule::RULES] };

pub(super) const SUBSCRIPTION: Chapter =
    Chapter { title: "Classifications and products", parts: &[classifications::RULES, products::RULES] };

pub(super) const UPDATES: Chapter = Chapter {
    title: "Expiry, languages and other options",
    parts: &[supersedence::RULES, languages::RULES, options::RULES, remote::RULES],
};

pub(super) const RELEASES: Chapter = Chapter { title: "Settings and versions", parts: &[releases::RULES] };
