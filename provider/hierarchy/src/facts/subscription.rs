use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::catalog::{self, Place};
use crate::model::SyncSettings;

/// A site that subscribes to the first product automatically adds the second ("Configure classifications and
/// products").
const IMPLIED: (&str, &str) = ("a3c2375d-0c8a-42f9-bce0-28333e198407", "b3c75dc1-155f-4be4-b015-3f1a91758e52");

/// What a site synchronizes: products by id, or by name if the id is unknown, and classifications by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subscription {
    pub(crate) products: BTreeSet<String>,
    pub(crate) classifications: BTreeSet<String>,
}

impl Subscription {
    /// The subscriptions of settings: families and companies with all their products, and what the site adds
    /// automatically.
    pub(crate) fn of(settings: &SyncSettings) -> Self {
        let mut products = Self::named(settings);
        if products.contains(IMPLIED.0) {
            products.insert(IMPLIED.1.to_owned());
        }
        let classifications = settings.classifications.iter().flatten();
        let classifications = classifications
            .map(|name| catalog::classification(name).map_or_else(|| name.clone(), |found| found.name.to_owned()));
        Self { products, classifications: classifications.collect() }
    }

    /// The products that the settings name, directly or by their family or company.
    pub(crate) fn named(settings: &SyncSettings) -> BTreeSet<String> {
        settings.products.iter().flatten().flat_map(|name| products_named(name)).collect()
    }

    /// Whether updates of a product in a classification are synchronized.
    pub(crate) fn has(&self, product: &str, classification: &str) -> bool {
        self.products.contains(product) && self.classifications.contains(classification)
    }

    /// Whether there is nothing to synchronize except the catalog itself.
    pub(crate) fn is_empty(&self) -> bool {
        self.products.is_empty() || self.classifications.is_empty()
    }

    /// The products and classifications of this one that are not in the other one, in at most two parts.
    pub(crate) fn without(&self, other: &Self) -> impl Iterator<Item = Self> {
        let kept = self.within(other);
        let products = self.products.difference(&other.products).cloned().collect();
        let classifications = self.classifications.difference(&other.classifications).cloned().collect();
        let parts = [
            Self { products, classifications: self.classifications.clone() },
            Self { products: kept.products, classifications },
        ];
        parts.into_iter().filter(|part| !part.is_empty())
    }

    /// The subscriptions that are in both.
    pub(crate) fn within(&self, other: &Self) -> Self {
        Self {
            products: self.products.intersection(&other.products).cloned().collect(),
            classifications: self.classifications.intersection(&other.classifications).cloned().collect(),
        }
    }
}

/// The products of a name or id in the settings. An unknown name is kept: a site may have more products than the
/// catalog.
fn products_named(name_or_id: &str) -> Vec<String> {
    let places = catalog::find(name_or_id);
    if places.is_empty() {
        return vec![name_or_id.to_owned()];
    }
    let below = |place: &Place| -> Vec<String> {
        let products = catalog::places().filter(|other| matches!(other, Place::Product(..)) && place.covers(other));
        products.map(|product| product_key(&product)).collect()
    };
    places.iter().flat_map(below).collect()
}

/// The id of a product, or its name if it has none.
pub(crate) fn product_key(product: &Place) -> String {
    product.id().unwrap_or_else(|| product.name()).to_owned()
}
