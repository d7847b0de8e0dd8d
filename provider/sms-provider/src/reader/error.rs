use crate::class::Class;

/// Why a dump is not that of one whole hierarchy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The sites are not known, so nothing is.
    #[error("{0}")]
    NoSites(String),
    /// It was collected at a site that is not the top-level site.
    #[error("site {site} is not the top-level site: ReportingSiteCode of SMS_Site names its parent, {parent}")]
    NotTheTop {
        /// The site.
        site: String,
        /// Its parent.
        parent: String,
    },
    /// It has two hierarchies.
    #[error("the dump has more than one hierarchy: ReportingSiteCode of SMS_Site is empty for the sites {0}")]
    SeveralHierarchies(String),
    /// Two rows of one object differ.
    #[error("the file or folder has more than one dump: {} has two different rows of {key}", class.name())]
    Twice {
        /// The class.
        class: Class,
        /// Which object.
        key: String,
    },
    /// A row does not say which object it is.
    #[error("a row of {} has no {column}", class.name())]
    NoKey {
        /// The class.
        class: Class,
        /// The column.
        column: &'static str,
    },
    /// A value that every object has is not in its encoding.
    #[error("{} of {key}: {column}: {reason}", class.name())]
    Unreadable {
        /// The class.
        class: Class,
        /// Which object.
        key: String,
        /// The column.
        column: String,
        /// What is wrong.
        reason: String,
    },
}

impl ReadError {
    /// What the user can do, in sentences.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::NoSites(_) => {
                "Collect the hierarchy as an administrative user who can read sites, such as a Read-only Analyst."
            }
            Self::NotTheTop { .. } => {
                "Collect the hierarchy at the central administration site, or at the stand-alone primary site: \
                 -ProviderMachine names a computer with its SMS Provider."
            }
            Self::SeveralHierarchies(_) | Self::Twice { .. } => "Keep each dump in a file or folder of its own.",
            Self::NoKey { .. } | Self::Unreadable { .. } => {
                "Collect the hierarchy again with Export-CMHierarchy.ps1, which supctl collector prints."
            }
        }
    }
}
