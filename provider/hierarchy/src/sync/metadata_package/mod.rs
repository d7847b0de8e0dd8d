//! Update metadata in a file, for hierarchies that synchronise with nobody ("Synchronize software updates from a disconnected
//! software update point"). The product has `wsusutil export` and `wsusutil import`; the form of the file here is our own.

mod error;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::{self, Content, Import, Moment, SiteState, Subscription};
use error::FORMAT_VERSION;
pub use error::PackageError;

use super::snapshot::Snapshot;
use super::updates;
use crate::model::{Outside, Supersedence, key};
use crate::store::{FactKind, StoreError, Transaction, View};

/// What such a file calls itself.
const FORMAT: &str = "configmgr-update-metadata";
/// Update metadata as one hierarchy hands it to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MetadataPackage {
    /// Always `configmgr-update-metadata`.
    pub format: String,
    /// Of this form, 1.
    pub format_version: u64,
    /// When it was written, on the clock of the hierarchy that wrote it.
    pub exported: Timestamp,
    /// Updates up to then are in it.
    pub as_of: Timestamp,
    /// What its numbers were drawn with.
    pub seed: u64,
    /// Products, by id, or by name where no id is known.
    pub products: Vec<String>,
    /// Classifications, by name.
    pub classifications: Vec<String>,
    /// How many updates there are of each product in each classification, where there are any.
    pub updates: Vec<PackedUpdates>,
}

/// The updates of a product in a classification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackedUpdates {
    /// As in the list of products.
    pub product: String,
    /// As in the list of classifications.
    pub classification: String,
    /// How many.
    pub updates: u64,
}

impl MetadataPackage {
    /// Reads a package, and checks that it is whole.
    ///
    /// # Errors
    /// When it is none, newer than this release, or damaged.
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
            0 => return Err(PackageError::Damaged("it has format version 0, which there never was".to_owned())),
            found => return Err(PackageError::Newer { found }),
        }
        let package: Self = serde_json::from_str(text).map_err(unreadable)?;
        let expected = counts(&package.content());
        match expected.iter().zip(&package.updates).find(|(one, other)| one != other) {
            Some((one, other)) => Err(PackageError::Damaged(format!(
                "it lists {} updates of {} in {} where there are {} of {} in {}",
                other.updates, other.product, other.classification, one.updates, one.product, one.classification
            ))),
            None if expected.len() != package.updates.len() => Err(PackageError::Damaged(format!(
                "it lists updates of {} products and classifications where there are {}",
                package.updates.len(),
                expected.len()
            ))),
            None => Ok(package),
        }
    }

    /// How many updates are in it.
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
        Content { as_of, seed: self.seed, subscription: self.subscription().into() }
    }
}

fn counts(content: &Content) -> Vec<PackedUpdates> {
    let supersedence = Supersedence::default();
    let rows = updates::by_product(content, &supersedence).filter(|(.., count)| count.updates > 0);
    rows.map(|(product, classification, count)| PackedUpdates {
        product: product.to_owned(),
        classification: classification.to_owned(),
        updates: count.updates,
    })
    .collect()
}

/// The update metadata the top-level site has.
pub(crate) fn export(view: &dyn View, now: Moment, seen: &Snapshot) -> Result<MetadataPackage, PackageError> {
    let Some(site) = view.top_level_site()? else { return Err(PackageError::Empty) };
    let first = seen.states.iter().find(|state| state.first && key(&state.site) == key(&site.site_code));
    let version = first.map_or(0, |first| first.version);
    let content = seen.content(view, version)?;
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
        updates: counts(&content),
    })
}

/// Takes in update metadata by hand.
pub(crate) fn import(package: &MetadataPackage, transaction: &mut dyn Transaction) -> Result<(), PackageError> {
    let view: &dyn View = &*transaction;
    let Some(site) = view.top_level_site()? else { return Err(PackageError::Empty) };
    let outside = view.top_level_settings()?.upstream_source();
    if outside != Outside::Nobody {
        return Err(PackageError::Connected { source_name: outside.to_string() });
    }
    let imported: Option<Import> = facts::read(view, FactKind::Import, Import::KEY)?;
    let synchronised = content_of(view, &site.site_code)?.and_then(|content| content.as_of);
    let there = imported.map(|import| import.as_of).max(synchronised);
    let import = Import { as_of: Moment::of(package.as_of), seed: package.seed, subscription: package.subscription() };
    if let Some(there) = there.filter(|there| *there > import.as_of) {
        return Err(PackageError::Older { as_of: package.as_of, has: there.timestamp() });
    }
    Ok(facts::keep(transaction, FactKind::Import, Import::KEY, &import)?)
}

/// What the top-level site has, as it is kept.
fn content_of(view: &dyn View, site_code: &str) -> Result<Option<Content>, StoreError> {
    let site: Option<SiteState> = facts::read(view, FactKind::Site, &key(site_code))?;
    let version = site.map_or(0, |site| site.version).to_string();
    facts::read(view, FactKind::Content, &version)
}
