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
    /// Where a hierarchy is from that was read from a real site, and what is not known of it: not a state of the simulation.
    AsFound,
    /// What a real site can subscribe.
    FoundCatalog,
    /// The status of synchronization of a real site.
    FoundStatus,
}

impl FactKind {
    /// All kinds.
    pub(crate) const ALL: [Self; 13] = [
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
        Self::AsFound,
        Self::FoundCatalog,
        Self::FoundStatus,
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
            Self::AsFound => "as_found",
            Self::FoundCatalog => "found_catalog",
            Self::FoundStatus => "found_status",
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
            Self::AsFound => "what is known of the real site",
            Self::FoundCatalog => "update catalog of the real site",
            Self::FoundStatus => "synchronization of the real site",
        }
    }
}
