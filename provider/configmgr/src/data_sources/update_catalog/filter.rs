//! Filters of the update catalog.

use hierarchy::catalog;
use hierarchy::sync::{self, Catalog};
use hierarchy::wording::{did_you_mean, nearest};
use tfplugin::framework::diagnostics::Diagnostic;
use tfplugin::framework::path::Path;

use super::model::{ClassificationRow, CompanyRow, FamilyRow, LanguageRow, ProductRow, UpdateCatalog};

/// What the filters let through.
pub(super) struct Filter {
    /// In lower case.
    name: Option<String>,
    company: Option<&'static str>,
    family: Option<&'static str>,
    subscribed: Option<bool>,
}

impl Filter {
    pub(super) fn of(config: &UpdateCatalog) -> Result<Self, Diagnostic> {
        let company = |name: &String| {
            let names = catalog::companies().iter().flat_map(|company| company.former.iter().chain([&company.name]));
            let present = |name: &str| catalog::company(name).map(|company| company.name);
            present(name).ok_or_else(|| not_in_catalog("company", name, names.copied(), present))
        };
        let family = |name: &String| {
            let families = catalog::companies().iter().flat_map(|company| &company.families);
            let names = families.flat_map(|family| family.former.iter().chain([&family.name]));
            let present = |name: &str| catalog::family(name).map(|family| family.name);
            present(name).ok_or_else(|| not_in_catalog("family", name, names.copied(), present))
        };
        Ok(Self {
            name: config.name.known().map(|name| name.to_lowercase()),
            company: config.company.known().map(company).transpose()?,
            family: config.family.known().map(family).transpose()?,
            subscribed: config.subscribed.known().copied(),
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
                && self.company.is_none_or(|company| company == row.company)
                && self.family.is_none_or(|family| family == row.family)
                && self.has_subscription(row.subscribed)
        };
        catalog.products.iter().filter(is_match).map(ProductRow::from).collect()
    }

    pub(super) fn families(&self, products: &[ProductRow]) -> Vec<FamilyRow> {
        let all = catalog::companies().iter();
        let all = all.flat_map(|company| company.families.iter().map(move |family| (company.name, family)));
        let is_match = |(company, family): &(&str, &catalog::Family)| {
            let has_product = products.iter().any(|row| row.family == family.name && row.company == *company);
            let by_name = self.name.is_some() && self.subscribed.is_none() && self.has_name(family.name);
            let fits = self.company.is_none_or(|wanted| wanted == *company)
                && self.family.is_none_or(|wanted| wanted == family.name);
            fits && (has_product || by_name)
        };
        let row = |(company, family): (&str, &catalog::Family)| FamilyRow {
            name: family.name.to_owned(),
            id: family.id.map(str::to_owned).into(),
            company: company.to_owned(),
        };
        all.filter(is_match).map(row).collect()
    }

    pub(super) fn companies(&self, families: &[FamilyRow]) -> Vec<CompanyRow> {
        let is_match = |company: &&catalog::Company| {
            let has_family = families.iter().any(|row| row.company == company.name);
            let by_name = self.name.is_some() && self.subscribed.is_none() && self.has_name(company.name);
            self.company.is_none_or(|wanted| wanted == company.name)
                && (has_family || (by_name && self.family.is_none()))
        };
        let row = |company: &catalog::Company| CompanyRow {
            name: company.name.to_owned(),
            id: company.id.map(str::to_owned).into(),
        };
        catalog::companies().iter().filter(is_match).map(row).collect()
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
}

/// Warnings about former names of companies and families.
pub(super) fn former_names(config: &UpdateCatalog) -> Vec<Diagnostic> {
    let company = config.company.known().and_then(|name| Some(("company", name, catalog::company(name)?.name)));
    let family = config.family.known().and_then(|name| Some(("family", name, catalog::family(name)?.name)));
    let renamed = [company, family]
        .into_iter()
        .flatten()
        .filter(|(_, name, present)| catalog::former_names(present).any(|former| former.eq_ignore_ascii_case(name)));
    renamed
        .map(|(what, name, present)| {
            Diagnostic::warning(
                format!("{what} \"{name}\" is now called \"{present}\""),
                format!("The former name finds the same {what}. Write:\n\n  {what} = \"{present}\""),
            )
            .at(Path::of(what))
        })
        .collect()
}

/// A name that no catalog has is a mistake: it would never find anything. `present` is the present name of a near one.
fn not_in_catalog(
    what: &str,
    name: &str,
    names: impl Iterator<Item = &'static str>,
    present: impl Fn(&str) -> Option<&'static str>,
) -> Diagnostic {
    let hint = did_you_mean(nearest(name, names).and_then(present));
    Diagnostic::error(
        format!("{what} \"{name}\" is not in the update catalog"),
        format!(
            "Write the whole name or the id of a {what}, case-insensitive.{hint} To search by part of a name, \
             write:\n\n  name = \"{name}\""
        ),
    )
    .at(Path::of(what))
}
