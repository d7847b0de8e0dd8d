use std::fmt;

/// Whom the top of the hierarchy synchronises with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outside {
    MicrosoftUpdate,
    /// A WSUS outside the hierarchy, by URL.
    Upstream(String),
    /// Nobody: metadata is imported by hand.
    Nobody,
}

impl fmt::Display for Outside {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::MicrosoftUpdate => "Microsoft Update",
            Self::Upstream(url) => url,
            Self::Nobody => "nobody, updates are imported",
        })
    }
}
