//! What the update catalogue lists.

use hierarchy::sync;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tfplugin::framework::value::Attr;

/// A company.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CompanyRow {
    /// Its name, as sites show it.
    #[schemars(extend("x-terraform" = "computed"))]
    pub name: String,
    /// Its GUID; null where it is not known.
    #[schemars(extend("x-terraform" = "computed"))]
    pub id: Attr<String>,
}

/// A family of products.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FamilyRow {
    /// Its name, as sites show it.
    #[schemars(extend("x-terraform" = "computed"))]
    pub name: String,
    /// Its GUID; null where it is not known.
    #[schemars(extend("x-terraform" = "computed"))]
    pub id: Attr<String>,
    /// Its company.
    #[schemars(extend("x-terraform" = "computed"))]
    pub company: String,
}

/// A product.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProductRow {
    /// Its name, as sites show it. Two products may have one name.
    #[schemars(extend("x-terraform" = "computed"))]
    pub name: String,
    /// Its GUID; null where it is not known.
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
    /// Whether the site lists it: before its first synchronisation, a site lists few.
    #[schemars(extend("x-terraform" = "computed"))]
    pub listed: bool,
    /// Whether the hierarchy synchronises it.
    #[schemars(extend("x-terraform" = "computed"))]
    pub subscribed: bool,
    /// Whether the site added it by itself, because of another product that is subscribed.
    #[schemars(extend("x-terraform" = "computed"))]
    pub added_by_site: bool,
    /// How many of its updates the site has.
    #[schemars(extend("x-terraform" = "computed"))]
    pub updates: u64,
    /// Those of them another update replaces.
    #[schemars(extend("x-terraform" = "computed"))]
    pub superseded: u64,
    /// Those of the superseded ones that are expired.
    #[schemars(extend("x-terraform" = "computed"))]
    pub expired: u64,
}

/// A classification.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ClassificationRow {
    /// Its name, as sites show it.
    #[schemars(extend("x-terraform" = "computed"))]
    pub name: String,
    /// Its GUID; null where it is not known.
    #[schemars(extend("x-terraform" = "computed"))]
    pub id: Attr<String>,
    /// Whether Configuration Manager offers it; WSUS has some it does not.
    #[schemars(extend("x-terraform" = "computed"))]
    pub offered: bool,
    /// Whether the hierarchy synchronises it.
    #[schemars(extend("x-terraform" = "computed"))]
    pub subscribed: bool,
    /// How many of its updates the site has.
    #[schemars(extend("x-terraform" = "computed"))]
    pub updates: u64,
    /// Those of them another update replaces.
    #[schemars(extend("x-terraform" = "computed"))]
    pub superseded: u64,
    /// Those of the superseded ones that are expired.
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
    /// Whether the hierarchy synchronises titles and descriptions in it.
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
