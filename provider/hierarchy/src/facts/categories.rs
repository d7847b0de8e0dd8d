//! The products and classifications that a hierarchy can subscribe.

use std::collections::BTreeSet;

use super::as_found::AsFound;
use super::found_catalog::{CategoryType, FoundCatalog, FoundCategory};
use crate::catalog::{self, Place};
use crate::store::{StoreError, View};

/// What a hierarchy can subscribe: the catalog of the real site it was read from, or else that of this release.
#[derive(Clone, Debug, Default)]
pub struct Categories(Option<FoundCatalog>);

impl Categories {
    /// Those of this release.
    #[must_use]
    pub fn of_release() -> Self {
        Self(None)
    }

    /// Those of a hierarchy.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn of(view: &dyn View) -> Result<Self, StoreError> {
        Ok(Self(if AsFound::is(view)? { Some(FoundCatalog::of(view)?) } else { None }))
    }

    /// Whether they are those of a real site.
    pub(crate) fn are_found(&self) -> bool {
        self.0.is_some()
    }

    /// Whether they are those of a real site whose categories could not be read.
    pub(crate) fn are_not_known(&self) -> bool {
        self.0.as_ref().is_some_and(|found| found.categories.is_empty())
    }

    /// The products with this name or id, or else the family or the company: several if the name is ambiguous.
    pub(crate) fn find(&self, name_or_id: &str) -> Vec<Category<'_>> {
        match &self.0 {
            None => catalog::find(name_or_id).into_iter().map(Category::OfRelease).collect(),
            Some(found) => found.find(name_or_id).into_iter().map(|one| Category::Found(found, one)).collect(),
        }
    }

    /// The names of products, families and companies.
    pub(crate) fn names(&self) -> Vec<&str> {
        match &self.0 {
            None => catalog::places().map(|place| place.name()).collect(),
            Some(found) => {
                let is_product = |one: &&FoundCategory| one.r#type != CategoryType::UpdateClassification;
                found.categories.iter().filter(is_product).map(|one| one.name.as_str()).collect()
            }
        }
    }

    /// The product families, by company and name.
    #[must_use]
    pub fn families(&self) -> Vec<CategoryGroup<'_>> {
        let Some(found) = &self.0 else {
            let of_company = |company: &'static catalog::Company| {
                company
                    .families
                    .iter()
                    .map(|family| CategoryGroup::of_release(family.name, family.id, &family.former, company.name))
            };
            return catalog::companies().iter().flat_map(of_company).collect();
        };
        sorted(found.of_type(CategoryType::ProductFamily).map(|family| CategoryGroup {
            company: found.above(family).map(|company| company.name.as_str()).unwrap_or_default(),
            ..CategoryGroup::found(family)
        }))
    }

    /// The companies, by name.
    #[must_use]
    pub fn companies(&self) -> Vec<CategoryGroup<'_>> {
        match &self.0 {
            None => {
                let companies = catalog::companies().iter();
                companies.map(|one| CategoryGroup::of_release(one.name, one.id, &one.former, one.name)).collect()
            }
            Some(found) => sorted(found.of_type(CategoryType::Company).map(CategoryGroup::found)),
        }
    }

    /// Whether the classification with this name or id can be subscribed; `None` if there is none.
    pub(crate) fn offers_classification(&self, name_or_id: &str) -> Option<bool> {
        match &self.0 {
            None => catalog::classification(name_or_id).map(|one| one.offered),
            Some(found) => found.classification(name_or_id).map(|one| one.can_be_subscribed || one.is_subscribed),
        }
    }

    /// The names of the classifications that can be subscribed.
    pub(crate) fn classifications(&self) -> Vec<&str> {
        match &self.0 {
            None => catalog::classifications().iter().filter(|one| one.offered).map(|one| one.name).collect(),
            Some(found) => {
                let offered = found.of_type(CategoryType::UpdateClassification).filter(|one| one.can_be_subscribed);
                offered.map(|one| one.name.as_str()).collect()
            }
        }
    }

    /// Whether two sets of products or classifications subscribe a real site to the same, whatever they call it. Those of a
    /// simulated hierarchy are compared as they are written.
    #[must_use]
    pub fn are_same(&self, one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
        let Some(found) = &self.0 else { return one == other };
        let ids = |names: &BTreeSet<String>| -> BTreeSet<String> {
            let id = |name: &String| match (found.find(name).as_slice(), found.classification(name)) {
                ([one], _) => one.id.clone(),
                ([], Some(one)) => one.id.clone(),
                _ => name.to_lowercase(),
            };
            names.iter().map(id).collect()
        };
        ids(one) == ids(other)
    }
}

