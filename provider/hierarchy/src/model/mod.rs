//! The objects of a hierarchy: sites, site systems, software update points, their settings, accounts.
//!
//! Field names and enum values are public: configurations, the console and the history show them.

mod account;
mod folder;
mod object;
mod owner;
mod references;
mod schedule;
mod site;
mod site_system;
mod sql_server;
mod sup_role;
mod sync_settings;
#[cfg(test)]
mod tests;
mod unknown;
mod upstream_source;

pub use account::Account;
pub use folder::is_same_folder;
pub(crate) use object::Identity;
pub(crate) use object::key;
pub use object::{Kind, Object, ObjectId, Stored, Subject};
pub use owner::{Manager, Mark, Owner, Ownership, RunId};
pub use schedule::{Interval, MonthlyByDate, MonthlyByWeekday, Schedule, Week, Weekday, Weekly};
pub use site::{DEFAULT_INSTALL_DIRECTORY, Site, SiteType};
pub use site_system::{
    DEFAULT_DATABASE, DEFAULT_PROXY_PORT, DatabaseKind, OperatingSystem, Proxy, SiteSystem, Wsus, WsusDatabase,
};
pub use sup_role::{ClientConnectionType, DEFAULT_HTTP_PORT, DEFAULT_HTTPS_PORT, SupRole};
pub use sync_settings::{
    CertificateManagement, Languages, MaxRunTime, ReportingEvents, Supersedence, SupersedenceRule, SyncSettings,
    SyncSource, ThirdPartyUpdates, WsusMaintenance,
};
pub(crate) use unknown::{has_unknown_id, is_unknown};
pub(crate) use upstream_source::UpstreamSource;
