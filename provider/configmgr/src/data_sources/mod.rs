//! The data sources: what a configuration can read from a hierarchy. One file each.

mod change_history;
mod hierarchy_tree;
mod read;
mod site_filter;
mod sync_status;
mod update_catalog;

pub use change_history::{AttributeRow, ChangeHistory, ChangeRow};
pub use hierarchy_tree::{HierarchyTree, SiteRow, SiteSystemRow, SupRow};
pub use sync_status::{SupStatusRow, SyncStatus};
pub use update_catalog::{ClassificationRow, CompanyRow, FamilyRow, LanguageRow, ProductRow, UpdateCatalog};

pub(crate) use change_history::ReadChangeHistory;
pub(crate) use hierarchy_tree::ReadHierarchy;
pub(crate) use sync_status::ReadSyncStatus;
pub(crate) use update_catalog::ReadUpdateCatalog;

use tfplugin::framework::provider::Registry;

use crate::client::Client;

pub(crate) fn register(registry: &mut Registry<Client>) {
    registry.data_source(ReadHierarchy);
    registry.data_source(ReadSyncStatus);
    registry.data_source(ReadUpdateCatalog);
    registry.data_source(ReadChangeHistory);
}
