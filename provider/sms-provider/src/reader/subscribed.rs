//! What is subscribed, as configurations write it: by name where the name says which one it is, else by id.

use std::collections::{BTreeSet, HashMap, HashSet};

use hierarchy::catalog;
use hierarchy::{CategoryType, FoundCatalog, FoundCategory};

/// The subscriptions of a site.
pub(super) struct Subscribed {
    pub(super) products: BTreeSet<String>,
    pub(super) classifications: BTreeSet<String>,
    /// Families and companies that are marked as subscribed although not all that is in them is.
    pub(super) marked: Vec<String>,
}

impl Subscribed {
    pub(super) fn of(found: &FoundCatalog) -> Self {
        let names = Names::of(found);
        let mut covered = HashSet::new();
        let mut subscribed = Self { products: BTreeSet::new(), classifications: BTreeSet::new(), marked: Vec::new() };
        for r#type in [CategoryType::Company, CategoryType::ProductFamily, CategoryType::Product] {
            for category in found.categories.iter().filter(|category| category.r#type == r#type) {
                let is_covered = category.parent.as_ref().is_some_and(|parent| covered.contains(parent.as_str()));
                if is_covered {
                    covered.insert(category.id.as_str());
                } else if category.is_subscribed && is_whole(category, found) {
                    covered.insert(category.id.as_str());
                    subscribed.products.insert(names.written(category));
                } else if category.is_subscribed {
                    subscribed.marked.push(category.name.clone());
                }
            }
        }
        let classifications = found.categories.iter().filter(|one| one.r#type == CategoryType::UpdateClassification);
        let classifications = classifications.filter(|one| one.is_subscribed).map(|one| names.written(one));
        subscribed.classifications = classifications.collect();
        subscribed
    }
}

/// Whether everything in a category that can be subscribed is.
fn is_whole(category: &FoundCategory, found: &FoundCatalog) -> bool {
    let inside = found.categories.iter().filter(|other| other.parent.as_deref() == Some(category.id.as_str()));
    let mut inside = inside.filter(|other| other.can_be_subscribed || other.r#type == CategoryType::ProductFamily);
    inside.all(|other| match other.r#type {
        CategoryType::ProductFamily => is_whole(other, found),
        _ => other.is_subscribed,
    })
}

/// How often a site has a name.
struct Names<'a>(HashMap<(bool, String), Vec<&'a FoundCategory>>);

impl<'a> Names<'a> {
    fn of(found: &'a FoundCatalog) -> Self {
        let mut names: HashMap<_, Vec<&FoundCategory>> = HashMap::new();
        for category in &found.categories {
            let is_classification = category.r#type == CategoryType::UpdateClassification;
            names.entry((is_classification, category.name.to_lowercase())).or_default().push(category);
        }
        Self(names)
    }

    /// The name of a category if it says which one it is, at the site and in the catalog of this release; else its id.
    fn written(&self, category: &FoundCategory) -> String {
        let is_classification = category.r#type == CategoryType::UpdateClassification;
        let same = self.0.get(&(is_classification, category.name.to_lowercase())).map_or(0, Vec::len);
        let is_known = match category.r#type {
            CategoryType::UpdateClassification => {
                catalog::classification(&category.name).is_some_and(|known| is_same(known.id, &category.id))
            }
            _ => match catalog::find(&category.name).as_slice() {
                [place] => place.name() == category.name && is_same(place.id(), &category.id),
                _ => false,
            },
        };
        if same == 1 && is_known { category.name.clone() } else { category.id.clone() }
    }
}

/// Whether an id is that of the catalog, which does not know every id.
fn is_same(known: Option<&str>, id: &str) -> bool {
    known.is_none_or(|known| known.eq_ignore_ascii_case(id))
}
