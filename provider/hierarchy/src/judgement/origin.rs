use serde::Serialize;

/// How sure it is that the product has a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The product's documentation says so.
    Documented,
    /// Read in the code of a tool for the product.
    Code,
    /// Follows from what is documented.
    Inferred,
    /// From memory of the product, in no source at hand.
    Memory,
    /// The documentation prescribes the order; that another one is refused is this project's choice. The product installs
    /// it, and synchronisation fails.
    Order,
    /// It follows from how objects are described here, or is advice.
    House,
}

impl Origin {
    /// All, the surest first.
    pub const ALL: [Self; 6] = [Self::Documented, Self::Order, Self::Inferred, Self::Code, Self::Memory, Self::House];

    /// The word for it.
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
                "It was read in the code of a tool for the product, mostly ConfigMgrCBDsc (PowerShell DSC); the documentation \
                 does not say it, or not all of it."
            }
            Self::Inferred => "It follows from what is documented, or is shown by an example there only.",
            Self::Memory => "It is remembered of the product, and found in no source.",
            Self::Order => "The documentation prescribes the order; refusing another one is this project's choice.",
            Self::House => "It follows from how objects are described here, or is advice.",
        }
    }
}
