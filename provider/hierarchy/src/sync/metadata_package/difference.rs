use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::MetadataPackage;
use crate::catalog;
use crate::facts::Subscription;
use crate::model::SyncSettings;

/// A setting that the exporting and the importing hierarchy should have in common, and do not ("Synchronize software
/// updates from a disconnected software update point").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SettingDifference {
    /// The attribute of the sync settings.
    pub setting: &'static str,
    /// What only the exporting hierarchy has.
    pub only_exported: Vec<String>,
    /// What only the importing hierarchy has.
    pub only_here: Vec<String>,
}

impl SettingDifference {
    fn of(setting: &'static str, exported: &BTreeSet<String>, here: &BTreeSet<String>) -> Option<Self> {
        let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| one.difference(other).cloned().collect();
        (exported != here).then(|| Self {
            setting,
            only_exported: only(exported, here),
            only_here: only(here, exported),
        })
    }
}

/// The settings in which a package and the importing hierarchy differ. What an earlier release did not export is not
/// compared.
pub(super) fn between(package: &MetadataPackage, settings: &SyncSettings) -> Vec<SettingDifference> {
    let (exported, here) = (package.subscription(), Subscription::of(settings));
    let languages = package.languages.as_ref();
    let express = package.express_updates.map(in_words);
    [
        SettingDifference::of("products", &names(&exported.products), &names(&here.products)),
        SettingDifference::of("classifications", &exported.classifications, &here.classifications),
        languages.and_then(|exported| {
            let here = settings.languages.summary_details.clone().unwrap_or_default();
            SettingDifference::of("languages.summary_details", exported, &here)
        }),
        express.and_then(|exported| {
            SettingDifference::of("express_updates", &exported, &in_words(settings.express_updates == Some(true)))
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn in_words(is_set: bool) -> BTreeSet<String> {
    BTreeSet::from([is_set.to_string()])
}

/// The names of products that are given by id.
fn names(products: &BTreeSet<String>) -> BTreeSet<String> {
    let name = |product: &String| {
        catalog::find(product).first().map_or_else(|| product.clone(), |place| place.name().to_owned())
    };
    products.iter().map(name).collect()
}
