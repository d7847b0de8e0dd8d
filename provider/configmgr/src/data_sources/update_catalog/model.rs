//! What the update catalogue is asked for, and what it lists.

use hierarchy::sync;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tfplugin::framework::value::Attr;

/// The update catalogue as a site has it: what can be subscribed, with the ids `products` and `classifications` of
/// `configmgr_sync_settings` take, what is subscribed, and how many updates that brings. A hierarchy that is not there yet
/// has no catalogue.
///
/// The numbers of updates are simulated: which updates come, are superseded and expire follows the product's rules, how many
/// there are does not.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct UpdateCatalog {
    /// Only what has this in its name, in any case. A family is also shown where one of its products is, and a company where
    /// one of its families is.
    #[schemars(length(min = 1), extend("x-terraform" = "optional"))]
    pub name: Attr<String>,
    /// Only products and families of this company: its name or id, in any case.
    #[schemars(extend("x-terraform" = "optional"))]
    pub company: Attr<String>,
    /// Only products of this family: its name or id, in any case.
    #[schemars(extend("x-terraform" = "optional"))]
    pub family: Attr<String>,
    /// The site whose catalogue it is; without it, the top-level site. A site that is not there has none.
    #[schemars(extend("x-terraform" = "optional"))]
    pub site_code: Attr<String>,
    /// Only products, classifications and languages that are subscribed (`true`), or that are not (`false`).
    #[schemars(extend("x-terraform" = "optional"))]
    pub subscribed: Attr<bool>,
    /// Version of the catalogue the site has, which each synchronisation of the top-level site raises; 0 before the first one.
    #[schemars(extend("x-terraform" = "computed"))]
    pub version: Attr<u64>,
    /// Updates up to this time are in it, RFC 3339; null before the first synchronisation.
    #[schemars(extend("x-terraform" = "computed"))]
    pub as_of: Attr<String>,
    /// Companies, by name.
    #[schemars(extend("x-terraform" = "computed"))]
    pub companies: Attr<Vec<CompanyRow>>,
    /// Families of products, by company and name.
    #[schemars(extend("x-terraform" = "computed"))]
    pub families: Attr<Vec<FamilyRow>>,
    /// Products, by company, family and name.
    #[schemars(extend("x-terraform" = "computed"))]
    pub products: Attr<Vec<ProductRow>>,
    /// Classifications, by name.
    #[schemars(extend("x-terraform" = "computed"))]
    pub classifications: Attr<Vec<ClassificationRow>>,
    /// Languages, by code.
    #[schemars(extend("x-terraform" = "computed"))]
    pub languages: Attr<Vec<LanguageRow>>,
}

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
