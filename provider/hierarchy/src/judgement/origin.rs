use serde::Serialize;

/// The confidence that the product has a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The product's documentation says so.
    Documented,
    /// The code of a tool for the product says so.
    Code,
    /// Follows from what is documented.
    Inferred,
    /// It is known from the product, but no source confirms it.
    Memory,
    /// The documentation prescribes the order; refusing another order is this project's choice. The product installs
    /// the role, and synchronization fails.
    Order,
    /// It follows from how this project describes objects, or is advice.
    House,
}

impl Origin {
    /// All, the most certain first.
    pub const ALL: [Self; 6] = [Self::Documented, Self::Order, Self::Inferred, Self::Code, Self::Memory, Self::House];

    /// Its name.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Code => "read in code",
            Self::Inferred => "inferred",
            Self::Memory => "from memory",
            Self::Order => "documented order",
            Self::House => "this project",
        }
    }

    /// What it means, in a sentence.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Documented => "The product's documentation says so.",
            Self::Code => {
                "The code of a tool for the product says so, mostly ConfigMgrCBDsc (PowerShell DSC). The documentation \
                 does not say it, or not all of it."
            }
            Self::Inferred => "It follows from the documentation, or only an example there shows it.",
            Self::Memory => "It is known from the product, but no source confirms it.",
            Self::Order => "The documentation prescribes the order. Refusing another order is this project's choice.",
            Self::House => "It follows from how this project describes objects, or is advice.",
        }
    }
}
