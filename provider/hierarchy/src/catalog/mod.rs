//! What a site can subscribe: products with their families and companies, classifications, and languages.
//!
//! Names and ids were published by sites and WSUS servers. An unpublished id is absent. The families of Windows,
//! Office, SQL Server and the developer tools are known; the other products are grouped by their names. The list of a
//! site may differ: each synchronization may add, remove and rename products. Which products a site lists before its
//! first synchronization is documented only as "a stored list"; [`Product::at_install`] is this project's choice.
//!
//! Each list is read from its file on first use.

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use serde::Deserialize;

/// A vendor, the root of its product families.
#[derive(Debug, Deserialize)]
pub struct Company {
    /// The name that sites show.
    pub name: &'static str,
    /// A GUID, if known.
    #[serde(default)]
    pub id: Option<&'static str>,
    /// The names that sites showed before.
    #[serde(default)]
    pub former: Vec<&'static str>,
    /// Its product families.
    pub families: Vec<Family>,
}

/// A product family.
#[derive(Debug, Deserialize)]
pub struct Family {
    /// The name that sites show.
    pub name: &'static str,
    /// A GUID, if known.
    #[serde(default)]
    pub id: Option<&'static str>,
    /// The names that sites showed before.
    #[serde(default)]
    pub former: Vec<&'static str>,
    /// Its products. Two of them may have the same name.
    pub products: Vec<Product>,
}

/// A product that updates are for.
#[derive(Debug, Deserialize)]
pub struct Product {
    /// The name that sites show.
    pub name: &'static str,
    /// A GUID, if known.
    #[serde(default)]
    pub id: Option<&'static str>,
    /// The names that sites showed before.
    #[serde(default)]
    pub former: Vec<&'static str>,
    /// Whether Configuration Manager can deploy its updates ("Install and configure a software update point").
    #[serde(default = "yes")]
    pub deployable: bool,
    /// Whether a site lists it before its first synchronization.
    #[serde(default)]
    pub at_install: bool,
}

/// A classification of updates.
#[derive(Debug, Deserialize)]
pub struct Classification {
    /// The name that sites show.
    pub name: &'static str,
    /// A GUID, if known.
    #[serde(default)]
    pub id: Option<&'static str>,
    /// Whether Configuration Manager offers it. Some exist only in WSUS ("Plan for software updates").
    #[serde(default = "yes")]
    pub offered: bool,
}

/// A language of update files and of summary details.
#[derive(Debug, Deserialize)]
pub struct Language {
    /// Culture code. Only `en` was seen in the settings of a site; the others are the usual codes of their cultures.
    pub code: &'static str,
    /// The name that sites show.
    pub name: &'static str,
}

fn yes() -> bool {
    true
}

/// All companies, with their families and products.
#[must_use]
pub fn companies() -> &'static [Company] {
    static COMPANIES: LazyLock<Vec<Company>> = LazyLock::new(|| read(include_str!("products.json")));
    &COMPANIES
}

/// All classifications.
#[must_use]
pub fn classifications() -> &'static [Classification] {
    static CLASSIFICATIONS: LazyLock<Vec<Classification>> =
        LazyLock::new(|| read(include_str!("classifications.json")));
    &CLASSIFICATIONS
}

/// All languages.
#[must_use]
pub fn languages() -> &'static [Language] {
    static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| read(include_str!("languages.json")));
    &LANGUAGES
}

/// The files are part of the program, and a test reads each of them, so parsing does not fail.
fn read<T: Deserialize<'static>>(text: &'static str) -> Vec<T> {
    serde_json::from_str(text).unwrap_or_default()
}

/// The company with this name (case-insensitive) or id, or else with this former name.
#[must_use]
pub fn company(name_or_id: &str) -> Option<&'static Company> {
    let present = companies().iter().find(|company| is(name_or_id, company.name, company.id));
    present.or_else(|| companies().iter().find(|company| has_name(&company.former, name_or_id)))
}

/// The family with this name (case-insensitive) or id, or else with this former name.
#[must_use]
pub fn family(name_or_id: &str) -> Option<&'static Family> {
    let families = || companies().iter().flat_map(|company| &company.families);
    let present = families().find(|family| is(name_or_id, family.name, family.id));
    present.or_else(|| families().find(|family| has_name(&family.former, name_or_id)))
}

