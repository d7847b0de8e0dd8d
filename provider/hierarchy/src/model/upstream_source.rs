use std::fmt;

/// The synchronization source of the hierarchy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outside {
    MicrosoftUpdate,
    /// A WSUS outside the hierarchy, by URL.
    Upstream(String),
    /// None: metadata is imported manually.
    Nobody,
}

impl fmt::Display for Outside {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::MicrosoftUpdate => "Microsoft Update",
            Self::Upstream(url) => url,
            Self::Nobody => "none, updates are imported",
        })
    }
}
