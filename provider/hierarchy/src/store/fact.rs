/// What the simulation keeps beside the objects people configure: what has become of them by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactKind {
    /// How far the hierarchy's clock is ahead, and until when everything that was due has happened.
    Clock,
    /// What goes wrong on purpose.
    Fault,
    /// What the synchronisation manager of a site is doing and has done.
    Site,
    /// How the last synchronisation of a software update point ended.
    Sup,
    /// What a version of the update catalogue holds.
    Content,
    /// Metadata imported by hand.
    Import,
}

impl FactKind {
    /// The word for it in a store.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Clock => "clock",
            Self::Fault => "fault",
            Self::Site => "site",
            Self::Sup => "sup",
            Self::Content => "content",
            Self::Import => "import",
        }
    }
}
