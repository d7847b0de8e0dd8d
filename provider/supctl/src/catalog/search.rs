use hierarchy::catalog;
use hierarchy::sync::{Catalog, ClassificationRow, LanguageRow, ProductRow};
use hierarchy::wording::nearest;

use super::{Arguments, Kind, Listing};

/// The rows of a catalog that match, and where nothing matches the search, whatever the filters, the closest name.
pub(super) fn matching(mut catalog: Catalog, arguments: &Arguments) -> Listing {
    let query = Query::of(arguments);
    catalog.products.retain(|row| query.has_product(row));
    catalog.classifications.retain(|row| query.has_classification(row));
    catalog.languages.retain(|row| query.has_language(row));
    let did_you_mean = query.nearest(&catalog);
    let is_shown = |kind: Kind| arguments.kind.is_none_or(|only| only == kind);
    let is_wanted = |chosen: bool| chosen || !arguments.subscribed;
    catalog.products.retain(|row| is_shown(Kind::Product) && is_wanted(row.subscribed));
    catalog.classifications.retain(|row| is_shown(Kind::Classification) && is_wanted(row.subscribed));
    let is_chosen = |row: &LanguageRow| row.update_files || row.summary_details;
    catalog.languages.retain(|row| is_shown(Kind::Language) && is_wanted(is_chosen(row)));
    Listing { catalog, did_you_mean }
}

pub(super) fn is_empty(catalog: &Catalog) -> bool {
    catalog.products.is_empty() && catalog.classifications.is_empty() && catalog.languages.is_empty()
}

/// What to search for, in lower case; an empty text matches everything.
struct Query(String);

impl Query {
    fn of(arguments: &Arguments) -> Self {
        Self(arguments.search.as_deref().map(str::trim).unwrap_or_default().to_lowercase())
    }

    fn is_in<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        self.0.is_empty() || texts.into_iter().any(|text| text.to_lowercase().contains(&self.0))
    }

    fn has_product(&self, row: &ProductRow) -> bool {
        let names = [row.name.as_str(), &row.family, &row.company];
        self.is_in(names.into_iter().chain(row.id.as_deref()))
            || names.iter().any(|name| self.is_in(catalog::former_names(name)))
    }

    fn has_classification(&self, row: &ClassificationRow) -> bool {
        self.is_in([row.name.as_str()].into_iter().chain(row.id.as_deref()))
    }

    fn has_language(&self, row: &LanguageRow) -> bool {
        self.is_in([row.name.as_str(), &row.code])
    }

    /// The closest name, where nothing matches.
    fn nearest(&self, matching: &Catalog) -> Option<String> {
        if !is_empty(matching) {
            return None;
        }
        let products = catalog::places().map(|place| place.name());
        let classifications = catalog::classifications().iter().map(|one| one.name);
        let languages = catalog::languages().iter().map(|one| one.name);
        nearest(&self.0, products.chain(classifications).chain(languages)).map(str::to_owned)
    }
}