fn sorted<'a>(groups: impl Iterator<Item = CategoryGroup<'a>>) -> Vec<CategoryGroup<'a>> {
    let mut groups: Vec<CategoryGroup<'a>> = groups.collect();
    groups.sort_by_key(|group| (group.company, group.name));
    groups
}

/// A company or a product family.
#[derive(Clone, Copy, Debug)]
pub struct CategoryGroup<'a> {
    /// The name that sites show.
    pub name: &'a str,
    /// Its GUID, if it is known.
    pub id: Option<&'a str>,
    /// The company of a family; the name of a company itself.
    pub company: &'a str,
    /// The names that sites showed before.
    pub former: &'a [&'static str],
}

impl<'a> CategoryGroup<'a> {
    fn of_release(name: &'a str, id: Option<&'a str>, former: &'a [&'static str], company: &'a str) -> Self {
        Self { name, id, company, former }
    }

    fn found(category: &'a FoundCategory) -> Self {
        Self { name: &category.name, id: Some(&category.id), company: &category.name, former: &[] }
    }

    /// Whether this is its name or id, case-insensitive.
    #[must_use]
    pub fn is(&self, name_or_id: &str) -> bool {
        self.name.eq_ignore_ascii_case(name_or_id)
            || self.id.is_some_and(|id| id.eq_ignore_ascii_case(catalog::guid(name_or_id)))
    }

    /// Whether it once had this name.
    #[must_use]
    pub fn was_called(&self, name: &str) -> bool {
        self.former.iter().any(|former| former.eq_ignore_ascii_case(name))
    }
}

/// A company, a product family or a product.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Category<'a> {
    OfRelease(Place),
    Found(&'a FoundCatalog, &'a FoundCategory),
}

impl<'a> Category<'a> {
    /// The name that sites show.
    pub(crate) fn name(&self) -> &'a str {
        match self {
            Self::OfRelease(place) => place.name(),
            Self::Found(_, category) => &category.name,
        }
    }

    /// Its GUID, if it is known.
    pub(crate) fn id(&self) -> Option<&'a str> {
        match self {
            Self::OfRelease(place) => place.id(),
            Self::Found(_, category) => Some(&category.id),
        }
    }

    /// What a product is in, in one word; `None` for a product.
    pub(crate) fn group(&self) -> Option<&'static str> {
        match self {
            Self::OfRelease(Place::Product(..)) => None,
            Self::OfRelease(Place::Family(..)) => Some("family"),
            Self::OfRelease(Place::Company(_)) => Some("company"),
            Self::Found(_, category) => match category.r#type {
                CategoryType::ProductFamily => Some("family"),
                CategoryType::Company => Some("company"),
                CategoryType::Product | CategoryType::UpdateClassification => None,
            },
        }
    }

    /// The same in the catalog of this release.
    pub(crate) fn in_release(&self) -> Option<Place> {
        match self {
            Self::OfRelease(place) => Some(*place),
            Self::Found(_, category) => catalog::find(&category.id).first().copied(),
        }
    }

    /// Whether it once had this name, and shows another one today.
    pub(crate) fn was_called(&self, name: &str) -> bool {
        match self {
            Self::OfRelease(place) => place.former_names().iter().any(|former| former.eq_ignore_ascii_case(name)),
            Self::Found(_, category) => !category.is(name),
        }
    }

    /// Whether a subscription to it includes the other one: it is the same, or above it.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::OfRelease(one), Self::OfRelease(other)) => one.covers(other),
            (Self::Found(found, one), Self::Found(_, other)) => found.covers(one, other),
            _ => false,
        }
    }
}
