//! Update metadata in a file, for hierarchies without a synchronization source ("Synchronize software updates from a
//! disconnected software update point"). The product has `wsusutil export` and `wsusutil import`; the format of the
//! file is this project's own.

mod difference;
mod error;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::{self, Content, Import, Moment, SiteState, Subscription};
pub use difference::SettingDifference;
use error::FORMAT_VERSION;
pub use error::PackageError;

use super::snapshot::Snapshot;
use super::updates;
use crate::model::{MaxRunTime, UpstreamSource, key};
use crate::store::{FactKind, StoreError, Transaction, View};

/// The format name in the file.
const FORMAT: &str = "configmgr-update-metadata";
/// Update metadata exported from a hierarchy, to be imported into another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MetadataPackage {
    /// Always `configmgr-update-metadata`.
    pub format: String,
    /// The version of the format: 1.
    pub format_version: u64,
    /// When it was exported, in the time of the exporting hierarchy.
    pub exported: Timestamp,
    /// It contains updates up to this time.
    pub as_of: Timestamp,
    /// The seed of its numbers.
    pub seed: u64,
    /// Products, by id, or by name if no id is known.
    pub products: Vec<String>,
    /// Classifications, by name.
    pub classifications: Vec<String>,
    /// Languages of titles and descriptions; null in a file of an earlier release.
    #[serde(default)]
    pub languages: Option<BTreeSet<String>>,
    /// Whether express files belong to the updates; null in a file of an earlier release.
    #[serde(default)]
    pub express_updates: Option<bool>,
    /// The number of updates of each product in each classification, if there are any.
    pub updates: Vec<PackedUpdates>,
}

/// The updates of a product in a classification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackedUpdates {
    /// The product, as in the list of products.
    pub product: String,
    /// The classification, as in the list of classifications.
    pub classification: String,
    /// The number of updates.
    pub updates: u64,
}

impl MetadataPackage {
    /// Reads a package, and checks that it is complete.
    ///
    /// # Errors
    /// If it is not a package, newer than this release, or damaged.
    pub fn read(text: &str) -> Result<Self, PackageError> {
        #[derive(Deserialize)]
        struct Head {
            format: String,
            format_version: u64,
        }
        let unreadable = |error: serde_json::Error| PackageError::Unreadable(error.to_string());
        let head: Head = serde_json::from_str(text).map_err(unreadable)?;
        if head.format != FORMAT {
            return Err(PackageError::OtherFormat(head.format));
        }
        match head.format_version {
            1..=FORMAT_VERSION => {}
            0 => return Err(PackageError::Damaged("format version 0 does not exist".to_owned())),
            found => return Err(PackageError::Newer { found }),
        }
        let package: Self = serde_json::from_str(text).map_err(unreadable)?;
        let expected = counts(&package.content());
        match expected.iter().zip(&package.updates).find(|(one, other)| one != other) {
            Some((one, other)) => Err(PackageError::Damaged(format!(
                "it lists {} updates of {} in {}, but there are {} of {} in {}",
                other.updates, other.product, other.classification, one.updates, one.product, one.classification
            ))),
            None if expected.len() != package.updates.len() => Err(PackageError::Damaged(format!(
                "it lists updates of {} products and classifications, but there are {}",
                package.updates.len(),
                expected.len()
            ))),
            None => Ok(package),
        }
    }

    /// The number of updates in it.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.updates.iter().map(|row| row.updates).sum()
    }

    fn subscription(&self) -> Subscription {
        Subscription {
            products: self.products.iter().cloned().collect(),
            classifications: self.classifications.iter().cloned().collect(),
        }
    }

    fn content(&self) -> Content {
        let as_of = Some(Moment::of(self.as_of));
        Content {
            as_of,
            seed: self.seed,
            subscription: self.subscription().into(),
            supersedence: Arc::default(),
            run_time: MaxRunTime::default(),
            kept_run_times: Vec::new(),
            leaving: Vec::new(),
            total: None,
        }
    }
}

fn counts(content: &Content) -> Vec<PackedUpdates> {
    let rows = updates::by_product(content).filter(|(.., count)| count.updates > 0);
    rows.map(|(product, classification, count)| PackedUpdates {
        product: product.to_owned(),
        classification: classification.to_owned(),
        updates: count.updates,
    })
    .collect()
}

/// The update metadata of the top-level site.
pub(crate) fn export(view: &dyn View, now: Moment, seen: &Snapshot) -> Result<MetadataPackage, PackageError> {
    let Some(site) = view.top_level_site()? else { return Err(PackageError::Empty) };
    let first = seen.states.iter().find(|state| state.first && key(&state.site) == key(&site.site_code));
    let version = first.map_or(0, |first| first.version);
    let content = seen.content(view, version)?;
    let settings = view.top_level_settings()?;
    let Some((content, as_of)) = content.and_then(|content| content.as_of.map(|as_of| (content, as_of))) else {
        return Err(PackageError::Nothing { site_code: site.site_code });
    };
    Ok(MetadataPackage {
        format: FORMAT.to_owned(),
        format_version: FORMAT_VERSION,
        exported: now.timestamp(),
        as_of: as_of.timestamp(),
        seed: content.seed,
        products: content.subscription.products.iter().cloned().collect(),
        classifications: content.subscription.classifications.iter().cloned().collect(),
        languages: settings.languages.summary_details,
        express_updates: Some(settings.express_updates == Some(true)),
        updates: counts(&content),
    })
}

/// Imports update metadata, and returns the settings in which the exporting hierarchy differs.
pub(crate) fn import(
    package: &MetadataPackage,
    transaction: &mut dyn Transaction,
) -> Result<Vec<SettingDifference>, PackageError> {
    let view: &dyn View = &*transaction;
    let Some(site) = view.top_level_site()? else { return Err(PackageError::Empty) };
    let settings = view.top_level_settings()?;
    let outside = settings.upstream_source();
    if outside != UpstreamSource::Offline {
        return Err(PackageError::Connected { source_name: outside.to_string() });
    }
    let imported: Option<Import> = facts::read(view, FactKind::Import, Import::KEY)?;
    let synchronized = content_of(view, &site.site_code)?.and_then(|content| content.as_of);
    let there = imported.map(|import| import.as_of).max(synchronized);
    let import = Import { as_of: Moment::of(package.as_of), seed: package.seed, subscription: package.subscription() };
    if let Some(there) = there.filter(|there| *there > import.as_of) {
        return Err(PackageError::Older { as_of: package.as_of, has: there.timestamp() });
    }
    facts::write(transaction, FactKind::Import, Import::KEY, &import)?;
    Ok(difference::between(package, &settings))
}

/// The stored content of the top-level site.
fn content_of(view: &dyn View, site_code: &str) -> Result<Option<Content>, StoreError> {
    let site: Option<SiteState> = facts::read(view, FactKind::Site, &key(site_code))?;
    let version = site.map_or(0, |site| site.version).to_string();
    facts::read(view, FactKind::Content, &version)
}
