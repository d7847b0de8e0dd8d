//! The subscriptions of sync settings: classifications and products, each with what it names.

use crate::catalog::{Classification, Place, classification};
use crate::facts::{Categories, Category};
use crate::model::SyncSettings;

pub(super) const UPGRADES: &str = "Upgrades";

/// How the set spells the classification of this name, if it contains it.
pub(super) fn listed_as<'a>(settings: &'a SyncSettings, name: &str) -> Option<&'a str> {
    let is_it = |found: &Classification| found.name == name;
    settings.classifications.iter().flatten().find(|text| classification(text).is_some_and(is_it)).map(String::as_str)
}

/// An element of the set, with the categories that it names: none, or several if the name is ambiguous.
pub(super) struct Listed<'a> {
    pub(super) text: &'a str,
    pub(super) named: Vec<Category<'a>>,
}

impl Listed<'_> {
    /// What it names in the catalog of this release.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.named.iter().filter_map(Category::in_release)
    }
}

/// The elements of the set.
pub(super) fn products<'a>(settings: &'a SyncSettings, categories: &'a Categories) -> Vec<Listed<'a>> {
    settings.products.iter().flatten().map(|text| Listed { text, named: categories.find(text) }).collect()
}

/// Whether it is the family Windows, one of its products, or the company of the family.
pub(super) fn is_windows(place: &Place) -> bool {
    match place {
        Place::Company(company) => company.families.iter().any(|family| family.name == "Windows"),
        Place::Family(_, family) | Place::Product(_, family, _) => family.name == "Windows",
    }
}
