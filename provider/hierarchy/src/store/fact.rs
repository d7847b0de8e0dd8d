/// What the simulation stores beside the configured objects: their state, which changes on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactKind {
    /// How far the hierarchy clock is ahead, and the time until which everything due has happened.
    Clock,
    /// An injected fault.
    Fault,
    /// The state of the synchronization manager of a site.
    Site,
    /// The result of the last synchronization of a software update point.
    Sup,
    /// The content of a version of the update catalog.
    Content,
    /// Manually imported metadata.
    Import,
    /// What a plan does with an object: not a state of the simulation, but kept with it.
    Intention,
    /// A restored backup, of which the revisions continue: not a state of the simulation either.
    Restoration,
    /// How long things take.
    World,
    /// The installation of a site or of a software update point.
    Installation,
}

impl FactKind {
    /// All kinds.
    pub(crate) const ALL: [Self; 10] = [
        Self::Clock,
        Self::Fault,
        Self::Site,
        Self::Sup,
        Self::Content,
        Self::Import,
        Self::Intention,
        Self::Restoration,
        Self::World,
        Self::Installation,
    ];

    /// Its name in a store.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Clock => "clock",
            Self::Fault => "fault",
            Self::Site => "site",
            Self::Sup => "sup",
            Self::Content => "content",
            Self::Import => "import",
            Self::Intention => "intention",
            Self::Restoration => "restoration",
            Self::World => "world",
            Self::Installation => "installation",
        }
    }

    /// Its name for users.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Clock => "the hierarchy clock",
            Self::Fault => "injected fault",
            Self::Site => "synchronization of site",
            Self::Sup => "synchronization of software update point",
            Self::Content => "version of the update catalog",
            Self::Import => "imported updates",
            Self::Intention => "planned change of",
            Self::Restoration => "restored backup after revision",
            Self::World => "how long things take",
            Self::Installation => "installation of",
        }
    }
}
