//! The filters and the rows of the update catalog.

use hierarchy::sync;
use tfplugin::Schema;
use tfplugin::framework::value::Attr;

/// The update catalog of a site: the products and classifications to subscribe to, with the ids that `configmgr_sync_settings`
/// takes, which of them are subscribed, and the number of their updates. A hierarchy that does not exist yet has no catalog.
///
/// The numbers of updates are simulated. Which updates are synchronized, superseded and expired follows the product's rules;
/// how many there are does not.
#[derive(Clone, Debug, Default, Schema)]
pub struct UpdateCatalog {
    /// Only entries with this text in their name or a former name, case-insensitive. A family is also listed if one of its products is, and a
    /// company if one of its families is.
    #[tf(optional, length(min = 1))]
    pub name: Attr<String>,
    /// Only products and families of this company: its name, a former name or its id, case-insensitive.
    #[tf(optional)]
    pub company: Attr<String>,
    /// Only products of this family: its name, a former name or its id, case-insensitive.
    #[tf(optional)]
    pub family: Attr<String>,
    /// Site whose catalog is read. Default: the top-level site. A site that does not exist has no catalog.
    #[tf(optional)]
    pub site_code: Attr<String>,
    /// Only products, classifications and languages that are subscribed (`true`), or that are not (`false`).
    #[tf(optional)]
    pub subscribed: Attr<bool>,
    /// Version of the site's catalog. A synchronization of the top-level site raises it if it finds something new; 0 before the
    /// first one.
    #[tf(computed)]
    pub version: Attr<u64>,
    /// The catalog has updates up to this time, RFC 3339; null before the first synchronization.
    #[tf(computed)]
    pub as_of: Attr<String>,
    /// Companies, sorted by name.
    #[tf(computed)]
    pub companies: Attr<Vec<CompanyRow>>,
    /// Families of products, sorted by company and name.
    #[tf(computed)]
    pub families: Attr<Vec<FamilyRow>>,
    /// Products, sorted by company, family and name.
    #[tf(computed)]
    pub products: Attr<Vec<ProductRow>>,
    /// Classifications, sorted by name.
    #[tf(computed)]
    pub classifications: Attr<Vec<ClassificationRow>>,
    /// Languages, sorted by code.
    #[tf(computed)]
    pub languages: Attr<Vec<LanguageRow>>,
}

/// A company.
#[derive(Clone, Debug, Schema)]
pub struct CompanyRow {
    /// Its name, as sites show it.
    #[tf(computed)]
    pub name: String,
    /// Its GUID; null if it is not known.
    #[tf(computed)]
    pub id: Attr<String>,
}

/// A family of products.
#[derive(Clone, Debug, Schema)]
pub struct FamilyRow {
    /// Its name, as sites show it.
    #[tf(computed)]
    pub name: String,
    /// Its GUID; null if it is not known.
    #[tf(computed)]
    pub id: Attr<String>,
    /// Its company.
    #[tf(computed)]
    pub company: String,
}

/// A product.
#[derive(Clone, Debug, Schema)]
pub struct ProductRow {
    /// Its name, as sites show it. Two products may have the same name.
    #[tf(computed)]
    pub name: String,
    /// Its GUID; null if it is not known.
    #[tf(computed)]
    pub id: Attr<String>,
    /// Its company.
    #[tf(computed)]
    pub company: String,
    /// Its family.
    #[tf(computed)]
    pub family: String,
    /// Whether Configuration Manager can deploy its updates.
    #[tf(computed)]
    pub deployable: bool,
    /// Whether the site lists it. Before its first synchronization, a site lists few products.
    #[tf(computed)]
    pub listed: bool,
    /// Whether the hierarchy subscribes to it.
    #[tf(computed)]
    pub subscribed: bool,
    /// Whether the site added it automatically because of another subscribed product.
    #[tf(computed)]
    pub added_by_site: bool,
    /// Number of its updates at the site; null in a hierarchy that was read from a real site.
    #[tf(computed)]
    pub updates: Attr<u64>,
    /// Number of these updates that are superseded; null in a hierarchy that was read from a real site.
    #[tf(computed)]
    pub superseded: Attr<u64>,
    /// Number of the superseded updates that are expired; null in a hierarchy that was read from a real site.
    #[tf(computed)]
    pub expired: Attr<u64>,
}

/// A classification.
#[derive(Clone, Debug, Schema)]
pub struct ClassificationRow {
    /// Its name, as sites show it.
    #[tf(computed)]
    pub name: String,
    /// Its GUID; null if it is not known.
    #[tf(computed)]
    pub id: Attr<String>,
    /// Whether Configuration Manager offers it. WSUS has classifications that Configuration Manager does not offer.
    #[tf(computed)]
    pub offered: bool,
    /// Whether the hierarchy subscribes to it.
    #[tf(computed)]
    pub subscribed: bool,
    /// Number of its updates at the site; null in a hierarchy that was read from a real site.
    #[tf(computed)]
    pub updates: Attr<u64>,
    /// Number of these updates that are superseded; null in a hierarchy that was read from a real site.
    #[tf(computed)]
    pub superseded: Attr<u64>,
    /// Number of the superseded updates that are expired; null in a hierarchy that was read from a real site.
    #[tf(computed)]
    pub expired: Attr<u64>,
}

/// A language.
#[derive(Clone, Debug, Schema)]
pub struct LanguageRow {
    /// Its culture code.
    #[tf(computed)]
    pub code: String,
    /// Its name, as sites show it.
    #[tf(computed)]
    pub name: String,
    /// Whether the site downloads update files in it.
    #[tf(computed)]
    pub update_files: bool,
    /// Whether the hierarchy synchronizes titles and descriptions in it.
    #[tf(computed)]
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
            updates: row.updates.map(|count| count.updates).into(),
            superseded: row.updates.map(|count| count.superseded).into(),
            expired: row.updates.map(|count| count.expired).into(),
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
            updates: row.updates.map(|count| count.updates).into(),
            superseded: row.updates.map(|count| count.superseded).into(),
            expired: row.updates.map(|count| count.expired).into(),
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
