//! Filters of the update catalog.

use hierarchy::sync::{self, Catalog};
use hierarchy::wording::{did_you_mean, nearest};
use hierarchy::{Categories, CategoryGroup, catalog};
use tfplugin::framework::diagnostics::Diagnostic;
use tfplugin::framework::path::Path;

use super::model::{ClassificationRow, CompanyRow, FamilyRow, LanguageRow, ProductRow, UpdateCatalog};

/// What the filters let through.
pub(super) struct Filter<'a> {
    /// In lower case.
    name: Option<String>,
    company: Option<CategoryGroup<'a>>,
    family: Option<CategoryGroup<'a>>,
    subscribed: Option<bool>,
    categories: &'a Categories,
}

impl<'a> Filter<'a> {
    /// The filters of a configuration, on the catalog of a hierarchy.
    pub(super) fn of(config: &UpdateCatalog, categories: &'a Categories) -> Result<Self, Diagnostic> {
        let company = |name: &String| find("company", name, categories.companies());
        let family = |name: &String| find("family", name, categories.families());
        Ok(Self {
            name: config.name.known().map(|name| name.to_lowercase()),
            company: config.company.known().map(company).transpose()?,
            family: config.family.known().map(family).transpose()?,
            subscribed: config.subscribed.known().copied(),
            categories,
        })
    }

    fn has_name(&self, name: &str) -> bool {
        self.name.as_ref().is_none_or(|part| {
            let contains = |name: &str| name.to_lowercase().contains(part);
            contains(name) || catalog::former_names(name).any(contains)
        })
    }

    fn has_subscription(&self, subscribed: bool) -> bool {
        self.subscribed.is_none_or(|wanted| wanted == subscribed)
    }

    pub(super) fn products(&self, catalog: &Catalog) -> Vec<ProductRow> {
        let is_match = |row: &&sync::ProductRow| {
            self.has_name(&row.name)
                && self.company.is_none_or(|company| company.name == row.company)
                && self.family.is_none_or(|family| family.name == row.family)
                && self.has_subscription(row.subscribed)
        };
        catalog.products.iter().filter(is_match).map(ProductRow::from).collect()
    }

    pub(super) fn families(&self, products: &[ProductRow]) -> Vec<FamilyRow> {
        let is_match = |group: &CategoryGroup<'_>| {
            let has_product = products.iter().any(|row| row.family == group.name && row.company == group.company);
            let by_name = self.name.is_some() && self.subscribed.is_none() && self.has_name(group.name);
            let fits = self.company.is_none_or(|wanted| wanted.name == group.company)
                && self.family.is_none_or(|wanted| wanted.name == group.name);
            fits && (has_product || by_name)
        };
        let row = |group: CategoryGroup<'_>| FamilyRow {
            name: group.name.to_owned(),
            id: group.id.map(str::to_owned).into(),
            company: group.company.to_owned(),
        };
        self.categories.families().into_iter().filter(is_match).map(row).collect()
    }

    pub(super) fn companies(&self, families: &[FamilyRow]) -> Vec<CompanyRow> {
        let is_match = |group: &CategoryGroup<'_>| {
            let has_family = families.iter().any(|row| row.company == group.name);
            let by_name = self.name.is_some() && self.subscribed.is_none() && self.has_name(group.name);
            self.company.is_none_or(|wanted| wanted.name == group.name)
                && (has_family || (by_name && self.family.is_none()))
        };
        let row = |group: CategoryGroup<'_>| CompanyRow {
            name: group.name.to_owned(),
            id: group.id.map(str::to_owned).into(),
        };
        self.categories.companies().into_iter().filter(is_match).map(row).collect()
    }

    pub(super) fn classifications(&self, catalog: &Catalog) -> Vec<ClassificationRow> {
        let rows = catalog.classifications.iter();
        rows.filter(|row| self.has_name(&row.name) && self.has_subscription(row.subscribed)).map(Into::into).collect()
    }

    pub(super) fn languages(&self, catalog: &Catalog) -> Vec<LanguageRow> {
        let is_match = |row: &&sync::LanguageRow| {
            self.has_name(&row.name) && self.has_subscription(row.update_files || row.summary_details)
        };
        catalog.languages.iter().filter(is_match).map(Into::into).collect()
    }

    /// Warnings about former names of companies and families.
    pub(super) fn former_names(&self, config: &UpdateCatalog) -> Vec<Diagnostic> {
        let written = [("company", &config.company, self.company), ("family", &config.family, self.family)];
        let renamed = written.into_iter().filter_map(|(what, name, group)| Some((what, name.known()?, group?)));
        renamed
            .filter(|(_, name, group)| !group.is(name))
            .map(|(what, name, CategoryGroup { name: present, .. })| {
                Diagnostic::warning(
                    format!("{what} \"{name}\" is now called \"{present}\""),
                    format!("The former name finds the same {what}. Write:\n\n  {what} = \"{present}\""),
                )
                .at(Path::of(what))
            })
            .collect()
    }
}

/// The company or family with this name or id, or else with this former name. A name that no catalog has is a mistake: it would
/// never find anything.
fn find<'a>(what: &str, name: &str, groups: Vec<CategoryGroup<'a>>) -> Result<CategoryGroup<'a>, Diagnostic> {
    let named = |name: &str| {
        let present = groups.iter().find(|group| group.is(name));
        present.or_else(|| groups.iter().find(|group| group.was_called(name))).copied()
    };
    named(name).ok_or_else(|| {
        let names = groups.iter().flat_map(|group| group.former.iter().copied().chain([group.name]));
        let near = nearest(name, names).and_then(|near| Some(named(near)?.name));
        let hint = did_you_mean(near);
        Diagnostic::error(
            format!("{what} \"{name}\" is not in the update catalog"),
            format!(
                "Write the whole name or the id of a {what}, case-insensitive.{hint} To search by part of a name, \
                 write:\n\n  name = \"{name}\""
            ),
        )
        .at(Path::of(what))
    })
}
