//! The subscriptions of sync settings: classifications and products, each with what it names.

use crate::catalog::{Classification, Place, classification, find};
use crate::model::SyncSettings;

pub(super) const UPGRADES: &str = "Upgrades";

/// The elements of the set, each with the classification it names.
pub(super) fn classification_members(
    settings: &SyncSettings,
) -> impl Iterator<Item = (&str, Option<&'static Classification>)> {
    settings.classifications.iter().flatten().map(|text| (text.as_str(), classification(text)))
}

/// How the set spells the classification of this name, if it contains it.
pub(super) fn listed_as<'a>(settings: &'a SyncSettings, name: &str) -> Option<&'a str> {
    let mut members = classification_members(settings);
    members.find(|(_, found)| found.is_some_and(|found| found.name == name)).map(|(text, _)| text)
}

/// An element of the set, with the places in the catalog that it names: none, or several if the name is ambiguous.
pub(super) struct Listed<'a> {
    pub(super) text: &'a str,
    pub(super) places: Vec<Place>,
}

/// The elements of the set.
pub(super) fn products(settings: &SyncSettings) -> Vec<Listed<'_>> {
    settings.products.iter().flatten().map(|text| Listed { text, places: find(text) }).collect()
}

/// Whether it is the family Windows, one of its products, or the company of the family.
pub(super) fn is_windows(place: &Place) -> bool {
    match place {
        Place::Company(company) => company.families.iter().any(|family| family.name == "Windows"),
        Place::Family(_, family) | Place::Product(_, family, _) => family.name == "Windows",
    }
}
