use jiff::Timestamp;

use crate::store::StoreError;

/// The newest form of it this release reads, and the one it writes.
pub(super) const FORMAT_VERSION: u64 = 1;

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
