//! Update metadata in a file, for hierarchies that synchronise with nobody ("Synchronize software updates from a disconnected
//! software update point"). The product has `wsusutil export` and `wsusutil import`; the form of the file here is our own.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::catalogue::top_settings;
use super::import::Import;
use super::moment::Moment;
use super::settle::before_change;
use super::state::{self, Content, SiteState};
use super::subscription::Subscription;
use super::updates;
use crate::hierarchy::Hierarchy;
use crate::model::{Outside, Supersedence, key};
use crate::store::{FactKind, StoreError, View};

/// What such a file calls itself.
const FORMAT: &str = "configmgr-update-metadata";
/// The newest form of it this release reads, and the one it writes.
const FORMAT_VERSION: u64 = 1;

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

/// Why a metadata package is not read, written or imported. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// It is cut off, or no JSON of this form at all.
    #[error("it is no metadata package, or a damaged one: {0}")]
    Unreadable(String),
    /// It is something else.
    #[error("it is no metadata package: its format is \"{0}\"")]
    OtherFormat(String),
    /// A newer release wrote it.
    #[error("it has format version {found}, which is newer than version {FORMAT_VERSION} that this release reads")]
    Newer {
        /// Its version.
        found: u64,
    },
    /// What it holds does not fit together.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// The hierarchy has newer metadata.
    #[error("it is as of {as_of}, and the hierarchy has metadata as of {has}")]
    Older {
        /// What it is as of.
        as_of: Timestamp,
        /// What the hierarchy has.
        has: Timestamp,
    },
    /// The hierarchy synchronises with somebody.
    #[error("the hierarchy synchronises with {source_name}, and takes no metadata by hand")]
    Connected {
        /// With whom.
        source_name: String,
    },
    /// There is nothing to write.
    #[error("site {site_code} has no update metadata to export")]
    Nothing {
        /// The top-level site.
        site_code: String,
    },
    /// There is no site.
    #[error("the hierarchy has no site")]
    Empty,
    /// The hierarchy cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PackageError {
    /// What its reader can do about it, as a sentence.
    #[must_use]
    pub fn way_out(&self) -> &'static str {
        match self {
            Self::Unreadable(_) | Self::Damaged(_) => {
                "Export it again with \"supctl export-updates\", and copy it whole. Nothing was imported."
            }
            Self::OtherFormat(_) => "Name a file that \"supctl export-updates\" wrote. Nothing was imported.",
            Self::Newer { .. } => "Use the release that wrote it, or a newer one. Nothing was imported.",
            Self::Older { .. } => "Export a newer one. Nothing was imported: what is there is kept.",
            Self::Connected { .. } => {
                "Write source = \"none\" in the sync settings of the top-level site, or let it synchronise. Nothing was \
                 imported."
            }
            Self::Nothing { .. } => {
                "Synchronise it first with \"supctl sync --wait\"; where source is \"none\", import some before."
            }
            Self::Empty => "Install a site first: write a configmgr_site and run terraform apply.",
            Self::Store(error) => error.way_out(),
        }
    }
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

impl Hierarchy {
    /// The update metadata the top-level site has, to be imported elsewhere.
    ///
    /// # Errors
    /// When it has none, or the store cannot be read.
    pub fn export_metadata(&self) -> Result<MetadataPackage, PackageError> {
        let found = self.look(|view, now, seen| {
            let Some(site) = view.top_level_site()? else { return Ok(Err(PackageError::Empty)) };
            let first = seen.states.iter().find(|state| state.first && key(&state.site) == key(&site.site_code));
            let version = first.map_or(0, |first| first.version);
            let content = seen.content(view, version)?;
            let Some((content, as_of)) = content.and_then(|content| content.as_of.map(|as_of| (content, as_of))) else {
                return Ok(Err(PackageError::Nothing { site_code: site.site_code }));
            };
            Ok(Ok(MetadataPackage {
                format: FORMAT.to_owned(),
                format_version: FORMAT_VERSION,
                exported: now.timestamp(),
                as_of: as_of.timestamp(),
                seed: content.seed,
                products: content.subscription.products.iter().cloned().collect(),
                classifications: content.subscription.classifications.iter().cloned().collect(),
                updates: counts(&content),
            }))
        });
        found?
    }

    /// Takes in update metadata by hand. The next synchronisation brings it into the site's database and down the hierarchy.
    ///
    /// # Errors
    /// When the hierarchy synchronises with somebody, has newer metadata, or the store cannot be written.
    pub fn import_metadata(&self, package: &MetadataPackage) -> Result<(), PackageError> {
        let mut transaction = self.begin()?;
        let now = Moment::of(self.time_in(&*transaction)?);
        before_change(&mut *transaction, now)?;
        let view: &dyn View = &*transaction;
        let Some(site) = view.top_level_site()? else { return Err(PackageError::Empty) };
        let outside = Outside::of(&top_settings(view)?);
        if outside != Outside::Nobody {
            return Err(PackageError::Connected { source_name: outside.to_string() });
        }
        let imported: Option<Import> = state::read(view, FactKind::Import, Import::KEY)?;
        let synchronised = content_of(view, &site.site_code)?.and_then(|content| content.as_of);
        let there = imported.map(|import| import.as_of).max(synchronised);
        let import =
            Import { as_of: Moment::of(package.as_of), seed: package.seed, subscription: package.subscription() };
        if let Some(there) = there.filter(|there| *there > import.as_of) {
            return Err(PackageError::Older { as_of: package.as_of, has: there.timestamp() });
        }
        state::keep(&mut *transaction, FactKind::Import, Import::KEY, &import)?;
        Ok(transaction.commit()?)
    }
}

/// What the top-level site has, as it is kept.
fn content_of(view: &dyn View, site_code: &str) -> Result<Option<Content>, StoreError> {
    let site: Option<SiteState> = state::read(view, FactKind::Site, &key(site_code))?;
    let version = site.map_or(0, |site| site.version).to_string();
    state::read(view, FactKind::Content, &version)
}