/// The classification with this name (case-insensitive) or id.
#[must_use]
pub fn classification(name_or_id: &str) -> Option<&'static Classification> {
    classifications().iter().find(|classification| is(name_or_id, classification.name, classification.id))
}

/// The language with this code (case-insensitive).
#[must_use]
pub fn language(code: &str) -> Option<&'static Language> {
    languages().iter().find(|language| language.code.eq_ignore_ascii_case(code))
}

/// A company, a family or a product.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// A company, including all its families.
    Company(&'static Company),
    /// A family, including all its products.
    Family(&'static Company, &'static Family),
    /// A product.
    Product(&'static Company, &'static Family, &'static Product),
}

impl Place {
    /// The name that sites show.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Company(company) => company.name,
            Self::Family(_, family) => family.name,
            Self::Product(_, _, product) => product.name,
        }
    }

    /// A GUID, if known.
    #[must_use]
    pub fn id(&self) -> Option<&'static str> {
        match self {
            Self::Company(company) => company.id,
            Self::Family(_, family) => family.id,
            Self::Product(_, _, product) => product.id,
        }
    }

    /// The names that sites showed before.
    #[must_use]
    pub fn former_names(&self) -> &'static [&'static str] {
        match self {
            Self::Company(company) => &company.former,
            Self::Family(_, family) => &family.former,
            Self::Product(_, _, product) => &product.former,
        }
    }

    /// Whether a subscription to this place includes the other one: it is the same place or above it.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        use std::ptr::eq;
        match (*self, *other) {
            (Self::Company(one), Self::Company(two) | Self::Family(two, _) | Self::Product(two, ..)) => eq(one, two),
            (Self::Family(_, one), Self::Family(_, two) | Self::Product(_, two, _)) => eq(one, two),
            (Self::Product(_, _, one), Self::Product(_, _, two)) => eq(one, two),
            (Self::Family(..) | Self::Product(..), _) => false,
        }
    }
}

/// All places: products, then families, then companies.
pub fn places() -> impl Iterator<Item = Place> {
    let families =
        || companies().iter().flat_map(|company| company.families.iter().map(move |family| (company, family)));
    let products = families()
        .flat_map(|(company, family)| family.products.iter().map(move |one| Place::Product(company, family, one)));
    let families = families().map(|(company, family)| Place::Family(company, family));
    products.chain(families).chain(companies().iter().map(Place::Company))
}

/// The products with this name (case-insensitive) or id. If there are none: the family, or else the company. If there
/// is none either: the same with this former name. Several products may have the same name.
#[must_use]
pub fn find(name_or_id: &str) -> Vec<Place> {
    let mut found: Vec<Place> = places().filter(|place| is(name_or_id, place.name(), place.id())).collect();
    if found.is_empty() {
        found.extend(places().filter(|place| has_name(place.former_names(), name_or_id)));
    }
    if found.iter().any(|place| matches!(place, Place::Product(..))) {
        found.retain(|place| matches!(place, Place::Product(..)));
    } else {
        found.truncate(1);
    }
    found
}

/// Whether a text is a GUID, alone or with the prefix that sites write: `Product:72e7624a-…`.
#[must_use]
pub fn is_id(text: &str) -> bool {
    const DASHES: [usize; 4] = [8, 13, 18, 23];
    let digits = guid(text);
    let is_at_its_place = |(index, byte): (usize, u8)| {
        if DASHES.contains(&index) { byte == b'-' } else { byte.is_ascii_hexdigit() }
    };
    digits.len() == 36 && digits.bytes().enumerate().all(is_at_its_place)
}

/// The GUID of an id as sites write it.
pub(crate) fn guid(text: &str) -> &str {
    const TYPES: [&str; 4] = ["Company", "ProductFamily", "Product", "UpdateClassification"];
    match text.split_once(':') {
        Some((r#type, guid)) if TYPES.contains(&r#type) => guid,
        _ => text,
    }
}

/// The former names of what has this name today.
pub fn former_names(name: &str) -> impl Iterator<Item = &'static str> {
    find(name).into_iter().flat_map(|place| place.former_names()).copied()
}

fn has_name(names: &[&str], name: &str) -> bool {
    names.iter().any(|other| other.eq_ignore_ascii_case(name))
}

fn is(name_or_id: &str, name: &str, id: Option<&str>) -> bool {
    name.eq_ignore_ascii_case(name_or_id) || id.is_some_and(|id| id.eq_ignore_ascii_case(guid(name_or_id)))
}
