//! The resources, each in a file of its own. What they share is in `resource`.

mod account;
mod ids;
mod site;
mod site_system;
mod sup_role;
mod sync_settings;

pub use account::Account;
pub use site::Site;
pub use site_system::SiteSystem;
pub use sup_role::SupRole;
pub use sync_settings::SyncSettings;
