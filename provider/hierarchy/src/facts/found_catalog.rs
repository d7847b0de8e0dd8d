//! What a real site can subscribe, as it was found.

use serde::{Deserialize, Serialize};

use super::json::{read, write};
use crate::catalog::{self, guid};
use crate::store::{FactKind, StoreError, Transaction, View};

/// What a real site can subscribe, and what it has subscribed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundCatalog {
    /// Companies, product families, products and classifications.
    pub categories: Vec<FoundCategory>,
}

impl FoundCatalog {
    const KEY: &str = "";

    pub(crate) fn of(view: &dyn View) -> Result<Self, StoreError> {
        Ok(read(view, FactKind::FoundCatalog, Self::KEY)?.unwrap_or_default())
    }

    pub(crate) fn save(&self, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        write(transaction, FactKind::FoundCatalog, Self::KEY, self)
    }

    /// The products with this name (case-insensitive) or id; if there are none, the family or else the company. A name that the
    /// site does not show may be another one of what has it in the catalog of this release: names change over time.
    pub(crate) fn find(&self, name_or_id: &str) -> Vec<&FoundCategory> {
        let found = self.named(name_or_id);
        if !found.is_empty() {
            return found;
        }
        let ids: Vec<&str> = catalog::find(name_or_id).iter().filter_map(catalog::Place::id).collect();
        ids.into_iter().flat_map(|id| self.named(id)).collect()
    }

    fn named(&self, name_or_id: &str) -> Vec<&FoundCategory> {
        let of_type = |r#type| self.of_type(r#type).filter(|one| one.is(name_or_id)).collect::<Vec<_>>();
        let products = of_type(CategoryType::Product);
        if !products.is_empty() {
            return products;
        }
        let groups = [CategoryType::ProductFamily, CategoryType::Company].into_iter().flat_map(of_type);
        groups.take(1).collect()
    }

    /// The classification with this name (case-insensitive) or id.
    pub(crate) fn classification(&self, name_or_id: &str) -> Option<&FoundCategory> {
        let named = |text: &str| self.of_type(CategoryType::UpdateClassification).find(|one| one.is(text));
        named(name_or_id).or_else(|| named(catalog::classification(name_or_id)?.id?))
    }

    pub(crate) fn of_type(&self, r#type: CategoryType) -> impl Iterator<Item = &FoundCategory> {
        self.categories.iter().filter(move |one| one.r#type == r#type)
    }

    /// Whether a subscription to one includes the other: it is the same, or above it.
    pub(crate) fn covers(&self, one: &FoundCategory, other: &FoundCategory) -> bool {
        let is_in = |category: &FoundCategory| category.parent.as_ref() == Some(&one.id);
        let is_in_company = || other.r#type == CategoryType::Product && self.above(other).is_some_and(is_in);
        match one.r#type {
            CategoryType::Company => other.id == one.id || is_in(other) || is_in_company(),
            CategoryType::ProductFamily => other.id == one.id || is_in(other),
            CategoryType::Product | CategoryType::UpdateClassification => other.id == one.id,
        }
    }

    /// What a category belongs to.
    pub(crate) fn above(&self, category: &FoundCategory) -> Option<&FoundCategory> {
        let parent = category.parent.as_deref()?;
        self.categories.iter().find(|other| other.id == parent)
    }
}

/// A category of updates at a real site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundCategory {
    /// What it is.
    #[serde(rename = "type")]
    pub r#type: CategoryType,
    /// Its GUID.
    pub id: String,
    /// The name that the site shows.
    pub name: String,
    /// The GUID of what it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Whether it can be subscribed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub can_be_subscribed: bool,
    /// Whether it is subscribed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_subscribed: bool,
}

impl FoundCategory {
    /// Whether this is its name or id.
    pub(super) fn is(&self, name_or_id: &str) -> bool {
        self.name.eq_ignore_ascii_case(name_or_id) || self.id.eq_ignore_ascii_case(guid(name_or_id))
    }
}

/// The types of categories of updates that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they are the names of the product")]
pub enum CategoryType {
    Company,
    ProductFamily,
    Product,
    UpdateClassification,
}

impl CategoryType {
    /// All.
    pub const ALL: [Self; 4] = [Self::Company, Self::ProductFamily, Self::Product, Self::UpdateClassification];

    /// Its name in the product.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Company => "Company",
            Self::ProductFamily => "ProductFamily",
            Self::Product => "Product",
            Self::UpdateClassification => "UpdateClassification",
        }
    }
}
