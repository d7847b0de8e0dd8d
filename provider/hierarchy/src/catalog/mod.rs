//! What a site can subscribe: products with their families and companies, classifications, and languages.
//!
//! Names and ids are those sites and WSUS servers have shown in public. An id nobody has shown is absent. The families of
//! Windows, Office, SQL Server and the developer tools are known; the other products are grouped by their names. A site's
//! own list may differ: products come, go and are renamed with each synchronisation. Which products a site lists before its
//! first one is documented only as "a stored list"; the choice of [`Product::at_install`] is this project's.
//!
//! Each list is read from its file when it is first asked for.

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use serde::Deserialize;

/// A vendor: the top of the tree of products.
#[derive(Debug, Deserialize)]
pub struct Company {
    /// As sites show it.
    pub name: &'static str,
    /// A GUID, where it is known.
    #[serde(default)]
    pub id: Option<&'static str>,
    /// Its families of products.
    pub families: Vec<Family>,
}

/// Products that belong together.
#[derive(Debug, Deserialize)]
pub struct Family {
    /// As sites show it.
    pub name: &'static str,
    /// A GUID, where it is known.
    #[serde(default)]
    pub id: Option<&'static str>,
    /// Its products. Two of them may have one name.
    pub products: Vec<Product>,
}

/// What updates are for.
#[derive(Debug, Deserialize)]
pub struct Product {
    /// As sites show it.
    pub name: &'static str,
    /// A GUID, where it is known.
    #[serde(default)]
    pub id: Option<&'static str>,
    /// Whether Configuration Manager can deploy its updates ("Install and configure a software update point").
    #[serde(default = "yes")]
    pub deployable: bool,
    /// Whether a site lists it before its first synchronisation.
    #[serde(default)]
    pub at_install: bool,
}

/// What kind of update it is.
#[derive(Debug, Deserialize)]
pub struct Classification {
    /// As sites show it.
    pub name: &'static str,
    /// A GUID, where it is known.
    #[serde(default)]
    pub id: Option<&'static str>,
    /// Whether Configuration Manager offers it. WSUS has some it does not ("Plan for software updates").
    #[serde(default = "yes")]
    pub offered: bool,
}

/// A language of update files and of summary details.
#[derive(Debug, Deserialize)]
pub struct Language {
    /// Culture code. Of these only `en` was seen in a site's settings, the others are the usual ones of their cultures.
    pub code: &'static str,
    /// As sites show it.
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

/// The files are part of the program, and a test reads each: there is none that cannot be read.
fn read<T: Deserialize<'static>>(text: &'static str) -> Vec<T> {
    serde_json::from_str(text).unwrap_or_default()
}

/// The company of this name, in any case, or this id.
#[must_use]
pub fn company(name_or_id: &str) -> Option<&'static Company> {
    companies().iter().find(|company| is(name_or_id, company.name, company.id))
}

/// The family of this name, in any case, or this id.
#[must_use]
pub fn family(name_or_id: &str) -> Option<&'static Family> {
    let mut families = companies().iter().flat_map(|company| &company.families);
    families.find(|family| is(name_or_id, family.name, family.id))
}

/// The classification of this name, in any case, or this id.
#[must_use]
pub fn classification(name_or_id: &str) -> Option<&'static Classification> {
    classifications().iter().find(|classification| is(name_or_id, classification.name, classification.id))
}

/// The language of this code, in any case.
#[must_use]
pub fn language(code: &str) -> Option<&'static Language> {
    languages().iter().find(|language| language.code.eq_ignore_ascii_case(code))
}

/// One place in the tree of products.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// A company, and with it all its families.
    Company(&'static Company),
    /// A family, and with it all its products.
    Family(&'static Company, &'static Family),
    /// A product.
    Product(&'static Company, &'static Family, &'static Product),
}

impl Place {
    /// As sites show it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Company(company) => company.name,
            Self::Family(_, family) => family.name,
            Self::Product(_, _, product) => product.name,
        }
    }

    /// A GUID, where it is known.
    #[must_use]
    pub fn id(&self) -> Option<&'static str> {
        match self {
            Self::Company(company) => company.id,
            Self::Family(_, family) => family.id,
            Self::Product(_, _, product) => product.id,
        }
    }

    /// Whether it is the other place, or above it: who subscribes this one needs not subscribe that.
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

/// Every place: products, then families, then companies.
pub fn places() -> impl Iterator<Item = Place> {
    let families =
        || companies().iter().flat_map(|company| company.families.iter().map(move |family| (company, family)));
    let products = families()
        .flat_map(|(company, family)| family.products.iter().map(move |one| Place::Product(company, family, one)));
    let families = families().map(|(company, family)| Place::Family(company, family));
    products.chain(families).chain(companies().iter().map(Place::Company))
}

/// The products of this name, in any case, or this id; without one, the family or else the company. Several products may
/// have one name.
#[must_use]
pub fn find(name_or_id: &str) -> Vec<Place> {
    let mut found: Vec<Place> = places().filter(|place| is(name_or_id, place.name(), place.id())).collect();
    if found.iter().any(|place| matches!(place, Place::Product(..))) {
        found.retain(|place| matches!(place, Place::Product(..)));
    } else {
        found.truncate(1);
    }
    found
}

/// Whether a text is a GUID, alone or behind the type of what it identifies: `Product:72e7624a-…`, as sites write ids.
#[must_use]
pub fn is_id(text: &str) -> bool {
    const DASHES: [usize; 4] = [8, 13, 18, 23];
    let digits = guid(text);
    let is_at_its_place = |(index, byte): (usize, u8)| {
        if DASHES.contains(&index) { byte == b'-' } else { byte.is_ascii_hexdigit() }
    };
    digits.len() == 36 && digits.bytes().enumerate().all(is_at_its_place)
}

fn guid(text: &str) -> &str {
    const TYPES: [&str; 4] = ["Company", "ProductFamily", "Product", "UpdateClassification"];
    match text.split_once(':') {
        Some((r#type, guid)) if TYPES.contains(&r#type) => guid,
        _ => text,
    }
}

fn is(name_or_id: &str, name: &str, id: Option<&str>) -> bool {
    name.eq_ignore_ascii_case(name_or_id) || id.is_some_and(|id| id.eq_ignore_ascii_case(guid(name_or_id)))
}
