use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::catalog::{self, Place};
use crate::model::SyncSettings;

/// What a site adds by itself where somebody subscribes the first ("Configure classifications and products").
const IMPLIED: (&str, &str) = ("a3c2375d-0c8a-42f9-bce0-28333e198407", "b3c75dc1-155f-4be4-b015-3f1a91758e52");

/// What a site synchronises: products by id, or by name where the id is not known, and classifications by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subscription {
    pub(crate) products: BTreeSet<String>,
    pub(crate) classifications: BTreeSet<String>,
}

impl Subscription {
    /// What the settings mean: families and companies with all their products, and what the site adds by itself.
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

    /// The products the settings name, alone or by their family or company.
    pub(crate) fn named(settings: &SyncSettings) -> BTreeSet<String> {
        settings.products.iter().flatten().flat_map(|name| meant(name)).collect()
    }

    /// Whether there is nothing to synchronise but the catalogue itself.
    pub(crate) fn is_empty(&self) -> bool {
        self.products.is_empty() || self.classifications.is_empty()
    }

    /// What is subscribed on both sides.
    pub(crate) fn within(&self, other: &Self) -> Self {
        Self {
            products: self.products.intersection(&other.products).cloned().collect(),
            classifications: self.classifications.intersection(&other.classifications).cloned().collect(),
        }
    }
}

/// The products a name or id of the settings stands for. A name of none is kept: a site may know more than the catalogue.
fn meant(name_or_id: &str) -> Vec<String> {
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

/// What a product is known by: its id, or its name.
pub(crate) fn product_key(product: &Place) -> String {
    product.id().unwrap_or_else(|| product.name()).to_owned()
}
