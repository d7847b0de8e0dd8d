//! The filters and the rows of the update catalog.

use hierarchy::sync;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tfplugin::framework::value::Attr;

/// The update catalog of a site: the products and classifications to subscribe to, with the ids that `configmgr_sync_settings`
/// takes, which of them are subscribed, and the number of their updates. A hierarchy that does not exist yet has no catalog.
///
/// The numbers of updates are simulated. Which updates are synchronized, superseded and expired follows the product's rules;
/// how many there are does not.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct UpdateCatalog {
    /// Only entries with this text in their name or a former name, case-insensitive. A family is also listed if one of its products is, and a
    /// company if one of its families is.
    #[schemars(length(min = 1), extend("x-terraform" = "optional"))]
    pub name: Attr<String>,
    /// Only products and families of this company: its name, a former name or its id, case-insensitive.
    #[schemars(extend("x-terraform" = "optional"))]
    pub company: Attr<String>,
    /// Only products of this family: its name, a former name or its id, case-insensitive.
    #[schemars(extend("x-terraform" = "optional"))]
    pub family: Attr<String>,
    /// Site whose catalog is read. Default: the top-level site. A site that does not exist has no catalog.
    #[schemars(extend("x-terraform" = "optional"))]
    pub site_code: Attr<String>,
    /// Only products, classifications and languages that are subscribed (`true`), or that are not (`false`).
    #[schemars(extend("x-terraform" = "optional"))]
    pub subscribed: Attr<bool>,
    /// Version of the site's catalog. A synchronization of the top-level site raises it if it finds something new; 0 before the
    /// first one.
    #[schemars(extend("x-terraform" = "computed"))]
    pub version: Attr<u64>,
    /// The catalog has updates up to this time, RFC 3339; null before the first synchronization.
    #[schemars(extend("x-terraform" = "computed"))]
    pub as_of: Attr<String>,
    /// Companies, sorted by name.
    #[schemars(extend("x-terraform" = "computed"))]
    pub companies: Attr<Vec<CompanyRow>>,
    /// Families of products, sorted by company and name.
    #[schemars(extend("x-terraform" = "computed"))]
    pub families: Attr<Vec<FamilyRow>>,
    /// Products, sorted by company, family and name.
    #[schemars(extend("x-terraform" = "computed"))]
    pub products: Attr<Vec<ProductRow>>,
    /// Classifications, sorted by name.
    #[schemars(extend("x-terraform" = "computed"))]
    pub classifications: Attr<Vec<ClassificationRow>>,
    /// Languages, sorted by code.
    #[schemars(extend("x-terraform" = "computed"))]
    pub languages: Attr<Vec<LanguageRow>>,
}

/// A company.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CompanyRow {
    /// Its name, as sites show it.
    #[schemars(extend("x-terraform" = "computed"))]
    pub name: String,
    /// Its GUID; null if it is not known.
    #[schemars(extend("x-terraform" = "computed"))]
    pub id: Attr<String>,
}

/// A family of products.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FamilyRow {
    /// Its name, as sites show it.
    #[schemars(extend("x-terraform" = "computed"))]
    pub name: String,
    /// Its GUID; null if it is not known.
    #[schemars(extend("x-terraform" = "computed"))]
    pub id: Attr<String>,
    /// Its company.
    #[schemars(extend("x-terraform" = "computed"))]
    pub company: String,
}

/// A product.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProductRow {
    /// Its name, as sites show it. Two products may have the same name.
    #[schemars(extend("x-terraform" = "computed"))]
    pub name: String,
    /// Its GUID; null if it is not known.
    #[schemars(extend("x-terraform" = "computed"))]
    pub id: Attr<String>,
    /// Its company.
    #[schemars(extend("x-terraform" = "computed"))]
    pub company: String,
    /// Its family.
    #[schemars(extend("x-terraform" = "computed"))]
    pub family: String,
    /// Whether Configuration Manager can deploy its updates.
    #[schemars(extend("x-terraform" = "computed"))]
    pub deployable: bool,
    /// Whether the site lists it. Before its first synchronization, a site lists few products.
    #[schemars(extend("x-terraform" = "computed"))]
    pub listed: bool,
    /// Whether the hierarchy subscribes to it.
    #[schemars(extend("x-terraform" = "computed"))]
    pub subscribed: bool,
    /// Whether the site added it automatically because of another subscribed product.
    #[schemars(extend("x-terraform" = "computed"))]
    pub added_by_site: bool,
    /// Number of its updates at the site.
    #[schemars(extend("x-terraform" = "computed"))]
    pub updates: u64,
    /// Number of these updates that are superseded.
    #[schemars(extend("x-terraform" = "computed"))]
    pub superseded: u64,
    /// Number of the superseded updates that are expired.
    #[schemars(extend("x-terraform" = "computed"))]
    pub expired: u64,
}

/// A classification.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ClassificationRow {
    /// Its name, as sites show it.
    #[schemars(extend("x-terraform" = "computed"))]
    pub name: String,
    /// Its GUID; null if it is not known.
    #[schemars(extend("x-terraform" = "computed"))]
    pub id: Attr<String>,
    /// Whether Configuration Manager offers it. WSUS has classifications that Configuration Manager does not offer.
    #[schemars(extend("x-terraform" = "computed"))]
    pub offered: bool,
    /// Whether the hierarchy subscribes to it.
    #[schemars(extend("x-terraform" = "computed"))]
    pub subscribed: bool,
    /// Number of its updates at the site.
    #[schemars(extend("x-terraform" = "computed"))]
    pub updates: u64,
    /// Number of these updates that are superseded.
    #[schemars(extend("x-terraform" = "computed"))]
    pub superseded: u64,
    /// Number of the superseded updates that are expired.
    #[schemars(extend("x-terraform" = "computed"))]
    pub expired: u64,
}

/// A language.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LanguageRow {
    /// Its culture code.
    #[schemars(extend("x-terraform" = "computed"))]
    pub code: String,
    /// Its name, as sites show it.
    #[schemars(extend("x-terraform" = "computed"))]
    pub name: String,
    /// Whether the site downloads update files in it.
    #[schemars(extend("x-terraform" = "computed"))]
    pub update_files: bool,
    /// Whether the hierarchy synchronizes titles and descriptions in it.
    #[schemars(extend("x-terraform" = "computed"))]
    pub summary_details: bool,
}

impl From<&sync::ProductRow> for ProductRow {
    fn from(row: &sync::ProductRow) -> Self {
        Self {
            name: row.name.clone(),
            id: row.id.clone().into(),
            company: row.company.clone(),
            family: row.family.clone(),
            deployable: row.deployable,
            listed: row.listed,
            subscribed: row.subscribed,
            added_by_site: row.added_by_site,
            updates: row.updates.updates,
            superseded: row.updates.superseded,
            expired: row.updates.expired,
        }
    }
}

impl From<&sync::ClassificationRow> for ClassificationRow {
    fn from(row: &sync::ClassificationRow) -> Self {
        Self {
            name: row.name.clone(),
            id: row.id.clone().into(),
            offered: row.offered,
            subscribed: row.subscribed,
            updates: row.updates.updates,
            superseded: row.updates.superseded,
            expired: row.updates.expired,
        }
    }
}

impl From<&sync::LanguageRow> for LanguageRow {
    fn from(row: &sync::LanguageRow) -> Self {
        Self {
            code: row.code.clone(),
            name: row.name.clone(),
            update_files: row.update_files,
            summary_details: row.summary_details,
        }
    }
}
