use std::fmt;

/// The synchronization source of the hierarchy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum UpstreamSource {
    MicrosoftUpdate,
    /// A WSUS outside the hierarchy, by URL.
    UpstreamWsus(String),
    /// None: metadata is imported manually.
    Offline,
}

impl fmt::Display for UpstreamSource {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::MicrosoftUpdate => "Microsoft Update",
            Self::UpstreamWsus(url) => url,
            Self::Offline => "none, updates are imported",
        })
    }
}
