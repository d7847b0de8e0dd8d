use jiff::Timestamp;

use crate::store::StoreError;

/// The newest format version this release reads, and the one it writes.
pub(super) const FORMAT_VERSION: u64 = 1;

/// Why a metadata package is not read, written or imported. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// It is incomplete, or not JSON of this form.
    #[error("not a metadata package, or damaged: {0}")]
    Unreadable(String),
    /// It has another format.
    #[error("not a metadata package: the format is \"{0}\"")]
    OtherFormat(String),
    /// A newer release wrote it.
    #[error("the package has format version {found}, but this release reads at most version {FORMAT_VERSION}")]
    Newer {
        /// Its format version.
        found: u64,
    },
    /// Its content is inconsistent.
    #[error("the package is damaged: {0}")]
    Damaged(String),
    /// The hierarchy has newer metadata.
    #[error("the package is as of {as_of}, but the hierarchy has newer metadata as of {has}")]
    Older {
        /// The time of the package.
        as_of: Timestamp,
        /// The time of the metadata in the hierarchy.
        has: Timestamp,
    },
    /// The hierarchy has a synchronization source.
    #[error("the hierarchy synchronizes with {source_name} and cannot import metadata")]
    Connected {
        /// The synchronization source.
        source_name: String,
    },
    /// There is nothing to export.
    #[error("site {site_code} has no update metadata to export")]
    Nothing {
        /// The top-level site.
        site_code: String,
    },
    /// The hierarchy has no site.
    #[error("the hierarchy has no site")]
    Empty,
    /// The hierarchy cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PackageError {
    /// What the user can do, as a sentence.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Unreadable(_) | Self::Damaged(_) => {
                "Export it again with \"supctl export-updates\", and copy the whole file. Nothing was imported."
            }
            Self::OtherFormat(_) => "Name a file written by \"supctl export-updates\". Nothing was imported.",
            Self::Newer { .. } => "Use the release that wrote the package, or a newer one. Nothing was imported.",
            Self::Older { .. } => "Export a newer package. Nothing was imported.",
            Self::Connected { .. } => {
                "Write source = \"none\" in the sync settings of the top-level site to import metadata. Nothing was \
                 imported."
            }
            Self::Nothing { .. } => {
                "Synchronize it first with \"supctl sync --wait\". If source is \"none\", import metadata first."
            }
            Self::Empty => "Install a site first: write a configmgr_site and run terraform apply.",
            Self::Store(error) => error.remedy(),
        }
    }
}
