//! The table: each attribute with the cmdlets that set it and the properties that have it.

mod account;
mod site;
mod site_system;
mod sup_role;
mod sync_settings;
#[cfg(test)]
mod tests;

use hierarchy::Kind;

use crate::class::Source;
use crate::codec::Codec;

/// What is known of one attribute.
#[derive(Clone, Copy, Debug)]
pub struct Fact {
    /// The kind of object.
    pub kind: Kind,
    /// The attribute as configurations name it, a dotted path.
    pub attribute: &'static str,
    /// The parameters of cmdlets that set it; none if no cmdlet does.
    pub parameters: &'static [Parameter],
    /// How it is read.
    pub reading: Reading,
    /// How sure the reading is.
    pub confidence: Confidence,
    /// Where it is from.
    pub sources: &'static str,
    /// What else to know.
    pub note: &'static str,
    /// Whether only the top-level site has it.
    pub is_of_top_level_site: bool,
}

impl Fact {
    /// A row that still says nothing.
    pub(crate) const fn of(kind: Kind, attribute: &'static str) -> Self {
        Self {
            kind,
            attribute,
            parameters: &[],
            reading: Reading::Unknown(""),
            confidence: Confidence::Unknown,
            sources: "",
            note: "",
            is_of_top_level_site: false,
        }
    }

    pub(crate) const fn set_by(self, parameters: &'static [Parameter]) -> Self {
        Self { parameters, ..self }
    }

    pub(crate) const fn read(self, properties: &'static [Property], codec: &'static Codec) -> Self {
        Self { reading: Reading::Properties(properties, codec), ..self }
    }

    /// Read from several rows, as said.
    pub(crate) const fn derived(self, properties: &'static [Property], how: &'static str) -> Self {
        Self { reading: Reading::Derived(properties, how), ..self }
    }

    /// Not read, because of this.
    pub(crate) const fn unknown(self, why: &'static str) -> Self {
        Self { reading: Reading::Unknown(why), ..self }
    }

    pub(crate) const fn from(self, confidence: Confidence, sources: &'static str) -> Self {
        Self { confidence, sources, ..self }
    }

    pub(crate) const fn note(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    pub(crate) const fn at_top(self) -> Self {
        Self { is_of_top_level_site: true, ..self }
    }

    /// The properties it is read from.
    #[must_use]
    pub fn properties(&self) -> &'static [Property] {
        match self.reading {
            Reading::Properties(properties, _) | Reading::Derived(properties, _) => properties,
            Reading::Unknown(_) => &[],
        }
    }
}

/// How an attribute is read.
#[derive(Clone, Copy, Debug)]
pub enum Reading {
    /// From properties of one row, by a codec.
    Properties(&'static [Property], &'static Codec),
    /// Put together from properties of several rows.
    Derived(&'static [Property], &'static str),
    /// A site does not say it: why.
    Unknown(&'static str),
}

/// A property of a row of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property {
    /// The rows that have it.
    pub source: Source,
    /// Its name. Names of embedded properties are case-sensitive (`SMS_EmbeddedProperty`).
    pub name: &'static str,
    /// Where its value is.
    pub field: Field,
}

/// Where the value of a property is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// In a column of the class.
    Column,
    /// In `Value` of an embedded property, a number.
    Value,
    /// In `Value1` of an embedded property, a text.
    Value1,
    /// In `Value2` of an embedded property, a text.
    Value2,
}

impl Field {
    /// Its name in `SMS_EmbeddedProperty`; `None` for a column.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Column => None,
            Self::Value => Some("Value"),
            Self::Value1 => Some("Value1"),
            Self::Value2 => Some("Value2"),
        }
    }
}

/// A parameter of a cmdlet of the module ConfigurationManager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The cmdlet.
    pub cmdlet: &'static str,
    /// The parameter, without the hyphen.
    pub name: &'static str,
    /// Its type.
    pub r#type: ParameterType,
    /// The first version that has it, if it is newer than what is supported, or not on the page of the cmdlet.
    pub since: Option<&'static str>,
}

impl Parameter {
    pub(crate) const fn of(cmdlet: &'static str, name: &'static str, r#type: ParameterType) -> Self {
        Self { cmdlet, name, r#type, since: None }
    }

    pub(crate) const fn since(self, version: &'static str) -> Self {
        Self { since: Some(version), ..self }
    }
}

/// The type of a parameter, as the page of its cmdlet has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are the names of types in PowerShell")]
pub enum ParameterType {
    Boolean,
    Int32,
    UInt32,
    String,
    Strings,
    SecureString,
    Switch,
    ResultObject,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// On no page: ask the cmdlet itself.
    Unknown,
}

impl ParameterType {
    /// The name of the type in PowerShell.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Boolean => "Boolean",
            Self::Int32 => "Int32",
            Self::UInt32 => "UInt32",
            Self::String | Self::Choice(_) => "String",
            Self::Strings => "String[]",
            Self::SecureString => "SecureString",
            Self::Switch => "SwitchParameter",
            Self::ResultObject => "IResultObject",
            Self::Unknown => "unknown",
        }
    }
}

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// A page of Microsoft says so.
    Documented,
    /// Read in public code or in its test data.
    PublicCode,
    /// Concluded from other facts.
    Inferred,
    /// Not found.
    Unknown,
}

impl Confidence {
    /// All.
    pub const ALL: [Self; 4] = [Self::Documented, Self::PublicCode, Self::Inferred, Self::Unknown];

    /// Its name for users.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::PublicCode => "public code",
            Self::Inferred => "inferred",
            Self::Unknown => "not found",
        }
    }

    /// What it means.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Documented => "A page of Microsoft says so.",
            Self::PublicCode => "Public code, or its test data, reads or writes it. No page says so.",
            Self::Inferred => "This project concludes it from other facts.",
            Self::Unknown => "No source says where a site has it.",
        }
    }
}

/// All facts, by kind.
pub fn all() -> impl Iterator<Item = &'static Fact> {
    [site::FACTS, site_system::FACTS, sup_role::FACTS, sync_settings::FACTS, account::FACTS].into_iter().flatten()
}

/// The facts of a kind, an attribute before what is inside it.
pub fn of(kind: Kind) -> impl Iterator<Item = &'static Fact> {
    all().filter(move |fact| fact.kind == kind)
}
